import { expect, test } from "vitest";
import { planProgram } from "../../harness/drill/program.ts";
import { simulatedDrill } from "../../harness/drill/simulated-drill.ts";
import { jsonReport } from "../../report/json/verdict.ts";
import { codeBlocks, pageText } from "./reader.ts";

const page = pageText("docs/verdict.md");

/** The names of all fields, however deep; those of options are the detector's own. */
function fieldNames(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(fieldNames);
  return Object.entries(value).flatMap(([name, inside]) =>
    name === "options" ? [name] : [name, ...fieldNames(inside)],
  );
}

async function printed(scenario: string): Promise<string> {
  const { verdict } = await simulatedDrill({ ...(await planProgram(scenario, {})), seed: 1 });
  return jsonReport(verdict);
}

test("the document on the page is the one that is printed", async () => {
  const [quoted = ""] = codeBlocks(page, "json");

  expect(JSON.parse(await printed("login-bruteforce"))).toEqual(JSON.parse(quoted));
});

test.for(["rapidly", "login-spray", "complex"])(
  "the page names every field of the verdict of %s",
  async (name) => {
    const named = new Set([...page.matchAll(/`(\w+)`/g)].map(([, field]) => field));

    const fields = new Set(fieldNames(JSON.parse(await printed(name))));

    expect([...fields].filter((field) => !named.has(field))).toEqual([]);
  },
);
