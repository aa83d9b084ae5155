import { expect, test } from "vitest";

import type { OriginalPoll } from "../../../detector/series/knn-original.ts";
import { freshOriginalState, pollOriginal } from "../../../detector/series/knn-original.ts";
import { goldenCsv, goldenOnsetBurst, goldenRun, polledRuns, referenceRuns } from "../golden.ts";
import { stepMs } from "../run.ts";

const originalLevels = { window: 10, warning: 0.5, error: 0.8 };

/** Polls when the log has each of these numbers of values. */
function polls(
  seconds: readonly number[],
  lengths: readonly number[],
  options = originalLevels,
): readonly OriginalPoll[] {
  let state = freshOriginalState;
  let known = 0;
  return lengths.map((length) => {
    const poll = pollOriginal(state, seconds.slice(known, length), options);
    known = length;
    state = poll.state;
    return poll;
  });
}

function everyRow(seconds: readonly number[]): readonly OriginalPoll[] {
  return polls(
    seconds,
    seconds.map((_, index) => index + 1),
  );
}

const recordings = polledRuns.flatMap((run) =>
  (["default", "slow"] as const).map((thresholds) => ({ run, thresholds })),
);

test("there are 18 recorded runs", () => {
  expect(recordings).toHaveLength(18);
});

test.for(recordings)("$run with $thresholds thresholds replays exactly", ({ run, thresholds }) => {
  const { responseTimesS, polls: recorded } = goldenRun(run);
  const { warning, error, checks } = recorded[thresholds];
  const lengths = checks.map(({ n }) => n);

  const replayed = polls(responseTimesS, lengths, { window: 10, warning, error });

  const oldCounts = [freshOriginalState, ...replayed.map(({ state }) => state)].map(
    (state) => state.oldCount,
  );
  expect(oldCounts.slice(0, -1)).toEqual(checks.map(({ oldCount }) => oldCount));
  expect(replayed.map(({ fit }) => [fit?.trainFrom, fit?.distances.length])).toEqual(
    checks.map(({ fit }) => [fit?.trainFrom, fit?.distances.length]),
  );
  expect(
    replayed.map(({ alarms }) => alarms.map(({ severity, testFrom }) => ({ severity, testFrom }))),
  ).toEqual(checks.map(({ alarms }) => alarms ?? []));
  const off = replayed.flatMap(({ fit }, index) =>
    (fit?.distances ?? []).map((distance, at) =>
      Math.abs(distance - (checks[index]?.fit?.distances[at] ?? Infinity)),
    ),
  );
  expect(Math.max(...off)).toBeLessThan(1e-6);
});

test.for(referenceRuns)("%s, polled after every row, compares the same windows as the original", (run) => {
  const seconds = goldenRun(run).responseTimesS;
  const expected = goldenCsv(`${run}.faithful.csv`);

  const fits = everyRow(seconds).flatMap(({ fit }, index) => (fit === undefined ? [] : [{ ...fit, index }]));

  expect(fits.map(({ index, trainFrom }) => [index, trainFrom])).toEqual(
    expected.map((row) => [row["checked_at_index"], row["train_from"]]),
  );
  const off = fits.map(({ distances }, at) =>
    Math.abs((distances[0] ?? Infinity) - (expected[at]?.["distance_exact"] ?? 0)),
  );
  expect(Math.max(...off)).toBeLessThan(1e-12);
});

const { onset: onsets, burst: bursts } = goldenOnsetBurst();

test.for([
  ...onsets.map(({ onset, original }) => ({ from: onset, until: 300, original })),
  ...bursts.map(({ slowRows, original }) => ({ from: 103, until: 103 + slowRows, original })),
])("a fault from row $from until row $until gives the original's alarms", ({ from, until, original }) => {
  const seconds = stepMs(from, until).map((ms) => ms / 1000);

  const alarms = everyRow(seconds).flatMap((poll) => poll.alarms);

  expect(alarms.map(({ testTo, severity }) => [testTo, severity])).toEqual(original);
});

test("19 values are not enough, 20 are", () => {
  const values = Array.from({ length: 20 }, () => 0.014);

  const [before, after] = polls(values, [19, 20]);

  expect(before?.fit).toBeUndefined();
  expect(after?.fit).toEqual({ trainFrom: 0, distances: [0] });
});

test("it moves on by ten values however many there are, and so prints the same window twice", () => {
  const values = [...Array.from({ length: 30 }, () => 0.014), ...Array.from({ length: 10 }, () => 0.507)];

  const [first, second] = polls(values, [40, 40]);

  expect(first?.alarms.at(-1)).toMatchObject({ severity: "error", testFrom: 30, testTo: 39 });
  expect(second?.alarms.at(-1)).toEqual(first?.alarms.at(-1));
  expect(second?.state.oldCount).toBe(20);
});
