import pc from "picocolors";
import { expect, test } from "vitest";
import { exitCodeOf, formatError } from "../../../cli/output/print-error.ts";
import { FiredrillError } from "../../../domain/error.ts";

const plain = pc.createColors(false);

test("a FiredrillError prints what happened, what to do and where to read more", () => {
  const error = new FiredrillError(
    "drill",
    "PORT_IN_USE",
    "Port 8888 is in use.",
    "Choose another: --port 0.",
  );

  expect(formatError(error, plain)).toBe(
    "firedrill: Port 8888 is in use.\nChoose another: --port 0.\nSee docs/errors.md#port_in_use\n",
  );
});

test("any other error prints its stack and cause, and asks for a bug report", () => {
  const error = new TypeError("x is not a function", { cause: new RangeError("at the bottom") });

  const text = formatError(error, plain);

  expect(text).toContain("TypeError: x is not a function\n    at ");
  expect(text).toContain("[cause]: RangeError: at the bottom\n      at ");
  expect(text).toContain("This is a bug in firedrill.");
});

test.for([undefined, null, 3, "text", { a: 1 }, Symbol("s"), 1n])("a thrown %o can be printed", (thrown) => {
  expect(formatError(thrown, plain)).toContain("This is a bug in firedrill");
});

test.for([
  ["usage", 2],
  ["drill", 3],
  ["interrupt", 130],
] as const)("an error of kind %s ends the program with %i", ([kind, code]) => {
  expect(exitCodeOf(new FiredrillError(kind, "CODE", "message", "advice"))).toBe(code);
});

test("any other error ends it with 3, never with 1, which is a verdict", () => {
  expect(exitCodeOf(new TypeError("oops"))).toBe(3);
});

test.for([
  ["\u001B[31mred", "\\x1b[31mred", "colors"],
  ["a\rb", "a\\rb", "back to the start of the line"],
  ["a\u0007", "a\\x07", "the bell"],
  ["a\u009Bb", "a\\x9bb", "the eight-bit escape"],
  ["a\u202Eb", "a\\u{202e}b", "text that runs backwards"],
  ["a\u2028b", "a\\u{2028}b", "an unusual line end"],
  ["a\nb", "a\nb", "a plain line end stays"],
  ["ärger 🔥", "ärger 🔥", "letters and pictures stay"],
] as const)("%j is printed as %j: %s", ([text, shown]) => {
  const error = new FiredrillError("usage", "CODE", text, "Advice.");

  expect(formatError(error, plain)).toBe(`firedrill: ${shown}\nAdvice.\nSee docs/errors.md#code\n`);
});
