import { FiredrillError } from "../../domain/error.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import { ModelledProcess, modelled } from "../../domain/process/model.ts";
import { healthyLoad, loadOf, modeKit } from "../../domain/process/modes.ts";
import type { ProcessObservation } from "../../domain/process/observation.ts";
import { planIntervals } from "../../domain/process/plan.ts";
import type { ProcessScenario } from "../../domain/process/scenario.ts";
import { sampleMs, secondsIn } from "../../domain/process/scenario.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { counted } from "../../report/text/sentences.ts";
import type { FaultDial, HarnessKit, PlayCounts, SimulatedRow } from "../source.ts";

const sample = { one: "sample", many: "samples" };

export const processHarness: HarnessKit<ProcessObservation, ProcessScenario> = {
  play: {
    writer: { kind: "server", name: "the collector", request: sample },
    simulate: simulateSamples,
    expectedRows: secondsIn,
    hasProcess: true,
    // What a process uses does not depend on the hour.
    wallClockStart: "now",
    // The log does not contain the duration of answers.
    addedMs: () => () => 0,
    exactness: () => ({ kind: "deadlines", periodMs: sampleMs }),
    plannedErrors: () => [],
    defaultLogPath: "log/process.csv",
    counts: sampleCounts,
    companions: { names: [], write: () => [] },
  },
  study: { faultDial, healthOf },
  explore: {
    row: sample,
    wantedLog:
      "Give a log of processes that collect wrote, the log of a drill of one, or a CSV of timestamp,value.",
    load: async () => (await import("./explore.ts")).processExplorer,
  },
  originals: [],
};

/** The labelled log of a scenario, without sockets and without a process. */
function* simulateSamples(
  scenario: ProcessScenario,
  seed: number,
): Generator<SimulatedRow<ProcessObservation>, void, undefined> {
  const startMs = firstInstantMs(scenario);
  const model = new ModelledProcess(seed);
  for (const { index, mode, incident } of planIntervals(scenario)) {
    const load = loadOf(scenario.modes, mode);
    if (load === undefined) throw new RangeError(`unknown mode "${mode}"`);
    const atMs = roundToMicros(startMs + (index + 1) * sampleMs);
    const observation = {
      kind: "process",
      index,
      atMs,
      ...modelled,
      event: model.sample(load, index),
    } as const;
    const truth = { mode, ...(incident === undefined ? {} : { incident }) };
    yield { row: { observation, truth }, writtenMs: atMs };
  }
}

function faultDial({ phases, modes }: ProcessScenario): FaultDial | undefined {
  const [phase, ...others] = labelledPhases(phases).filter(({ incidentId }) => incidentId !== undefined);
  const mode = phase === undefined ? undefined : modes[phase.mode];
  if (phase === undefined || mode === undefined || others.length > 0) return undefined;
  const size = modeKit(mode.kind).size?.(mode, healthyLoad(modes));
  return size === undefined || size.full <= size.none
    ? undefined
    : { target: `${phase.mode}.${size.field}`, none: size.none, full: size.full };
}

const healthySeconds = 20_000;

/** The first healthy phase, extended. */
function healthOf(scenario: ProcessScenario): ProcessScenario | undefined {
  const healthy = labelledPhases(scenario.phases).find(({ incidentId }) => incidentId === undefined);
  return healthy === undefined
    ? undefined
    : { ...scenario, phases: [{ mode: healthy.mode, seconds: healthySeconds }] };
}

function sampleCounts(scenario: ProcessScenario): PlayCounts<ProcessObservation> {
  const counts = { sampled: 0, refused: 0, lost: 0 };
  return {
    add: ({ outcome }) => {
      if (outcome.kind !== "completed") counts.lost += 1;
      else if (outcome.status === 200) counts.sampled += 1;
      else counts.refused += 1;
    },
    finish: (target) => {
      const { sampled, refused, lost } = counts;
      // The first request only begins.
      const sentence = `${counted(Math.max(0, sampled - 1), sample.one, sample.many)} at ${target}, ${refused} refused, ${lost} without an answer`;
      if (refused > 0) return { sentence, error: noProcess(target, refused, scenario.name) };
      return lost > 0 ? { sentence, error: samplesLost(target, lost) } : { sentence };
    },
  };
}

function noProcess(target: string, count: number, scenario: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "NO_MOCK_PROCESS",
    `No mock process at ${target}: ${counted(count, "request was", "requests were")} answered with another status than 200.`,
    `Start it with firedrill serve ${scenario}.`,
  );
}

function samplesLost(target: string, count: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "REQUESTS_LOST",
    `${counted(count, sample.one, sample.many)} got no answer from ${target}, and its log may lack ${count === 1 ? "it" : "them"}.`,
    "Play again on a quieter machine.",
  );
}
