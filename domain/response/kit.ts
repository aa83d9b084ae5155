import type { DomainKit } from "../source.ts";
import { roundToMicros } from "../time/clock.ts";
import { faultOf } from "./fault.ts";
import type { ResponseObservation } from "./observation.ts";
import { elapsedMs } from "./observation.ts";
import type { ResponseScenario } from "./scenario.ts";

/** Response-time logs. */
export const responseKit: DomainKit<ResponseObservation, ResponseScenario> = {
  nouns: {
    row: { one: "request", many: "requests" },
    incident: { one: "incident", many: "incidents" },
    log: "response times",
  },
  // Planned, not completed: a slow answer starts before it ends.
  causedAtMs: ({ plannedAtMs }) => plannedAtMs,
  signals: {
    responseSeconds: {
      kind: "continuous",
      unit: "s",
      key: "response-time",
      describe: "from sending to the end, or until now; includes failed requests",
      valueOf: (row) => elapsedMs(row) / 1000,
    },
    answeredSeconds: {
      kind: "continuous",
      unit: "s",
      key: "answer-time",
      describe: "from sending to the end of a complete answer",
      valueOf: ({ outcome }) => (outcome.kind === "completed" ? outcome.responseMs / 1000 : undefined),
    },
    openSeconds: {
      kind: "continuous",
      unit: "s",
      key: "open-time",
      describe: "age of a request without an answer so far",
      valueOf: ({ outcome }) => (outcome.kind === "open" ? outcome.ageMs / 1000 : undefined),
    },
    failed: {
      kind: "flag",
      unit: "",
      key: "failures",
      describe: "1 for a missing answer or a status of 500 or above, else 0",
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
  // The original's client logs completed requests only.
  isInOriginal: ({ outcome }) => outcome.kind === "completed",
  // Answers are due within seconds.
  tickMs: 100,
  length: { kind: "phases" },
  endOfScenarioMs: (_scenario, lastRowMs) => lastRowMs,
  endOfLogMs: (lastRowMs) => lastRowMs,
  pastOf: () => undefined,
  faultOf,
};
