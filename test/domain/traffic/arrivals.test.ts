import { expect, test } from "vitest";
import { randomStream } from "../../../domain/chance/random.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import { hourlyArrivals } from "../../../domain/traffic/arrivals.ts";

const chance = randomStream(1, "test");

test("arrivals stay within their span, and an hour with rate 0 has none", () => {
  const arrivals = [
    ...hourlyArrivals({
      startMs: 0,
      fromMs: 1.5 * hourMs,
      untilMs: 4.25 * hourMs,
      perHour: (hour) => (hour === 2 ? 0 : 100),
      randomOfHour: chance,
    }),
  ].map(({ offsetMs }) => offsetMs / hourMs);
  const counts = [1, 2, 3, 4].map((hour) => arrivals.filter((at) => Math.floor(at) === hour).length);

  expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(1.5);
  expect(Math.max(...arrivals)).toBeLessThan(4.25);
  expect(counts.map((count) => Math.round(count / 25))).toEqual([2, 0, 4, 1]);
});
