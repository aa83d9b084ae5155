import type { DomainKit } from "../source.ts";
import { roundToMicros } from "../time/clock.ts";
import { faultOf } from "./fault.ts";
import type { ResponseObservation } from "./observation.ts";
import { elapsedMs } from "./observation.ts";
import type { ResponseScenario } from "./scenario.ts";

/** Logs of response times. */
export const responseKit: DomainKit<ResponseObservation, ResponseScenario> = {
  nouns: {
    row: { one: "request", many: "requests" },
    incident: { one: "incident", many: "incidents" },
    log: "response times",
  },
  // Planned, not completed, because a slow answer starts before it ends.
  causedAtMs: ({ plannedAtMs }) => plannedAtMs,
  signals: {
    responseSeconds: {
      kind: "continuous",
      unit: "s",
      key: "response-time",
      describe: "from sending to the end, or so far; a failed request counts as slow as it was",
      valueOf: (row) => elapsedMs(row) / 1000,
    },
    answeredSeconds: {
      kind: "continuous",
      unit: "s",
      key: "answer-time",
      describe: "from sending to the end of a whole answer",
      valueOf: ({ outcome }) => (outcome.kind === "completed" ? outcome.responseMs / 1000 : undefined),
    },
    openSeconds: {
      kind: "continuous",
      unit: "s",
      key: "open-time",
      describe: "age of a request that is not answered yet",
      valueOf: ({ outcome }) => (outcome.kind === "open" ? outcome.ageMs / 1000 : undefined),
    },
    failed: {
      kind: "flag",
      unit: "",
      key: "failures",
      describe: "1 for no answer, or one with a status of 500 or above; 0 for any other answer",
      valueOf: ({ outcome }) => {
        switch (outcome.kind) {
          case "completed":
            return outcome.status >= 500 ? 1 : 0;
          case "failed":
            return 1;
          case "open":
            return undefined;
        }
      },
    },
  },
  defaultSignal: "responseSeconds",
  collectSubjects: () => ({ add: () => undefined, finish: () => [] }),
  shifted: (row, index, byMs) => ({
    ...row,
    index,
    atMs: roundToMicros(row.atMs + byMs),
    plannedAtMs: roundToMicros(row.plannedAtMs + byMs),
    sentAtMs: roundToMicros(row.sentAtMs + byMs),
  }),
  // The original's client writes no other responses.
  isInOriginal: ({ outcome }) => outcome.kind === "completed",
  // Answers are due within seconds.
  tickMs: 100,
  length: { kind: "phases" },
  endOfScenarioMs: (_scenario, lastRowMs) => lastRowMs,
  endOfLogMs: (lastRowMs) => lastRowMs,
  pastOf: () => undefined,
  faultOf,
};
