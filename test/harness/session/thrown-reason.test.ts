import { expect, test } from "vitest";
import { thrownReason } from "../../../harness/session/thrown-reason.ts";

const harness = new URL("../../../harness/", import.meta.url).pathname;

test("the reason has the error's message and the frames of the detector's own code, without those of Node and firedrill", () => {
  const error = new Error("out of range");
  error.stack = [
    "RangeError: out of range",
    "    at mean (file:///app/mean.js:3:9)",
    "    at Array.map (node:internal/array:1:1)",
    "    at Object.observe (file:///app/mine.js:12:5)",
    `    at Object.run (file://${harness}detector-session.ts:33:58)`,
    "    at main (file:///app/main.js:1:1)",
  ].join("\n");

  expect(thrownReason(error).split("\n")).toEqual([
    "RangeError: out of range",
    "    at mean (file:///app/mean.js:3:9)",
    "    at Object.observe (file:///app/mine.js:12:5)",
  ]);
});

test.for([
  ["words alone", "no stack", "no stack"],
  ["nothing", undefined, "undefined"],
] as const)("who throws %s is quoted", ([, thrown, reason]) => {
  expect(thrownReason(thrown)).toBe(reason);
});
