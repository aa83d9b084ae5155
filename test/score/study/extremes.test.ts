import { expect, test } from "vitest";
import type { CellResult } from "../../../domain/results/sweep.ts";
import { cellsOf, smallestFault, surfacesOf, worstCell } from "../../../domain/results/sweep.ts";
import { heatMap } from "../../../report/study/heat-map.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { sweepTable, sweepText } from "../../../report/study/sweep.ts";
import { shareOf } from "../../../score/study/statistics.ts";

const axes = [
  { target: "onset", values: ["100", "101"] },
  { target: "attack.delayMs", values: ["20", "50", "80"] },
];
const surface = { detector: 0, kind: "attack" };

/** In time where the table says so; the delay is the index of the cell. */
function cells(inTime: readonly boolean[]): readonly CellResult[] {
  return cellsOf(axes).map(({ index, settings }) => ({
    index,
    settings,
    detectors: [
      {
        drills: 4,
        falseAlarms: 0,
        healthyObservations: 400,
        worst: { seed: 1, settings: [] },
        kinds: [
          {
            kind: "attack",
            inTime: shareOf(inTime[index] === true ? 4 : 1, 4),
            p50: 1,
            mean: index,
            horizon: 9,
          },
        ],
      },
    ],
  }));
}

test.for([
  [[false, true, true, false, true, true], { kind: "found", setting: "attack.delayMs=50" }, "at every onset"],
  [
    [true, false, true, true, true, true],
    { kind: "found", setting: "attack.delayMs=80" },
    "every larger one too",
  ],
  [[true, true, false, true, true, true], { kind: "none" }, "not even the largest"],
] as const)("with %j in time the smallest fault is %j: %s", ([inTime, expected]) => {
  expect(smallestFault(axes, cells(inTime), surface)).toEqual(expected);
});

test("without a fault to vary there is no smallest one", () => {
  expect(smallestFault([{ target: "onset", values: ["100"] }], cells([]), surface)).toBeUndefined();
});

test.for([
  [[], "onset=101", "the longest mean delay, where all cells have the same share in time"],
  [
    [false, false, true, true, true, true],
    "onset=100",
    "the smallest share in time, however short its delay",
  ],
] as const)("with %j in time the worst cell is at %s: %s", ([inTime, onset]) => {
  expect(worstCell(cells(inTime), surface)?.settings[0]).toBe(onset);
});

const gate = { detector: "probe", options: {}, severity: "error", windowSize: 1, lines: [] } as const;
const sweep = {
  scenario: "rapidly",
  axes,
  seeds: 4,
  gates: [gate],
  cells: cells([]),
  command: "sweep",
  commandFor: ({ settings }: CellResult) => `replay <${settings.join(" ")}>`,
};

test("where nothing is wrong the table tells of the false alarms in each cell, and there is no picture", () => {
  const quiet = { drills: 4, falseAlarms: 3, healthyObservations: 400, kinds: [] };
  const calm = { ...sweep, cells: sweep.cells.map((cell) => ({ ...cell, detectors: [quiet] })) };

  const [title, , ...lines] = sweepTable(calm).trimEnd().split("\n");

  expect(title).toBe("probe, no incident");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^100 +20 +- +- +- +- +- +3 +replay /);
  expect(surfacesOf(calm.cells)).toEqual([{ detector: 0 }]);
  expect(heatMap(calm, { detector: 0 }, "healthy: probe")).toBeUndefined();
});

test("every cell has its command, in the table and in the picture", () => {
  const table = sweepTable(sweep);
  const map = (heatMap(sweep, surface, "rapidly: probe")?.content ?? []).join("");

  for (const { settings } of sweep.cells) {
    expect(table).toContain(`replay <${settings.join(" ")}>`);
    expect(map).toContain(`replay &lt;${settings.join(" ")}&gt;`);
  }
  expect(map.match(/<title>/g)).toHaveLength(6);
});

function hundredOn(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => String(100 + at));
}

test("a large grid is a small map in the terminal, with the first and the last value of each axis", () => {
  const [wide, high] = [hundredOn(130), hundredOn(60)];
  const grid = high.flatMap((size) =>
    wide.map((onset) => {
      const figures = { ...cells([true])[0], settings: [`onset=${onset}`, `attack.delayMs=${size}`] };
      return figures;
    }),
  );
  const large = {
    ...sweep,
    axes: [
      { target: "onset", values: wide },
      { target: "attack.delayMs", values: high },
    ],
    cells: grid.flatMap(({ index = 0, settings, detectors = [] }) => [{ index, settings, detectors }]),
  };

  const map = sweepText(large, plainPaint)
    .split("\n")
    .filter((line) => /^ {2}(\d+ █|\s+\d+\s+\d+$)/.test(line));

  expect(map).toHaveLength(25);
  expect(map[0]).toBe(`  159 ${"█".repeat(64)}`);
  expect(map[23]).toBe(`  100 ${"█".repeat(64)}`);
  expect(map[24]).toBe(`      100${" ".repeat(58)}229`);
});
