import fc from "fast-check";
import { expect, test } from "vitest";
import type { Shard } from "../../../harness/study/shard.ts";
import { dealt, parseShard } from "../../../harness/study/shard.ts";

const slurm = (id: number, first: number, count: number, step = 1) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(first),
  SLURM_ARRAY_TASK_COUNT: String(count),
  SLURM_ARRAY_TASK_STEP: String(step),
});

test.for([
  ["Slurm, --array=0-3", slurm(0, 0, 4), "1/4"],
  ["Slurm, --array=0-3", slurm(3, 0, 4), "4/4"],
  ["Slurm, --array=7-9", slurm(8, 7, 3), "2/3"],
  ["Slurm, --array=10-16:2", slurm(16, 10, 4, 2), "4/4"],
  ["GitLab, from 1", { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "5" }, "1/5"],
  ["GitLab, from 1", { CI_NODE_INDEX: "5", CI_NODE_TOTAL: "5" }, "5/5"],
  ["Kubernetes, from 0", { JOB_COMPLETION_INDEX: "0", FIREDRILL_SHARDS: "3" }, "1/3"],
  ["Kubernetes, from 0", { JOB_COMPLETION_INDEX: "2", FIREDRILL_SHARDS: "3" }, "3/3"],
] as const)("auto in %s with %j is %s", ([, env, expected]) => {
  const { index, count } = parseShard("auto", env);

  expect(`${index}/${count}`).toBe(expected);
});

test.for([
  [{}, "--shard auto found no index in the environment."],
  [{ CI_NODE_TOTAL: "5" }, "--shard auto found no index in the environment."],
  [{ CI_NODE_INDEX: "1" }, "--shard auto cannot tell the shard from CI_NODE_INDEX=1, CI_NODE_TOTAL=."],
  [
    { JOB_COMPLETION_INDEX: "0" },
    "--shard auto cannot tell the shard from JOB_COMPLETION_INDEX=0, FIREDRILL_SHARDS=.",
  ],
  [
    { JOB_COMPLETION_INDEX: "3", FIREDRILL_SHARDS: "3" },
    "--shard auto cannot tell the shard from JOB_COMPLETION_INDEX=3, FIREDRILL_SHARDS=3.",
  ],
  [
    { CI_NODE_INDEX: "0", CI_NODE_TOTAL: "3" },
    "--shard auto cannot tell the shard from CI_NODE_INDEX=0, CI_NODE_TOTAL=3.",
  ],
  [
    slurm(5, 1, 3, 3),
    "--shard auto cannot tell the shard from SLURM_ARRAY_TASK_ID=5, SLURM_ARRAY_TASK_COUNT=3.",
  ],
  [
    { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "3", ...slurm(1, 1, 3) },
    "--shard auto found two indexes in the environment: SLURM_ARRAY_TASK_ID and CI_NODE_INDEX.",
  ],
] as const)("auto with %j is refused: %s", ([env, message]) => {
  expect(() => parseShard("auto", env)).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_SHARD", message }),
  );
});

test.for(["", "1", "0/3", "4/3", "1/0", "-1/3", "1.5/3", "1/3/5", "a/b", "1/100001"])(
  "the shard %j is refused",
  (text) => {
    expect(() => parseShard(text, {})).toThrow(expect.objectContaining({ code: "BAD_SHARD" }));
  },
);

const shardsOf = (count: number): readonly Shard[] =>
  Array.from({ length: count }, (_, at) => ({ index: at + 1, count }));

test("every cell is dealt to exactly one shard, with and without durations", () => {
  const someCells = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 });
  const someMs = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.double({ min: 0, max: 1e6, noNaN: true }));

  fc.assert(
    fc.property(someCells, fc.integer({ min: 1, max: 9 }), someMs, (cells, count, ms) => {
      const durations = new Map(Object.entries(ms));

      const all = shardsOf(count).flatMap((shard) => dealt(cells, shard, durations));

      expect(all.toSorted((a, b) => a - b)).toEqual([...cells.keys()]);
    }),
  );
});

test("by duration no shard has more to do than another by more than the longest cell", () => {
  const someMs = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 });

  fc.assert(
    fc.property(someMs, fc.integer({ min: 1, max: 6 }), (ms, count) => {
      const cells = ms.map((_, at) => String(at));
      const durations = new Map(ms.map((one, at) => [String(at), one]));

      const loads = shardsOf(count).map((shard) =>
        dealt(cells, shard, durations).reduce((sum, cell) => sum + (ms[cell] ?? 0), 0),
      );

      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...ms));
    }),
  );
});

test("a cell whose duration is not known counts as the others do on average", () => {
  const durations = new Map([
    ["short", 10],
    ["long", 30],
  ]);

  const mine = dealt(["short", "new", "long"], { index: 1, count: 2 }, durations);

  // The longest alone, against 20 for the new one and 10 for the short one.
  expect(mine).toEqual([2]);
});
