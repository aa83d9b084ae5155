import fc from "fast-check";
import { expect, test } from "vitest";
import { inertOutput } from "../../../cli/output/inert-output.ts";

function written(texts: readonly string[]): string {
  const out: string[] = [];
  const inert = inertOutput({ write: (text) => out.push(text) });
  for (const text of texts) inert.write(text);
  return out.join("");
}

test.for([
  [["Read ", "::error::x"], "Read ::error::x", "the line has begun before"],
  [["a\n  ", "::error::x"], "a\n  \\::error::x", "only blanks stand before it"],
  [["  ", " ", "::error::x"], "   \\::error::x", "the blanks came in pieces"],
  [["\u001B[31mred\u001B[0m\n"], "\u001B[31mred\u001B[0m\n", "colors are the program's own"],
  [["\r\u001B[2Kdrill 3"], "\r\u001B[2Kdrill 3", "so is a line that is drawn again"],
  [["\r\u001B[3A\u001B[Jdrill 3"], "\r\u001B[3A\u001B[Jdrill 3", "so are several lines"],
  [["b\r\u001B[3A\u001B[J"], String.raw`b\r\x1b[3A\x1b[J`, "they are erased before anything else is written"],
  [["a\rb\u001B[2J\u0007\u202E"], String.raw`a\rb\x1b[2J\x07\u{202e}`, "nothing else moves the cursor"],
] as const)("%j is written as %j: %s", ([texts, expected]) => {
  expect(written(texts)).toBe(expected);
});

test("whatever is written, in whatever pieces, no line is a command and nothing moves the cursor", () => {
  const piece = fc.oneof(
    fc.constantFrom("::", "error", "##[x]", " ", "\n", "\u2028", "\u0085", "\r", "\t"),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(piece), (texts) => {
      const out = written(texts);

      expect(out).not.toMatch(/^\s*::/m);
      expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("a terminal is as wide and as high as behind the guard, also after it was resized", () => {
  const size = { isTTY: true, columns: 100, rows: 24 };
  const { isTTY, ...guarded } = inertOutput({ ...size, write: () => undefined });
  const terminal = inertOutput(Object.assign(size, { write: () => undefined }));
  size.columns = 70;

  expect([isTTY, guarded.columns, guarded.rows]).toEqual([true, 100, 24]);
  expect([terminal.columns, terminal.rows]).toEqual([70, 24]);
});

test("commands to the runner pass by the guard, for annotations", () => {
  const out: string[] = [];

  inertOutput({ write: (text) => out.push(text) }).commands?.write("::error::ours\n");

  expect(out).toEqual(["::error::ours\n"]);
});
