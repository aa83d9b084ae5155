import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { UsualByMethod, Method, UsualFigures } from "../../../../detector/login/rules/usual.ts";
import { usualByMethod, byHourOfDay, trimmed } from "../../../../detector/login/rules/usual.ts";
import { addressHours } from "../../../../detector/login/rules/hours.ts";
import {
  limitsOf,
  manyfoldHours,
  originalExcess,
  suspiciousHours,
} from "../../../../detector/login/rules/limits.ts";
import { originalPositions } from "../../../../detector/login/rules/rules.ts";
import { monthOf } from "../original-months.ts";

const month = monthOf(0);
const hours = addressHours(month.map(({ observation }) => observation));
const baselines = usualByMethod(hours, originalPositions(10));
const attackers = new Set(
  month.filter(({ truth }) => truth.incident !== undefined).map(({ observation }) => observation.ip),
);
const addresses = new Set(month.map(({ observation }) => observation.ip));

const flaggedBy = (method: Method): readonly string[] =>
  unique(suspiciousHours(hours, limitsOf(baselines, method, originalExcess)).map(({ ip }) => ip));

function unique(ips: readonly string[]): readonly string[] {
  return [...new Set(ips)];
}

/** FPR, FDR, FNR and FOR, to six decimals. */
function ratesOf(flagged: readonly string[]): readonly string[] {
  const hits = flagged.filter((ip) => attackers.has(ip)).length;
  const falseOnes = flagged.length - hits;
  const missed = attackers.size - hits;
  const silent = addresses.size - attackers.size - falseOnes;
  return [
    falseOnes / (falseOnes + silent),
    falseOnes / flagged.length,
    missed / attackers.size,
    missed / (missed + silent),
  ].map((rate) => rate.toFixed(6));
}

test("the published month has 1,382 address hours, 1,285 after trimming", () => {
  expect(hours.length).toBe(1382);
  expect(trimmed(byHourOfDay(hours)).flat().length).toBe(1285);
});

test.for([
  ["mean", 73, ["0.003922", "0.013699", "0.000000", "0.000000"]],
  ["median", 74, ["0.007843", "0.027027", "0.000000", "0.000000"]],
  ["tukey", 83, ["0.078431", "0.240964", "0.125000", "0.036885"]],
  ["zscore", 62, ["0.000000", "0.000000", "0.138889", "0.037736"]],
] as const)(
  "%s flags %i addresses of the published month, with FPR, FDR, FNR and FOR of %j",
  ([method, count, rates]) => {
    const flagged = flaggedBy(method);

    expect(flagged.length).toBe(count);
    expect(ratesOf(flagged)).toEqual(rates);
  },
);

test("five times the median, the rule of the exercise, flags 79 addresses", () => {
  const flagged = unique(manyfoldHours(hours, baselines.median, 5).map(({ ip }) => ip));

  expect(flagged.length).toBe(79);
  expect(ratesOf(flagged)).toEqual(["0.031373", "0.101266", "0.013889", "0.004032"]);
});

test("an hour of the day without rows uses the rows of all hours", () => {
  const someHours = hours.filter((_, at) => at % 24 !== 0);
  const without = someHours.filter(({ hourStartMs }) => Math.floor(hourStartMs / 3_600_000) % 24 !== 3);

  const borrowed = usualByMethod(without);

  expect(borrowed.median[3]?.users).toEqual({ centre: 1, spread: 0 });
  expect(borrowed.median[3]?.attempts.centre).toBeGreaterThan(0);
});

test("without rows every limit is 0", () => {
  const [limits] = limitsOf(usualByMethod([]), "mean", originalExcess);

  expect(limits).toEqual({ users: 0, attempts: 0, failureRate: 0 });
});

test("with a spread of 0 the mean does not reach the limit, and any value above it does", () => {
  const usual = { centre: 1, spread: 0 };
  const figures: UsualFigures = { users: usual, attempts: usual, failures: usual, failureRate: usual };
  const every = Array.from({ length: 24 }, () => figures);
  const flat: UsualByMethod = { mean: every, median: every, tukey: every, zscore: every };

  const limit = limitsOf(flat, "zscore", originalExcess)[0]?.users ?? 0;

  expect([1 >= limit, 1.000001 >= limit, 2 >= limit]).toEqual([false, true, true]);
});

/** A hash, compared row by row and digit by digit with the published analysis of this month. */
function sum(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

test.for([
  ["mean", "b8e6b1fafda4acf6f3ee472e5d9b921a90285512ed39fe44bfd6de636c629ca0"],
  ["median", "06be24b21da8f3712486145b18d9036c63471dc26cd7bfc058166b638f93ca0d"],
  ["tukey", "e320eca718266a25e7ca6f1e80bd33d3c93474ebe220d4ff45c6762a1c18dc84"],
  ["zscore", "f7cd4157cc72015a629a6bc7cd0c7f9b7547d174dc6be2ceb018a969e5473f1b"],
] as const)("%s flags the same hours as the published analysis, row by row", ([method, expected]) => {
  const flagged = suspiciousHours(hours, limitsOf(baselines, method, originalExcess)).map((row) => [
    row.ip,
    row.hourStartMs,
    row.users,
    row.successes,
    row.failures,
  ]);

  expect(sum(flagged)).toBe(expected);
});

test.for([
  ["mean", "e04af10f43653f40648adbadab763c6873e0c5c47e0d9c2c34fd3564cbe531cf"],
  ["median", "2673c441079c533b27d5faab5ae02fb20c8bce4c8828677ed275c32ca34e9a5f"],
  ["tukey", "78e75a8b0a05ed8afd99a0c12ea6b262cd24be01c3015db33d1ffd34e1b4b3a4"],
  ["zscore", "d5bdc4b22b6c268b05e8bb6f4291402438e9e4753b4dc39221328492f51005de"],
] as const)("the usual values of %s equal the published table to the last digit", ([method, expected]) => {
  expect(sum(baselines[method])).toBe(expected);
});
