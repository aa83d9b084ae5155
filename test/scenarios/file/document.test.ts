import { expect, test } from "vitest";
import { parseScenarioDocument } from "../../../scenarios/file/document.ts";

test("20,000 keys are read, and each is found at its place", () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `key${at}: ${at}`);

  const document = parseScenarioDocument(lines.join("\n"));

  if (document.kind === "broken") throw new Error("the document is broken");
  const found = lines.map(
    (_, at) => document.positionOf({ path: [`key${at}`], message: "", at: "name" }).line,
  );
  expect(found).toEqual(lines.map((_, at) => at + 1));
});

test("a key that its table has already is a mistake at its place; other tables can have it", () => {
  const document = parseScenarioDocument("a: 1\nb:\n  a: 2\n  c: 3\n  a: 4\na: 5\n");

  expect(document).toEqual({
    kind: "broken",
    mistakes: [
      { path: [], message: "Map keys must be unique", position: { line: 5, column: 3 } },
      { path: [], message: "Map keys must be unique", position: { line: 6, column: 1 } },
    ],
  });
});
