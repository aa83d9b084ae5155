import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordedRequest } from "../../../../domain/response/recording.ts";
import { FiredrillError } from "../../../../domain/error.ts";
import { loadScenario } from "../../../../scenarios/file/load.ts";
import { testFolder } from "../../../harness/folder.ts";
import { loadResponseScenario } from "../response-scenarios.ts";

const header = "offset_s,response_time_s,outcome";
const rows = `${header}\n0.000000,0.012,200\n0.5,20,timeout\n0.5,0.000001,cut\n`;

function yaml(changes: Readonly<Record<string, string>> = {}): string {
  const fields = {
    source: "response",
    name: "tuesday",
    summary: "It was slow.",
    recording: "tuesday.csv",
    pacing: "{ kind: recorded }",
    modes: "{ normal: { kind: recorded }, incident: { kind: recorded } }",
    phases: "[{ mode: normal, requests: 1 }, { mode: incident, requests: 2 }]",
    expect: "[]",
    ...changes,
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
}

async function mistakesOf(scenario: string, csv: string): Promise<string> {
  const folder = testFolder();
  const path = join(folder, "tuesday.yaml");
  writeFileSync(path, scenario);
  writeFileSync(join(folder, "tuesday.csv"), csv);
  try {
    await loadScenario(path);
    return "";
  } catch (error) {
    if (error instanceof FiredrillError) return error.message.replaceAll(folder, "");
    throw error;
  }
}

test("a recording is read relative to the scenario, and further columns are ignored", async () => {
  const folder = testFolder();
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "tuesday.yaml"), yaml({ recording: "data/tuesday.csv" }));
  writeFileSync(
    join(folder, "data/tuesday.csv"),
    `${header},path\r\n0,0.012,200,"/a,b"\r\n0.5,20,timeout,\r\n1,0.5,503,/\r\n`,
  );

  const { recording } = await loadResponseScenario(join(folder, "tuesday.yaml"));

  expect(recording === undefined ? [] : [0, 1, 2].map((index) => recordedRequest(recording, index))).toEqual([
    { offsetMs: 0, tookMs: 12, end: { kind: "answered", status: 200 } },
    { offsetMs: 500, tookMs: 20_000, end: { kind: "timeout" } },
    { offsetMs: 1000, tookMs: 500, end: { kind: "answered", status: 503 } },
  ]);
});

test.for([
  ["0,0.1,200\n0,0.1,200\n0,0.1,200\n", "tuesday.csv:1", "is not the header"],
  [rows.replace("0.012", "quick"), "tuesday.csv:2", 'response_time_s: "quick" is not seconds'],
  [rows.replace("0.5,20", "1e3,20"), "tuesday.csv:3", 'offset_s: "1e3" is not seconds'],
  [
    rows.replace("timeout", "hung"),
    "tuesday.csv:3",
    'outcome: "hung" is not a status from 200 to 999, timeout or cut',
  ],
  [rows.replace("0.5,0.000001", "0.4,0"), "tuesday.csv:4", "0.4 is earlier than the previous line"],
  [rows.replace("20,timeout", "3601,timeout"), "tuesday.csv:3", "more than an hour"],
  [header, "tuesday.csv:1", "has no requests"],
] as const)("%j is a mistake at %s: %s", async ([csv, place, mistake]) => {
  const message = await mistakesOf(yaml(), csv);

  expect(message).toContain("tuesday.yaml:4:12 recording:");
  expect(message).toContain(place);
  expect(message).toContain(mistake);
});

test.for([
  [{ recording: "../elsewhere.csv" }, "is outside the scenario's folder"],
  [{ recording: "nowhere.csv" }, "no such file"],
  [{ recording: "" }, "pacing: needs the field recording"],
  [{ recording: "", pacing: "{ kind: closed, waitMs: 10 }" }, "modes.normal: needs the field recording"],
  [
    {
      pacing: "{ kind: closed, waitMs: 10 }",
      modes: "{ normal: { kind: normal, delayMs: 1 }, incident: { kind: hang } }",
    },
    "is not used",
  ],
  [{ phases: "[{ mode: normal, requests: 4 }]" }, "phases: need 4 requests, but tuesday.csv has 3"],
] as const)("%j is a mistake: %s", async ([changes, mistake]) => {
  expect(await mistakesOf(yaml(changes), rows)).toContain(mistake);
});
