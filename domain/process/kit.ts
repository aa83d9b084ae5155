import type { DomainKit, Signal, SubjectCollector } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { roundToMicros } from "../time/clock.ts";
import type { ProcessObservation, SampleField } from "./observation.ts";
import type { ProcessScenario } from "./scenario.ts";

/** A signal is absent in samples that lack its value, and when the process has ended. */
function signal(
  field: SampleField,
  { unit, key, describe }: Pick<Signal<ProcessObservation>, "unit" | "key" | "describe">,
): Signal<ProcessObservation> {
  return {
    kind: "continuous",
    unit,
    key,
    describe,
    valueOf: ({ event }) => (event.kind === "sample" ? event[field] : undefined),
  };
}

const signals = {
  cpuPercent: signal("cpuPercent", {
    unit: "%",
    key: "cpu",
    describe: "processor time, in percent of one core",
  }),
  rssBytes: signal("rssBytes", { unit: "B", key: "memory", describe: "resident memory" }),
  threads: signal("threads", { unit: "", key: "threads", describe: "number of threads" }),
  openFiles: signal("openFiles", {
    unit: "",
    key: "open-files",
    describe: "number of open file descriptors",
  }),
  readBytesPerS: signal("readBytesPerS", { unit: "B/s", key: "reads", describe: "read from storage" }),
  writtenBytesPerS: signal("writtenBytesPerS", {
    unit: "B/s",
    key: "writes",
    describe: "written to storage",
  }),
  receivedBytesPerS: signal("receivedBytesPerS", {
    unit: "B/s",
    key: "received",
    describe: "received over the network; where it was measured",
  }),
  sentBytesPerS: signal("sentBytesPerS", {
    unit: "B/s",
    key: "sent",
    describe: "sent over the network; where it was measured",
  }),
  contextSwitchesPerS: signal("contextSwitchesPerS", {
    unit: "/s",
    key: "context-switches",
    describe: "how often threads were put on a core",
  }),
  syscallsPerS: signal("syscallsPerS", {
    unit: "/s",
    key: "syscalls",
    describe: "system calls; where they were counted",
  }),
  value: signal("value", { unit: "", key: "value", describe: "value of a series that is not of a process" }),
} satisfies Record<SampleField, Signal<ProcessObservation>>;

const ended: Signal<ProcessObservation> = {
  kind: "flag",
  unit: "",
  key: "ended",
  describe: "1 when the process has ended, else 0",
  valueOf: ({ event }) => (event.kind === "ended" ? 1 : 0),
};

/** Samples of processes. */
export const processKit: DomainKit<ProcessObservation, ProcessScenario> = {
  nouns: {
    row: { one: "sample", many: "samples" },
    incident: { one: "incident", many: "incidents" },
    log: "processes",
  },
  causedAtMs: ({ atMs }) => atMs,
  signals: { ...signals, ended },
  defaultSignal: "cpuPercent",
  defaultSignalOf: ({ event }) =>
    event.kind === "sample" && event.value !== undefined && event.cpuPercent === undefined
      ? "value"
      : undefined,
  seriesOf: ({ process }) => process,
  collectSubjects,
  shifted: (row, index, byMs) => ({ ...row, index, atMs: roundToMicros(row.atMs + byMs) }),
  // The original has no line for the end of a process.
  isInOriginal: ({ event }) => event.kind === "sample",
  tickMs: 1000,
  length: { kind: "phases" },
  endOfScenarioMs: (_scenario, lastRowMs) => lastRowMs,
  endOfLogMs: (lastRowMs) => lastRowMs,
  pastOf: () => undefined,
  faultOf: () => undefined,
};

/** Every process of the incident, by name and by pid. */
function collectSubjects(): SubjectCollector<ProcessObservation> {
  const subjects = new Set<string>();
  return {
    add: ({ process, pid }) => {
      subjects.add(subjectOf("process", process));
      if (pid !== undefined) subjects.add(subjectOf("process", String(pid)));
    },
    finish: () => [...subjects].toSorted(),
  };
}
