import type { DomainKit } from "../source.ts";
import { addressSubject, subjectOf } from "../subject.ts";
import { stripped } from "../text/printable.ts";
import { roundToMicros } from "../time/clock.ts";
import { trafficDomain } from "../traffic/scenario.ts";
import type { AccessObservation } from "./observation.ts";
import { pastOf } from "./plan.ts";
import type { AccessScenario } from "./scenario.ts";

/** With more paths than this, the paths are not subjects of an incident. */
const fewPaths = 3;
const longestName = 200;

/** The path as a subject names it: without control characters, at most 200 characters. Undefined for an unreadable request. */
export function pathName({ path }: Pick<AccessObservation, "path">): string | undefined {
  return path === "-" ? undefined : stripped(path, longestName);
}

/** Access logs of web servers. */
export const accessKit: DomainKit<AccessObservation, AccessScenario> = {
  ...trafficDomain<AccessObservation, AccessScenario>(),
  nouns: {
    row: { one: "request", many: "requests" },
    incident: { one: "attack", many: "attacks" },
    log: "web access",
  },
  causedAtMs: ({ atMs, responseMs = 0 }) => roundToMicros(atMs - responseMs),
  signals: {
    responseSeconds: {
      kind: "continuous",
      unit: "s",
      key: "response-time",
      describe: "seconds from the request's arrival to the answer's end",
      valueOf: ({ responseMs }) => (responseMs === undefined ? undefined : responseMs / 1000),
    },
    bytes: {
      kind: "continuous",
      unit: "B",
      key: "size",
      describe: "the size of the answer's body",
      valueOf: ({ bytes }) => bytes,
    },
    failed: {
      kind: "flag",
      unit: "",
      key: "errors",
      describe: "1 for a status from 500 up, else 0",
      valueOf: ({ status }) => (status >= 500 ? 1 : 0),
    },
    refused: {
      kind: "flag",
      unit: "",
      key: "refusals",
      describe: "1 for a status from 400 to 499, else 0",
      valueOf: ({ status }) => (status >= 400 && status < 500 ? 1 : 0),
    },
  },
  defaultSignal: "responseSeconds",
  // All addresses, and the paths when there are at most three.
  collectSubjects: () => {
    const addresses = new Set<string>();
    const paths = new Set<string>();
    return {
      add: (row) => {
        addresses.add(addressSubject(row.ip));
        const path = pathName(row);
        if (path !== undefined && paths.size <= fewPaths) paths.add(subjectOf("path", path));
      },
      finish: () => [...[...addresses].toSorted(), ...(paths.size > fewPaths ? [] : [...paths].toSorted())],
    };
  },
  pastOf,
};
