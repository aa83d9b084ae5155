import { expect, test } from "vitest";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { explorationCollector, exploreLimits, processExplorer } from "../../../harness/process/explore.ts";
import { processHarness } from "../../../harness/process/kit.ts";
import type { Exploration } from "../../../report/process/explore.ts";
import { explorationText, seriesPicture } from "../../../report/process/explore.ts";
import { networkBurst } from "../../../scenarios/process/network-burst.ts";
import { elementsNamed, hostile, svgOf } from "../../report/login/explore/explored.ts";
import { filesIn, testFolder } from "../folder.ts";

function sample(index: number, cpuPercent: number, process = "web-7"): ProcessObservation {
  const event = { kind: "sample", cpuPercent, rssBytes: 5e6 + index } as const;
  return { kind: "process", index, atMs: index * 1000, process, pid: 7, event };
}

function explored(rows: readonly ProcessObservation[], limits = exploreLimits): Exploration {
  const collector = explorationCollector(limits);
  for (const row of rows) collector.add(row);
  const found = collector.finish();
  if (found === undefined) throw new Error("a log without rows");
  return found;
}

const drilled: readonly Labelled<ProcessObservation>[] = [
  ...processHarness.play.simulate(networkBurst, 1),
].map(({ row }) => row);

function drilledExploration(): Exploration {
  const collector = explorationCollector(exploreLimits);
  for (const { observation, truth } of drilled) collector.add(observation, truth);
  return collector.finish() ?? explored([]);
}

test("each number of each process has its range, and an ended process says how", () => {
  const end = { kind: "ended", signal: "SIGKILL" } as const;
  const rows = [sample(0, 1), sample(1, 30, "db-9"), sample(2, 3), { ...sample(3, 0), event: end }];

  expect(explored(rows)).toMatchObject({
    rows: 4,
    firstMs: 0,
    lastMs: 3000,
    processes: { count: 2, bound: "exact" },
    incidents: undefined,
    shown: [
      {
        process: "web-7",
        samples: 2,
        end: "by signal SIGKILL",
        numbers: [{ field: "cpuPercent", samples: 2, least: 1, mean: 2, most: 3 }, { field: "rssBytes" }],
      },
      { process: "db-9", samples: 1, numbers: [{ field: "cpuPercent", mean: 30 }, { field: "rssBytes" }] },
    ],
  });
});

test("a long log fits into the limit, and keeps its mean and its peak", () => {
  const rows = Array.from({ length: 5000 }, (_, index) => sample(index, index === 3210 ? 99 : 2));

  const [cpu] = explored(rows, { ...exploreLimits, stretches: 100 }).shown[0]?.numbers ?? [];

  expect(cpu?.stretches.length).toBeLessThanOrEqual(100);
  expect(cpu?.stretches.length).toBeGreaterThan(40);
  expect(cpu).toMatchObject({ samples: 5000, least: 2, mean: 2 + 97 / 5000, most: 99 });
  expect(cpu?.stretches.filter(({ most }) => most === 99)).toHaveLength(1);
});

test("processes beyond the limit are counted and named as left out", () => {
  const rows = Array.from({ length: 5 }, (_, index) => sample(index, 1, `p-${index}`));

  const found = explored(rows, { ...exploreLimits, processes: 2 });

  expect(found.processes).toEqual({ count: 5, bound: "exact" });
  expect(explorationText(found)).toContain("3 other processes are not shown.");
});

test("the terminal says what a drill's process did, and when the incident began", () => {
  expect(explorationText(drilledExploration())).toMatch(
    /^samples +160 from .* UTC\nprocesses +1\nincidents +receive-1 from .*\n\nvictim: 160 samples\nnumber +least +mean +most\ncpuPercent +[\d.]+ % +[\d.]+ % +[\d.]+ %\nrssBytes +61\.\d MB +6\d\.\d MB +96\.\d MB\n/,
  );
});

test("the picture has a strip for each number and the incident behind it", () => {
  const svg = svgOf(seriesPicture(drilledExploration()));

  expect(elementsNamed(svg, "polyline")).toHaveLength(7);
  // The ground and the incident.
  expect(elementsNamed(svg, "rect")).toHaveLength(2);
});

test("text of the log cannot break out of the picture", () => {
  const svg = seriesPicture(explored([sample(0, 1, hostile), sample(1, 2, hostile)]));

  expect(() => svgOf(svg)).not.toThrow();
  expect(svg).not.toContain("<script>");
});

test("a series of values is drawn as one", () => {
  const rows = [1, 5, 2].map((value, index): ProcessObservation => ({
    kind: "process",
    index,
    atMs: index * 300_000,
    process: "temperature",
    event: { kind: "sample", value },
  }));

  const [only] = explored(rows).shown;

  expect(only?.numbers).toMatchObject([{ field: "value", least: 1, mean: 8 / 3, most: 5 }]);
});

test("it writes the picture and the table, and nothing of a log without rows", () => {
  const folder = testFolder();
  const collector = processExplorer.collector();
  for (const { observation, truth } of drilled) collector.add(observation, truth);

  collector.finish()?.write(folder);

  const files = filesIn(folder);
  expect(Object.keys(files)).toEqual(["by-process.csv", "series.svg"]);
  expect(files["by-process.csv"]?.split("\n")[0]).toBe(
    "process,pid,first,last,ended,number,samples,least,mean,most",
  );
  expect(processExplorer.collector().finish()).toBeUndefined();
});
