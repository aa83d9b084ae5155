import { expect, test } from "vitest";
import { findDetector } from "../../../detector/registry.ts";
import type { Alert } from "../../../domain/alert.ts";
import { parseOptions } from "../../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../../domain/detector.ts";
import { at, defineDetector, none } from "../../../domain/detector.ts";
import type { ResponseObservation } from "../../../domain/response/observation.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import type { DetectorChoice } from "../../../harness/drill/gates.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import type { RankedRow } from "../../../domain/results/ranking.ts";
import { harnessKit } from "../../../harness/sources.ts";
import { compareDetectors, looksAhead } from "../../../harness/study/compare.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { rankingText } from "../../../report/study/ranking.ts";
import { findScenario } from "../../../scenarios/registry.ts";
import { healthy } from "../../../scenarios/response/healthy.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { sortColumns, sortedRows } from "../../../score/study/ranking.ts";

type Judge = (row: ResponseObservation) => readonly Alert[];

function cheat(name: string, judge: () => Judge): DetectorDefinition {
  return defineDetector({
    name,
    summary: "Cheats.",
    reads: ["response"],
    options: {},
    create: () => ({ name, windowSize: 10, observe: judge() }),
  });
}

const firing = { key: "k", severity: "error", state: "firing" } as const;

const never = cheat("never", () => () => none);

const always = cheat("always", () => {
  let isFiring = false;
  return (row) => {
    if (isFiring) return none;
    isFiring = true;
    return [{ ...firing, ...at(row) }];
  };
});

/** A new episode with every row, so that none is open at the onset. */
const chatter = cheat("chatter", () => (row) => [
  { ...firing, key: `row-${row.index}`, ...at(row) },
  { ...firing, key: `row-${row.index}`, ...at(row), state: "resolved" },
]);

/** Waits until the fault is obvious, and dates its alert back. */
const backdated = cheat("backdated", () => {
  const rows: ResponseObservation[] = [];
  let slow = 0;
  return (row) => {
    rows.push(row);
    const { outcome } = row;
    slow = outcome.kind === "completed" && outcome.responseMs > 100 ? slow + 1 : 0;
    const first = rows[rows.length - 5];
    return slow === 5 && first !== undefined ? [{ ...firing, ...at(first) }] : none;
  };
});

test("detectors that look ahead, never fire or always fire cannot win in any column", async () => {
  const honest = findDetector("knn");

  const { rows } = await compareDetectors({
    scenario: rapidly,
    choices: [never, always, chatter, backdated, honest].map((definition) => ({ definition, options: {} })),
    drills: 5,
    firstSeed: 1,
    onset: "drawn",
    signal: new AbortController().signal,
    onDetector: () => undefined,
  });

  expect(rows.find(({ detector }) => detector === "backdated")?.delay).toBe(1);
  expect(Object.fromEntries(rows.map(({ detector, disqualified }) => [detector, disqualified]))).toEqual({
    never: "it misses more than half of them",
    always: "it misses more than half of them",
    chatter: "false alarms in more than half of the drills",
    backdated: "it looks ahead",
    knn: undefined,
  });
  for (const column of sortColumns) expect(sortedRows(rows, column)[0]?.detector).toBe("knn");
});

