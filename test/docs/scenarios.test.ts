import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeBlocks, commandsOf, fieldsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/scenarios.md");
const clone = readersClone();

const names = ["checkout", "break-in"] as const;
for (const [at, name] of names.entries()) {
  writeFileSync(join(clone, `${name}.yaml`), codeBlocks(page, "yaml")[at] ?? "");
}

test.for(commandsOf(page))("%s does what the page says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(names.filter((name) => command.includes(`${name}.yaml`) && stdout.includes(name))).toHaveLength(1);
});

test("the example has two lines that pass, and a deploy that wakes nobody", async () => {
  const { stdout } = await typed("npm run -s firedrill -- run checkout.yaml --no-save --report json", clone);

  expect(JSON.parse(stdout)).toMatchObject({
    passed: true,
    detectors: [
      { name: "knn", incidents: [{ id: "database-1", outcome: "detected" }], falseAlarms: 0 },
      { name: "threshold", incidents: [{ id: "database-1", outcome: "detected" }], falseAlarms: 0 },
    ],
  });
});

test("the page explains every field that a scenario file can have", () => {
  const schema: unknown = JSON.parse(pageText("scenarios/scenario.schema.json"));
  const fields = [...new Set(fieldsIn(schema))].filter((field) => field !== "$schema");

  expect(fields.length).toBeGreaterThan(20);
  expect(fields.filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
});

/** The names of all properties that a JSON Schema describes, however deep. */
function fieldsIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? fieldsOf(schema.properties) : [];
  return [...own, ...Object.values(schema).flatMap((part: unknown) => fieldsIn(part))];
}
