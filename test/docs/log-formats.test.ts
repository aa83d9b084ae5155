import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { firedrill } from "../program/firedrill.ts";
import { codeBlocks, fieldsOf, pageText } from "./reader.ts";

const page = pageText("docs/log-formats.md");
const out = mkdtempSync(join(tmpdir(), "firedrill-logs-"));
afterAll(() => rmSync(out, { recursive: true }));

/** The first column of the n-th table of the page. */
function tableNames(ordinal: number): readonly string[] {
  const [, ...tables] = page.split(/^\| -+ +\| -+ +\|\n/m);
  const [rows = ""] = tables[ordinal]?.split("\n\n") ?? [];
  return [...rows.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name = ""]) => name);
}
const [files, columns, truthColumns, alertFields, loginColumns] = [0, 1, 2, 3, 4].map((ordinal) =>
  tableNames(ordinal),
);

/** The files of a drill, each as its lines. */
async function drillFiles(
  format: string,
  scenario = "rapidly",
): Promise<ReadonlyMap<string, readonly string[]>> {
  const place = join(out, scenario, format);
  await firedrill(["run", scenario, "--out", place, "--log-format", format]);
  const [folder = ""] = readdirSync(place);
  const lines = (name: string) =>
    readFileSync(join(place, folder, name), "utf8")
      .trimEnd()
      .split("\n");
  return new Map(readdirSync(join(place, folder)).map((name) => [name, lines(name)]));
}

const csv = await drillFiles("csv");
const ndjson = await drillFiles("ndjson");
const original = await drillFiles("original");
const logins = await drillFiles("csv", "login-bruteforce");
const originalLogins = await drillFiles("original", "login-bruteforce");

test("the page names the files of a run folder", () => {
  expect([...csv.keys()].toSorted()).toEqual(files?.toSorted());
});

test("the page names the columns of both logs in their order", () => {
  expect(csv.get("observed.csv")?.[0]).toBe(columns?.join(","));
  expect(csv.get("labelled.csv")?.[0]).toBe([...(columns ?? []), ...(truthColumns ?? [])].join(","));
});

test("the page names the columns of a log of logins", () => {
  expect(logins.get("observed.csv")?.[0]).toBe(loginColumns?.join(","));
});

test("the fields of NDJSON are the columns", () => {
  const fields = ndjson.get("labelled.ndjson")?.flatMap((line) => fieldsOf(JSON.parse(line)));

  // No request of this drill fails.
  expect([...new Set(fields)]).toEqual(
    [...(columns ?? []), ...(truthColumns ?? [])].filter((name) => name !== "error"),
  );
});

test("an alert's fields are those of the page", () => {
  const fields = csv.get("alerts.ndjson")?.flatMap((line) => fieldsOf(JSON.parse(line)));

  expect(new Set(fields)).toEqual(
    new Set(alertFields?.filter((name) => name !== "subject" && name !== "confirmed")),
  );
});

test.for([
  ["csv", csv.get("labelled.csv")],
  ["ndjson", ndjson.get("observed.ndjson")],
  ["text", original.get("observed.csv")],
  ["log", originalLogins.get("observed.csv")],
] as const)("the example in %s is from a real file", ([language, lines = []]) => {
  const examples = codeBlocks(page, language).flatMap((block) => block.trimEnd().split("\n"));

  expect(examples.length).toBeGreaterThan(0);
  expect(examples.filter((example) => !lines.includes(example))).toEqual([]);
});

test("beside the original's log the labelled one is CSV", () => {
  expect(original.get("labelled.csv")).toEqual(csv.get("labelled.csv"));
});