test("without an incident the table has false alarms and cost, fewest false alarms first", async () => {
  const { rows } = await compareDetectors({
    scenario: healthy,
    choices: [chatter, never].map((definition) => ({ definition, options: {} })),
    drills: 2,
    firstSeed: 1,
    onset: "drawn",
    signal: new AbortController().signal,
    onDetector: () => undefined,
  });
  const [title, head, ...lines] = rankingText(
    { rows: sortedRows(rows, "delay"), crashed: [] },
    plainPaint,
  ).split("\n");

  expect(rows.map(({ kind, delay }) => [kind, delay])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(title).toBe("healthy, no incident");
  expect(head).toMatch(/^detector +false alarms\/1,000 +ns\/observation$/);
  expect(lines[0]).toMatch(/^never +0 +\d/);
  expect(lines[1]).toMatch(/^chatter +1,000 .* out: false alarms in more than half of the drills$/);
});

/** Crashes on the first slow answer of every drill. */
const crashing = cheat("crashing", () => ({ outcome }) => {
  if (outcome.kind === "completed" && outcome.responseMs > 100) throw new TypeError("too slow");
  return none;
});

/** Crashes in its first drill only. */
const oneCrash = (): DetectorDefinition => {
  let drills = 0;
  return cheat("one-crash", () => ({ index }) => {
    drills += Number(index === 0);
    if (drills === 1 && index === 7) throw new TypeError("bad start");
    return none;
  });
};

/** Crashes if it gets rows without ticks. */
const untimed = defineDetector({
  name: "untimed",
  summary: "Crashes without ticks.",
  reads: ["response"],
  options: {},
  create: () => {
    let ticks = 0;
    return {
      name: "untimed",
      windowSize: 10,
      observe: ({ index }) => {
        if (index === 50 && ticks === 0) throw new TypeError("no ticks");
        return none;
      },
      elapse: () => {
        ticks += 1;
        return none;
      },
    };
  },
});

const compared = (definitions: readonly DetectorChoice["definition"][]) =>
  compareDetectors({
    scenario: rapidly,
    choices: definitions.map((definition) => ({ definition, options: {} })),
    drills: 3,
    firstSeed: 1,
    onset: "drawn",
    signal: new AbortController().signal,
    onDetector: () => undefined,
  });

/** Without its cost, which is never the same twice. */
const figures = (row: RankedRow): RankedRow => ({ ...row, nsPerObservation: 0 });

test("a detector that crashes is reported as such, and the others have the figures that they have alone", async () => {
  const knn = findDetector("knn");

  const alone = await compared([knn]);
  const { rows, crashed } = await compared([crashing, oneCrash(), untimed, knn]);

  expect(rows.filter(({ detector }) => detector === "knn").map(figures)).toEqual(alone.rows.map(figures));
  expect(rows.map(({ detector, kind, disqualified }) => [detector, kind, disqualified])).toEqual([
    ["one-crash", "attack", "it crashed"],
    ["untimed", "attack", "it crashed"],
    ["knn", "attack", undefined],
  ]);
  expect(rows.map(({ nsPerObservation }) => typeof nsPerObservation)).toEqual([
    "number",
    "undefined",
    "number",
  ]);
  expect(crashed).toMatchObject([
    { scenario: "rapidly", detector: "crashing", crashed: 3, drills: 3, error: { code: "DETECTOR_CRASHED" } },
    { scenario: "rapidly", detector: "one-crash", crashed: 1, drills: 3 },
    { scenario: "rapidly", detector: "untimed", crashed: 0, drills: 3 },
  ]);
  const text = rankingText({ rows, crashed }, plainPaint);
  const lines = text.split("\n").map((line) => line.replaceAll(/(?<=too slow|bad start|no ticks).*/g, ""));
  expect(lines.slice(0, 5)).toEqual([
    expect.stringMatching(
      /^ERROR {3}crashing could not be judged in 3 of 3 drills of rapidly: .* crashed on observation \d+: TypeError: too slow$/,
    ),
    "ERROR   one-crash could not be judged in 1 of 3 drills of rapidly: The detector one-crash crashed on observation 7: TypeError: bad start",
    "ERROR   untimed crashed while it was timed on rapidly: The detector untimed crashed on observation 50: TypeError: no ticks",
    "",
    "rapidly, attack",
  ]);
  expect(sortedRows(rows, "ns").map(({ detector }) => detector)[0]).toBe("knn");
});

test.for(["knn", "threshold", "focus", "cusum", "guard", "silence"])("%s does not look ahead", (name) => {
  const definition = findDetector(name);
  const rows = [...simulate(rapidly, 1)].map(({ observation }) => observation);

  expect(looksAhead(definition, parseOptions(name, definition.options, {}), "response", rows)).toBe(false);
});

test.for([
  ["rapidly", { target: "attack.delayMs", none: 10, full: 500 }],
  ["slowly", { target: "load.stepMs", none: 0, full: 10 }],
  ["slow-ramp", { target: "ramp.percent", none: 0, full: 2 }],
  ["one-in-ten", { target: "slow.share", none: 0, full: 0.1 }],
  ["variance", { target: "wide.sigma", none: 0.1, full: 0.2 }],
  ["complex", undefined],
  ["healthy", undefined],
  ["login-spray", undefined],
] as const)("the fault dial of %s is %j", ([name, dial]) => {
  const scenario = findScenario(name);

  expect(harnessKit(scenario.source).study.faultDial(scenario)).toEqual(dial);
});

test("the floor and the efficiency are columns of the table on request only", async () => {
  const { rows, crashed } = await compareDetectors({
    scenario: rapidly,
    choices: [{ definition: findDetector("knn"), options: {} }],
    drills: 1,
    firstSeed: 1,
    onset: "drawn",
    signal: new AbortController().signal,
    onDetector: () => undefined,
  });

  expect(rankingText({ rows, crashed }, plainPaint).split("\n")[1]).toMatch(
    /^detector +delay +p95 +smallest fault/,
  );
  expect(rankingText({ rows, crashed }, plainPaint, "all").split("\n")[1]).toMatch(
    /^detector +delay +p95 +floor +efficiency +smallest fault/,
  );
});

test("a program is ranked among the detectors of this process", async () => {
  const slow = `cmd:awk -F, 'NR > 1 && $6 > 0.25 && !on { on = 1; print "{\\"at\\": " $1 "}" }'`;
  const outside = await chooseDetector(slow, defaultRemoteSettings);

  const { rows, crashed } = await compared([findDetector("knn"), outside.definition]);

  expect(crashed).toEqual([]);
  expect(sortedRows(rows, "delay").map(({ detector, delay }) => [detector, delay])).toEqual([
    [slow, 1],
    ["knn", 3],
  ]);
  expect(rows[1]).not.toHaveProperty("nsPerObservation");
  expect(rows[1]).not.toHaveProperty("disqualified");
});
