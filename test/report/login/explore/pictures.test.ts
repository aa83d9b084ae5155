import { describe, expect, test } from "vitest";
import { attemptsPerHour } from "../../../../report/login/explore/attempts-per-hour.ts";
import { attemptsPerIp } from "../../../../report/login/explore/attempts-per-ip.ts";
import type { Exploration, Point } from "../../../../report/login/explore/exploration.ts";
import { failureRateByUsers } from "../../../../report/login/explore/failure-rate.ts";
import { twiceAsWide } from "../../../../report/traffic/hour-bars.ts";
import { area } from "../../../../report/svg/plot.ts";
import { successByIpLinear, successByIpLog } from "../../../../report/login/explore/success-by-ip.ts";
import { elementsNamed, explored, hostile, point, svgOf } from "./explored.ts";

const boundary = { name: hostile, users: 2, failureRatio: 0.5 };
const drawings: readonly (readonly [string, (exploration: Exploration) => string])[] = [
  ["attempts per hour", attemptsPerHour],
  ["attempts per address", attemptsPerIp],
  ["successes by address", successByIpLinear],
  ["successes by address, logarithmic", successByIpLog],
  ["failure rate by users", (exploration) => failureRateByUsers(exploration, [boundary], ["Said below."])],
];

describe.for(drawings)("%s", ([, draw]) => {
  test("is one well-formed picture with a name and a description in words", () => {
    const svg = svgOf(draw(explored));

    expect(svg).toMatchObject({ name: "svg", attributes: { role: "img" } });
    expect(svg.elements.find(({ name }) => name === "title")?.text).toBe(svg.attributes["aria-label"]);
    expect(svg.elements.find(({ name }) => name === "desc")?.text).toMatch(/\d/);
  });

  test("holds no script, no reference and nothing that a stranger wrote but text", () => {
    const written = draw({ ...explored, byAddress: [foreign], byAddressHour: [foreign] });
    const allowed = new Set(["svg", "rect", "text", "title", "desc", "path", "circle", "g", "style"]);

    expect(namesIn(svgOf(written)).filter((name) => !allowed.has(name))).toEqual([]);
    expect(written).not.toMatch(/<script|href|url\(/);
    expect(written.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\u{fffe}]/u);
  });

  test("has only finite numbers, of one address and of two thousand", () => {
    const many = Array.from({ length: 2000 }, (_, at) => ({ ...point, x: at + 1, y: at % 2 }));

    expect(draw(explored)).not.toMatch(/NaN|Infinity|undefined/);
    expect(draw({ ...explored, byAddress: many })).not.toMatch(/NaN|Infinity|undefined/);
  });
});

const foreign: Point = { ...point, example: hostile };

function namesIn(root: ReturnType<typeof svgOf>): readonly string[] {
  return [root.name, ...root.elements.flatMap(namesIn)];
}

test("a pointer over a mark shows whose it is", () => {
  const svg = svgOf(successByIpLinear({ byAddress: [foreign, { ...point, x: 9, y: 0, count: 12 }] }));

  const shown = elementsNamed(svg, "circle").map(({ elements }) => elements[0]?.text);
  expect(shown).toContain(
    String.raw`=<script>alert("1")</script>&'\x1b[2J\u{202e}\n@: 4 attempts, 1 success`,
  );
  expect(shown).toContain("12 addresses, one of them 203.0.113.9: 9 attempts, 0 successes");
});

test("on a logarithmic axis 0 has a place of its own below 1, and 1 below 2", () => {
  const points = [0, 1, 2].map((y) => ({ ...point, x: 2, y }));

  const circles = elementsNamed(svgOf(successByIpLog({ byAddress: points })), "circle");
  const heights = circles.slice(0, 3).map(({ attributes }) => Number(attributes["cy"]));

  const [zero = 0, one = 0, two = 0] = heights;
  expect(zero).toBeGreaterThan(one);
  expect(one).toBeGreaterThan(two);
  expect(zero).toBeLessThan(area.bottom);
});

