import { expect, test } from "vitest";
import { explored } from "./explored-log.ts";

const flood = Array.from({ length: 40 }, (_, at) => {
  const time = `2018-11-01 00:00:${String(at).padStart(2, "0")}`;
  return [`${time},203.0.113.9,user${at},True,`, `${time}.5,198.51.100.${at},user0,True,`];
}).flat();

test("addresses with the fewest attempts are merged, and the sums lose nothing", async () => {
  const { rows, rarer, addresses, byAddress, notes } = await explored(flood, { addresses: 10 });

  const kept = rows.reduce((sum, { attempts }) => sum + attempts, 0);
  expect(rows[0]).toMatchObject({ ip: "203.0.113.9", attempts: 40 });
  expect(rows.length).toBeLessThanOrEqual(10);
  expect(kept + (rarer?.attempts ?? 0)).toBe(80);
  expect(addresses).toEqual({ count: 41, bound: "at-most" });
  expect(byAddress.reduce((sum, { count }) => sum + count, 0)).toBe(41);
  expect(notes).toEqual([expect.stringContaining("Too many addresses")]);
});

test("names of one address are counted up to a limit, and names beyond the total limit are distinguished by a hash", async () => {
  const limited = await explored(flood, { namesOfOne: 25 });
  const hashed = await explored(flood, { names: 5 });

  expect(limited.rows[0]?.users).toMatchObject({ count: 25, bound: "at-least" });
  expect(limited.users).toEqual({ count: 40, bound: "exact" });
  expect(hashed.rows[0]?.users).toMatchObject({ count: 40, bound: "exact" });
  expect(hashed.users).toEqual({ count: 5, bound: "at-least" });
});

test("names of all addresses together have a limit too, which closed hours free again", async () => {
  const { rows, byAddressHour } = await explored(flood, { namesHeld: 10 });

  expect(rows[0]?.users).toMatchObject({ count: 11, bound: "at-least" });
  expect(byAddressHour.length).toBeGreaterThan(1);
});

test("hours of addresses are closed early, and the notes say that they may be counted in parts", async () => {
  const { byAddressHour, notes } = await explored(flood, { cells: 4 });

  expect(byAddressHour.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(41);
  expect(notes).toEqual([expect.stringContaining("may be counted in parts")]);
});

test("points are rounded to one digit, and bars become wider", async () => {
  const points = await explored(flood, { points: 1 });
  const days = Array.from({ length: 9 }, (_, at) => `2018-11-0${at + 1} 05:00:00,203.0.113.9,anna,True,`);
  const bars = await explored(days, { bars: 4 });

  expect(points.byAddress).toMatchObject([
    { x: 40, y: 40, count: 1 },
    { x: 1, y: 1, count: 40 },
  ]);
  expect(points.notes).toEqual([expect.stringContaining("rounded to one digit")]);
  expect(bars.bars.widthHours).toBe(64);
  expect(bars.bars.bars.reduce((sum, { counts }) => sum + (counts[1] ?? 0), 0)).toBe(9);
});

test("names are distinguished by their first 200 characters", async () => {
  const long = "a".repeat(200);

  const { users } = await explored(
    ["x", "y"].map((end) => `2018-11-01 00:00:00,203.0.113.9,${long}${end},True,`),
  );

  expect(users).toEqual({ count: 1, bound: "exact" });
});

test("two spellings of one address are one", async () => {
  const { rows } = await explored(
    ["::ffff:203.0.113.9", "203.0.113.9"].map((ip) => `2018-11-01 00:00:00,${ip},anna,True,`),
  );

  expect(rows).toMatchObject([{ ip: "203.0.113.9", attempts: 2 }]);
});
