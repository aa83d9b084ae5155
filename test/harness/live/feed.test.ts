import { expect, test } from "vitest";
import { LiveFeed } from "../../../harness/live/feed.ts";

const startMs = 1_577_836_800_000;

function row(atMs: number, value = 0.1, mode = "normal") {
  return { causedAtMs: startMs + atMs, atMs: startMs + atMs, value, failed: value > 9, mode };
}

function alert(atMs: number, detector = "knn") {
  const instants = { atIndex: 0, atMs: startMs + atMs, receivedMs: startMs + atMs };
  return { key: "k", severity: "error", state: "firing", detector, ...instants } as const;
}

test("rows of one stretch of time are one column with their lowest, highest and mean value", () => {
  const feed = new LiveFeed(100);
  for (const [atMs, value] of [
    [0, 1],
    [99, 4],
    [100, 10],
  ] as const)
    feed.add(row(atMs, value, atMs === 99 ? "attack" : "normal"));

  const { columns, rows } = feed.snapshot();

  expect(rows).toBe(3);
  expect(columns).toEqual([
    { at: 0, rows: 2, failures: 0, low: 1, high: 4, mean: 2.5, mode: "attack" },
    { at: 1, rows: 1, failures: 1, low: 10, high: 10, mean: 10, mode: "normal" },
  ]);
});

test.for([
  [["deploy (harmless)", "normal"], { mode: "deploy", harmless: true }, "not hidden by normal rows"],
  [["attack", "deploy (harmless)"], { mode: "attack" }, "it does not hide a fault"],
  [["deploy (harmless)", "attack"], { mode: "attack" }, "a fault hides it"],
  [["deploy (harmless)", "release (harmless)"], { mode: "release", harmless: true }, "the last one counts"],
] as const)("a column of %j is shown as %j, also when columns became wider: %s", ([modes, shown]) => {
  const feed = new LiveFeed(100);
  const wider = new LiveFeed(100);
  for (const [at, text] of modes.entries()) {
    const [mode = "", isHarmless] = text.split(" ");
    const mark = isHarmless === undefined ? {} : { harmless: true as const };
    feed.add({ ...row(at, 0.1, mode), ...mark });
    wider.add({ ...row(at * 100, 0.1, mode), ...mark });
  }
  wider.add(row(300_000));

  const marks = [feed, wider].map((one) => one.snapshot().columns[0]);

  for (const { mode, harmless } of marks.filter((mark) => mark !== undefined))
    expect({ mode, ...(harmless === undefined ? {} : { harmless }) }).toEqual(shown);
  expect(marks.map((mark) => mark?.rows)).toEqual([2, 2]);
});

test("a stretch lasts from the cause of its first row to the end of its last, whatever faster rows end meanwhile", () => {
  const feed = new LiveFeed(100);
  for (const atMs of [0, 200, 400]) feed.add(row(atMs));
  feed.changes();
  feed.add({ ...row(500, 0.3, "deploy"), causedAtMs: startMs + 200, harmless: true });

  const marks = feed.snapshot().columns.map(({ at, mode }) => [at, mode]);

  expect(marks).toEqual([
    [0, "normal"],
    [2, "deploy"],
    [4, "deploy"],
    [5, "deploy"],
  ]);
  expect(feed.changes()).toMatchObject({ kind: "columns", columns: [{ at: 2 }, { at: 4 }, { at: 5 }] });
});

test("a column without a value has none, and a value that is no number is none", () => {
  const feed = new LiveFeed(100);
  feed.add({ ...row(0), value: undefined });
  feed.add(row(10, NaN));

  expect(feed.snapshot().columns).toEqual([{ at: 0, rows: 2, failures: 0, mode: "normal" }]);
});

test("after a million rows there are at most 1200 columns, and a single slow row is still visible", () => {
  const feed = new LiveFeed(100);

  for (let index = 0; index < 1_000_000; index += 1) feed.add(row(index * 10, index === 123_456 ? 8 : 0.1));

  const { columns, rows } = feed.snapshot();
  expect(rows).toBe(1_000_000);
  expect(columns.length).toBeLessThanOrEqual(1200);
  expect(columns.reduce((sum, column) => sum + column.rows, 0)).toBe(1_000_000);
  expect(Math.max(...columns.map(({ high = 0 }) => high))).toBe(8);
});

test("rows a year apart do not make a column for each moment between them", () => {
  const feed = new LiveFeed(100);

  feed.add(row(0));
  feed.add(row(365 * 86_400_000));

  expect(feed.snapshot().columns.map(({ rows }) => rows)).toEqual([1, 1]);
});

test("changes are the columns since the last call, and a snapshot when columns became wider", () => {
  const feed = new LiveFeed(100);
  feed.add(row(0));
  const start = feed.changes();
  feed.add(row(500));
  const first = feed.changes();
  feed.add(row(520));
  const second = feed.changes();
  const third = feed.changes();
  for (let at = 0; at < 3000; at += 1) feed.add(row(at * 100));

  expect(start).toMatchObject({ kind: "snapshot", snapshot: { startMs, rows: 1 } });
  expect(first).toMatchObject({ kind: "columns", columns: [{ at: 5 }], rows: 2 });
  expect(second).toMatchObject({ kind: "columns", columns: [{ at: 5, rows: 2 }], rows: 3 });
  expect(third).toBeUndefined();
  expect(feed.changes()).toMatchObject({ kind: "snapshot", snapshot: { columnMs: 400, rows: 3003 } });
});

test("alerts are numbered in order of receipt; the newest 500 are kept, and their texts are bounded", () => {
  const feed = new LiveFeed(100);
  for (let at = 0; at < 600; at += 1) feed.alert(alert(at, "d".repeat(1000)));

  const { alerts } = feed.snapshot();

  expect(alerts.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, at) => 101 + at));
  expect(alerts[0]?.detector).toHaveLength(501);
});

test("an alert before the first row is the start", () => {
  const feed = new LiveFeed(100);
  feed.alert(alert(0));
  feed.add(row(250));

  expect(feed.changes()).toMatchObject({ kind: "snapshot", snapshot: { startMs, columns: [{ at: 2 }] } });
});
