import { expect, test } from "vitest";
import { widthOf } from "../../cli/io.ts";

test.for([
  [0, 80, "a terminal that does not say its width"],
  [undefined, 80, "a pipe"],
  [40, 40, "a narrow terminal"],
  [300, 120, "a wide one, where long lines are hard to read"],
] as const)("%s columns give a report of %i: %s", ([columns, width]) => {
  expect(widthOf({ write: () => undefined, columns })).toBe(width);
});
