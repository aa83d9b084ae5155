import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import { reachedAt } from "../../../domain/results/trace.ts";
import { episodesOf } from "../../../score/judge/episodes.ts";
import { alertsOn, rowsOf } from "../sample.ts";

const at = alertsOn(rowsOf([{ rows: 20 }]));
const resolved = { state: "resolved" } as const;
const warning = { severity: "warning" } as const;

/** Episodes as `from-until`, with an exclamation mark where they reached error. */
function spans(alerts: readonly ReceivedAlert[]): readonly string[] {
  return episodesOf(alerts).map(({ opensAt, errorAt, closesAt }) => {
    const error = errorAt === undefined ? "" : `!${errorAt.atIndex}`;
    return `${opensAt.atIndex}-${closesAt?.atIndex ?? ""}${error}`;
  });
}

test.for([
  [[at(3)], ["3-!3"], "one that never resolves stays open"],
  [[at(3), at(5, resolved)], ["3-5!3"], "one that resolves is closed"],
  [[at(3, warning), at(5)], ["3-!5"], "rising from warning to error is the same episode"],
  [[at(3), at(5, warning)], ["3-!3"], "falling back to warning does not undo the error"],
  [[at(3), at(4), at(5)], ["3-!3"], "firing again before it resolved is the same episode"],
  [[at(3), at(5, resolved), at(7)], ["3-5!3", "7-!7"], "firing again after it resolved is a second one"],
  [[at(3, resolved)], [], "resolving what is not open says nothing"],
  [[at(3), at(5, resolved), at(6, resolved)], ["3-5!3"], "resolving twice closes once"],
  [[at(3), at(3, resolved)], ["3-3!3"], "a row that says both, with nothing open, opens and closes"],
  [
    [at(2), at(4), at(4, resolved)],
    ["2-4!2", "4-!4"],
    "a row that says both, with one open, closes it and opens anew",
  ],
  [[at(3, warning), at(3)], ["3-!3"], "warning and error on one row open at error"],
  [[at(3), at(4, { key: "other" })], ["3-!3", "4-!4"], "keys are episodes of their own"],
] as const)("%# gives %j: %s", ([alerts, expected]) => {
  expect(spans(alerts)).toEqual(expected);
});

test("an episode is about what its first alert named", () => {
  const episodes = episodesOf([at(3, { subject: "user:admin" }), at(4, { subject: "user:guest" })]);

  expect(episodes).toMatchObject([{ subject: "user:admin" }]);
});

test("an episode keeps the largest of its scores", () => {
  const episodes = episodesOf([at(3, { score: 0.6 }), at(4, { score: 0.9 }), at(5, { score: 0.7 })]);

  expect(episodes).toMatchObject([{ peakScore: 0.9 }]);
});

test("an episode that opened as error has reached warning too, and one of warning has not reached error", () => {
  const [error, mild] = episodesOf([at(3), at(4, { key: "mild", ...warning })]);

  expect(error && reachedAt(error, "warning")?.atIndex).toBe(3);
  expect(mild && reachedAt(mild, "error")).toBeUndefined();
});

const anyAlert = fc
  .record({
    index: fc.nat(19),
    key: fc.constantFrom("a", "b"),
    severity: fc.constantFrom("warning", "error"),
    state: fc.constantFrom("firing", "resolved"),
    lagMs: fc.nat(3),
    score: fc.option(fc.nat(5), { nil: undefined }),
  })
  .map(({ index, lagMs, score, ...rest }) =>
    at(index, { ...rest, ...(score === undefined ? {} : { score }), receivedMs: at(index).atMs + lagMs }),
  );

test("the order of the alerts does not matter", () => {
  fc.assert(
    fc.property(
      fc
        .array(anyAlert, { maxLength: 12 })
        .chain((alerts) =>
          fc.tuple(fc.constant(alerts), fc.shuffledSubarray(alerts, { minLength: alerts.length })),
        ),
      ([alerts, shuffled]) => {
        expect(episodesOf(shuffled)).toEqual(episodesOf(alerts));
      },
    ),
  );
});

test("episodes of one key never overlap, and only the last may be open", () => {
  fc.assert(
    fc.property(fc.array(anyAlert, { maxLength: 12 }), (alerts) => {
      const episodes = episodesOf(alerts).filter(({ key }) => key === "a");

      const ends = episodes.slice(0, -1).map(({ closesAt }) => closesAt?.atIndex ?? Infinity);
      expect(ends.every((end, before) => end <= (episodes[before + 1]?.opensAt.atIndex ?? -1))).toBe(true);
    }),
  );
});

test.for([
  ["a score of 0", { score: 0 }],
  ["an empty subject", { subject: "" }],
  ["empty evidence", { evidence: "" }],
] as const)("%s is not the same as none, whichever is heard first", ([, said]) => {
  const [silent, speaking] = [at(3), at(3, said)];

  expect(episodesOf([speaking, silent])).toEqual(episodesOf([silent, speaking]));
});
