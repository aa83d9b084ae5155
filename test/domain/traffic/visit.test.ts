import { expect, test } from "vitest";
import { EndedVisits } from "../../../domain/traffic/visit.ts";

test("an act is too late once its visit has ended, and the visit is forgotten after its last act", () => {
  const ended = new EndedVisits();

  ended.end({ visit: 3, actsLeft: 2 });
  const before = [ended.has({ visit: 3, actsLeft: 1 }), ended.has({ visit: 4, actsLeft: 1 })];
  ended.pass({ visit: 3, actsLeft: 1 });
  const between = ended.has({ visit: 3, actsLeft: 0 });
  ended.pass({ visit: 3, actsLeft: 0 });

  expect([...before, between, ended.has({ visit: 3, actsLeft: 0 })]).toEqual([true, false, true, false]);
});

test("a visit that ends with its last act is not remembered", () => {
  const ended = new EndedVisits();

  ended.end({ visit: 3, actsLeft: 0 });

  expect(ended.has({ visit: 3, actsLeft: 0 })).toBe(false);
});
