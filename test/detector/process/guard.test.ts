import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { processGuard } from "../../../detector/process/guard.ts";
import type { Alert } from "../../../domain/alert.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { Arl0Worth } from "../../../domain/detector.ts";
import { labelledPhases } from "../../../domain/phases/phase.ts";
import type { ProcessEnd, ProcessObservation, ProcessSample } from "../../../domain/process/observation.ts";
import type { ProcessScenario } from "../../../domain/process/scenario.ts";
import { processHarness } from "../../../harness/process/kit.ts";
import { cpuSpike } from "../../../scenarios/process/cpu-spike.ts";
import { processScenarios } from "../../../scenarios/process/kit.ts";
import { memoryLeak } from "../../../scenarios/process/memory-leak.ts";
import { processHealthy } from "../../../scenarios/process/process-healthy.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn, inShort } from "../run.ts";

const rowsOf = (scenario: ProcessScenario, seed: number): readonly ProcessObservation[] =>
  [...processHarness.play.simulate(scenario, seed)].map(({ row }) => row.observation);

testDetectorContract(processGuard, {
  traffic: {
    source: "process",
    healthy: (seed) => rowsOf(processHealthy, seed).slice(0, 300),
    faulty: (seed) => rowsOf(cpuSpike, seed),
  },
});

const suite = processScenarios.suites.flatMap(({ scenarios }) => scenarios);
const faulty = suite.filter(({ phases }) =>
  labelledPhases(phases).some(({ incidentId }) => incidentId !== undefined),
);
const onset = 120;
const firing = (alerts: readonly Alert[]): readonly Alert[] =>
  alerts.filter(({ state }) => state === "firing");

const limits: Readonly<Record<string, number>> = { "memory-leak": 10 };

test.for(faulty.map((scenario) => [scenario.name, limits[scenario.name] ?? 2, scenario] as const))(
  "at its defaults it notices %s within %i samples, in 20 seeds of 20",
  ([, limit, scenario]) => {
    const delays = Array.from({ length: 20 }, (_, seed) => {
      const first = firing(alertsOn(processGuard, {}, rowsOf(scenario, seed))).find(
        ({ atIndex }) => atIndex >= onset,
      );
      return (first?.atIndex ?? Infinity) - onset + 1;
    });

    expect(Math.max(...delays)).toBeLessThanOrEqual(limit);
  },
);

test("twenty times ten minutes of health bring at most one false alarm", () => {
  const alarms = Array.from({ length: 20 }, (_, seed) =>
    firing(alertsOn(processGuard, {}, rowsOf(processHealthy, seed))),
  );

  expect(alarms.flat().length).toBeLessThanOrEqual(1);
});

test.for([
  ["cpu-spike", ["cpu"]],
  ["memory-leak", ["memory"]],
  ["file-leak", ["open-files"]],
  ["network-burst", ["context-switches", "cpu", "memory"]],
  ["syscall-storm", ["cpu"]],
  ["fork-storm", ["context-switches", "cpu"]],
  ["process-stall", ["cpu"]],
  ["process-hang", ["cpu"]],
] as const)("in %s it names %s", ([name, keys]) => {
  const scenario = suite.find((one) => one.name === name);

  const alerts = firing(alertsOn(processGuard, {}, scenario === undefined ? [] : rowsOf(scenario, 1)));
  const atFault = alerts.filter(({ atIndex }) => atIndex >= onset && atIndex < onset + 3);

  expect([...new Set(atFault.map(({ key }) => key))].toSorted()).toEqual(keys);
});

/** Samples a second apart, of a process that does the same all the time. */
function steady(
  count: number,
  changes: Readonly<Record<number, Partial<ProcessSample> | ProcessEnd>> = {},
): readonly ProcessObservation[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: "process",
    index,
    atMs: index * 1000,
    process: "web",
    pid: 7,
    event: { kind: "sample", cpuPercent: 5, threads: 9, ...changes[index] },
  }));
}

test("one strange sample is no fault, and the second in a row is", () => {
  const once = alertsOn(processGuard, {}, steady(300, { 200: { cpuPercent: 90 } }));
  const twice = alertsOn(processGuard, {}, steady(300, { 200: { cpuPercent: 90 }, 201: { cpuPercent: 90 } }));

  expect(once).toEqual([]);
  expect(twice.map(inShort)).toEqual(["201 error firing", "231 error resolved"]);
  expect(twice[0]?.evidence).toMatch(/^cpuPercent is higher: 90 %, 2\.00 times the threshold$/);
});