test("attacks are diamonds above the circles of the others, and the legend counts both", () => {
  const points: readonly Point[] = [
    { ...point, origin: "attack", count: 2 },
    { ...point, origin: "other", count: 3 },
  ];

  const svg = svgOf(successByIpLinear({ byAddress: points }));

  const texts = elementsNamed(svg, "text").map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(["3 other addresses", "2 attack addresses"]));
  expect(elementsNamed(svg, "circle")[0]?.elements[0]?.text).toMatch(/^3 addresses/);
});

test("more than 2,000 points are drawn as squares, and the caption says so", () => {
  const points: readonly Point[] = Array.from({ length: 2001 }, (_, at) => ({
    ...point,
    x: at + 1,
    origin: at % 2 === 0 ? "attack" : "other",
  }));

  const svg = svgOf(successByIpLinear({ byAddress: points }));

  const squares = elementsNamed(svg, "rect").filter(({ elements }) => elements.length > 0);
  const total = squares.reduce((sum, { elements }) => sum + Number(elements[0]?.text), 0);
  expect(total).toBe(2001);
  expect(squares.length).toBeLessThan(200);
  expect(elementsNamed(svg, "desc")[0]?.text).toContain("2,001 distinct points are too many to draw");
});

test("a boundary is a corner at what the rule asks, in a line of its own", () => {
  const boundaries = [
    { name: "mean", users: 2, failureRatio: 0.5 },
    { name: "tukey", users: 4, failureRatio: 1.25 },
  ];

  const svg = svgOf(failureRateByUsers(explored, boundaries, []));

  const corners = elementsNamed(svg, "path").filter(({ attributes }) => attributes["stroke-dasharray"]);
  const [mean, tukey] = corners.map(({ attributes }) => attributes["d"]);
  expect(new Set(corners.map(({ attributes }) => attributes["stroke-dasharray"])).size).toBe(2);
  expect(mean).toMatch(/^M[\d.]+ 64V234H716$/);
  expect(tukey, "nothing fails more than always").toMatch(/^M[\d.]+ 64V64H716$/);
});

test("every address is in one bin of the histogram", () => {
  const points = [1, 2, 3, 7, 257, 1000].map((x) => ({ ...point, x, count: 3 }));

  const svg = svgOf(attemptsPerIp({ byAddress: points }));

  const bins = elementsNamed(svg, "rect").flatMap(({ elements }) => elements.map(({ text }) => text));
  const total = bins.reduce((sum, text) => sum + Number(text.split(" ")[0]), 0);
  expect(total).toBe(18);
  expect(bins[0]).toBe("3 addresses with 1 attempt");
});

test("a month has a bar an hour, and a year bars of several hours that hold the same attempts", () => {
  const hours = Array.from({ length: 8760 }, (_, at) => ({ index: 428_064 + at, counts: [2, 1] }));

  const month = attemptsPerHour({ ...explored, bars: { widthHours: 1, bars: hours.slice(0, 744) } });
  const year = attemptsPerHour({ ...explored, bars: { widthHours: 1, bars: hours } });

  expect(svgOf(month).attributes["aria-label"]).toBe("Attempts per hour");
  expect(svgOf(year).attributes["aria-label"]).toBe("Attempts per 8 hours");
  expect(elementsNamed(svgOf(year), "desc")[0]?.text).toContain("at most 24 per 8 hours");
});

test("bars that become twice as wide lose no attempt, also before 1970", () => {
  const bars = [-3, -2, -1, 0, 1, 5].map((index) => ({ index, counts: [10, 1] }));

  expect(twiceAsWide({ widthHours: 2, bars })).toEqual({
    widthHours: 4,
    bars: [
      { index: -2, counts: [10, 1] },
      { index: -1, counts: [20, 2] },
      { index: 0, counts: [20, 2] },
      { index: 2, counts: [10, 1] },
    ],
  });
});
