import type { Mode } from "../../domain/response/modes.ts";
import { modeKit } from "../../domain/response/modes.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount } from "../../domain/response/scenario.ts";
import { connectionRefused, failures } from "../../domain/wire/outcome.ts";
import type { HarnessKit, PlayCounts } from "../source.ts";
import { networkMs, simulateResponses } from "./simulate.ts";
import { healthyPhase, phaseDial } from "./study.ts";

export const responseHarness: HarnessKit<ResponseObservation, ResponseScenario> = {
  play: {
    writer: { kind: "client" },
    simulate: simulateResponses,
    expectedRows: requestCount,
    // Response times do not depend on the hour.
    wallClockStart: "now",
    addedMs: networkMs,
    exactness: ({ modes }) => ({
      kind: "rows",
      isSlowness: (name) => {
        const mode = modes[name];
        return mode === undefined || modeKit(mode.kind).isSlowness;
      },
    }),
    plannedErrors: ({ modes }, name) => {
      const mode = modes[name];
      return mode === undefined ? [] : errorsOf(mode);
    },
    defaultLogPath: "log/server_response.csv",
    counts: responseCounts,
    companions: { names: [], write: () => [] },
  },
  study: { faultDial: phaseDial, healthOf: healthyPhase },
  explore: undefined,
  originals: [],
};

const cut: readonly string[] = [failures.connectionClosed, failures.bodyTruncated, "ECONNRESET", "EPIPE"];

/** Failures that the mode causes, timeouts excluded. */
function errorsOf({ kind }: Mode): readonly string[] {
  switch (modeKit(kind).connections ?? "kept") {
    case "cut":
      return cut;
    case "refused":
      return [connectionRefused, ...cut];
    case "kept":
      return [];
  }
}

function responseCounts(): PlayCounts<ResponseObservation> {
  let rows = 0;
  let failed = 0;
  let refused = 0;
  return {
    add: ({ outcome }) => {
      rows += 1;
      if (outcome.kind === "failed") failed += 1;
      if (outcome.kind === "completed" && outcome.status >= 400) refused += 1;
    },
    finish: (target, logPath) => {
      const unanswered = failed === 0 ? "" : `, ${failed} without an answer`;
      const refusals = refused === 0 ? "" : `, ${refused} answered with a status of 400 or above`;
      const sentence = `${rows} ${rows === 1 ? "request" : "requests"} to ${target}${unanswered}${refusals}; the log is ${logPath}`;
      return refused === rows ? { sentence, hint: foreignModes } : { sentence };
    },
  };
}

const foreignModes =
  "A mock server refuses modes that it was not started with. Start it with firedrill serve SCENARIO.";