test("the first samples are its reference and are not judged", () => {
  const rows = steady(130, { 98: { cpuPercent: 90 }, 99: { cpuPercent: 90 } });

  expect(alertsOn(processGuard, {}, rows)).toEqual([]);
});

test("the end of the process is an alert that says how it ended", () => {
  const alerts = alertsOn(processGuard, {}, steady(3, { 2: { kind: "ended", signal: "SIGKILL" } }));

  expect(alerts).toMatchObject([
    { key: "ended", severity: "error", state: "firing", atIndex: 2, evidence: "web ended by signal SIGKILL" },
  ]);
});

test.for([
  [5, 14, [], "as long as four samples and a half"],
  [5, 16, ["silence"], "longer than five samples"],
  [2, 13, ["silence"], "longer than two samples"],
] as const)("with silence=%i a pause until second %i raises %j: %s", ([silence, untilS, keys]) => {
  const detector = processGuard.create(
    { arl0: 100_000, reference: 100, quiet: 30, silence },
    { source: "process" },
  );
  const rows = steady(11);
  for (const row of rows) detector.observe(row);

  const alerts = detector.elapse?.(untilS * 1000) ?? [];

  expect(alerts.map(({ key }) => key)).toEqual(keys);
});

test("a process that has ended is not silent", () => {
  const detector = processGuard.create(
    { arl0: 100_000, reference: 100, quiet: 30, silence: 5 },
    { source: "process" },
  );
  for (const row of steady(3, { 2: { kind: "ended", exitCode: 0 } })) detector.observe(row);

  expect(detector.elapse?.(60_000)).toEqual([]);
});

test("a leak resolves when it stops, although the memory stays taken", () => {
  const rows = rowsOf({ ...memoryLeak, phases: [...memoryLeak.phases, { mode: "normal", seconds: 60 }] }, 1);

  const memory = alertsOn(processGuard, {}, rows).filter(({ key }) => key === "memory");

  expect(memory.map(({ state }) => state)).toEqual(["firing", "resolved"]);
});

/** Processor time in which each sample goes with the one before, by this much. */
function dependent(correlation: number): readonly ProcessObservation[] {
  const stream = randomStream(1, "dependent samples");
  let score = 0;
  return steady(400).map((row, index) => {
    score = correlation * score + Math.sqrt(1 - correlation ** 2) * stream(index).normal();
    return { ...row, event: { kind: "sample", cpuPercent: 20 + 3 * score } };
  });
}

function worthOn(rows: readonly ProcessObservation[]): Arl0Worth | undefined {
  const detector = createDetector(processGuard, { source: "process" });
  for (const row of rows) detector.observe(row);
  return detector.arl0Worth?.();
}

test("it says what its promise is worth on a process whose samples depend on each other, and only there", () => {
  expect(worthOn(dependent(0))).toBeUndefined();
  expect(worthOn(dependent(0.7))).toMatchObject({ promised: 100_000, rows: 100 });
  expect(worthOn(dependent(0.7))?.expected).toBeLessThan(10_000);
});

test.for([
  [{ receivedBytesPerS: 50e6 }, "received"],
  [{ sentBytesPerS: 50e6 }, "sent"],
  [{ syscallsPerS: 200_000 }, "syscalls"],
  [{ readBytesPerS: 20e6 }, "reads"],
  [{ writtenBytesPerS: 20e6 }, "writes"],
] as const)("where it is measured, %j from one second to the next is named %s", ([flood, key]) => {
  const none = {
    receivedBytesPerS: 0,
    sentBytesPerS: 0,
    syscallsPerS: 0,
    readBytesPerS: 0,
    writtenBytesPerS: 0,
  };
  const rows = steady(130).map((row, index) => ({
    ...row,
    event: { kind: "sample", cpuPercent: 5, ...none, ...(index < 120 ? {} : flood) } as const,
  }));

  expect(alertsOn(processGuard, {}, rows).map((alert) => `${alert.key} ${inShort(alert)}`)).toEqual([
    `${key} 121 error firing`,
  ]);
});

test("in a log of several processes it judges each, and says which has ended", () => {
  const web = steady(200, { 150: { kind: "ended", exitCode: 3 } }).slice(0, 151);
  const both = web.flatMap((row): readonly ProcessObservation[] => [
    row,
    { ...row, process: "db", pid: 8, event: { kind: "sample", cpuPercent: row.index < 140 ? 40 : 95 } },
  ]);

  const alerts = alertsOn(
    processGuard,
    {},
    both.map((row, index) => ({ ...row, index })),
  );

  expect(alerts.map(({ key }) => key)).toEqual(["db/cpu", "web/ended"]);
});
