import { join } from "node:path";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DetectorDefinition } from "../../../domain/detector.ts";
import { at } from "../../../domain/detector.ts";
import type { NabStudy } from "../../../domain/results/nab.ts";
import { readNabFolder, runNab } from "../../../harness/study/nab.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { nabJson, nabText } from "../../../report/study/nab.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { containingText } from "../containing.ts";
import { testFolder } from "../folder.ts";
import { csvOf, faultyValues, timeOf, writeNabFolder } from "./nab-folder.ts";

const settings = { signal: new AbortController().signal, onFile: () => undefined };

async function studyOf(path: string, specs: readonly string[], resultsFolder?: string): Promise<NabStudy> {
  const choices = await Promise.all(specs.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)));
  const folder = await readNabFolder(path);
  return runNab({
    ...settings,
    folder,
    choices,
    ...(resultsFolder === undefined ? {} : { resultsFolder }),
  });
}

test("a fault that a detector notices brings points, at a threshold that leaves out false alarms", async () => {
  const study = await studyOf(writeNabFolder(testFolder()), ["conformal", "threshold:limit=1000"]);

  expect(study).toMatchObject({ files: 2, windows: 1, rows: 1200, withoutData: 0 });
  const [conformal, silent] = study.detectors;
  expect(conformal?.profiles.standard).toMatchObject({ noticed: 1, falseAlarms: 0 });
  expect(conformal?.profiles.standard.normalized).toBeGreaterThan(95);
  expect(conformal?.files.map(({ file, noticed, probationRows }) => [file, noticed, probationRows])).toEqual([
    ["made/faulty.csv", 1, 90],
    ["made/steady.csv", 0, 90],
  ]);
  expect(silent).toMatchObject({
    detector: "threshold:limit=1000",
    profiles: { standard: { normalized: 0, threshold: 1.1 }, reward_low_FN_rate: { normalized: 0 } },
  });
});

/** Alerts on the first row that it is shown with a value above 15, without a score. */
const alarmist: DetectorDefinition = {
  name: "alarmist",
  summary: "Alerts on a large value.",
  reads: ["process"],
  options: {},
  create: () => ({
    name: "alarmist",
    windowSize: 1,
    observe: (row) =>
      row.kind === "process" && row.event.kind === "sample" && (row.event.value ?? 0) > 15
        ? [{ key: "high", severity: "error", state: "firing", ...at(row) }]
        : [],
  }),
};

test("a detector without a score counts by its alerts", async () => {
  const folder = await readNabFolder(writeNabFolder(testFolder()));

  const study = await runNab({ ...settings, folder, choices: [{ definition: alarmist, options: {} }] });

  expect(study.detectors[0]?.profiles.standard).toMatchObject({ noticed: 1, falseAlarms: 0 });
});

function unlucky(): never {
  throw new Error("out of luck");
}

test("a detector that throws is named, with its reason", async () => {
  const folder = await readNabFolder(writeNabFolder(testFolder()));
  const definition = { ...alarmist, create: () => ({ name: "alarmist", windowSize: 1, observe: unlucky }) };

  await expect(runNab({ ...settings, folder, choices: [{ definition, options: {} }] })).rejects.toMatchObject(
    {
      kind: "drill",
      code: "DETECTOR_CRASHED",
      message: containingText("out of luck"),
    },
  );
});

test("lstm learns the rows of each file that are not scored, and nothing after them", async () => {
  const [whole, cut] = [testFolder(), testFolder()];
  const values = faultyValues(2, 1200, 900);
  const spec = "lstm:window=20,hidden=2";
  const results = async (folder: string, series: readonly number[]): Promise<readonly string[]> => {
    const files = {
      "data/made/steady.csv": undefined,
      "labels/combined_windows.json": JSON.stringify({ "made/faulty.csv": [[timeOf(900), timeOf(939)]] }),
      "data/made/faulty.csv": csvOf(series),
    };
    await studyOf(writeNabFolder(folder, files), [spec], join(folder, "results"));
    return resultsOf(join(folder, "results"), "lstm-window=20-hidden=2", "faulty.csv");
  };

  const once = await results(whole, values);
  const changed = await results(cut, [...values.slice(0, 1000), ...values.slice(1000).map(() => 1e6)]);

  expect(once.slice(0, 1001)).toEqual(changed.slice(0, 1001));
  const scores = once.slice(1, -1).map((line) => Number(line.split(",")[2]));
  expect(scores.indexOf(Math.max(...scores))).toBeGreaterThanOrEqual(900);
  expect(scores.indexOf(Math.max(...scores))).toBeLessThan(940);
});

test("a file too short to train on is named", async () => {
  await expect(studyOf(writeNabFolder(testFolder()), ["lstm"])).rejects.toMatchObject({
    kind: "usage",
    code: "NOT_ENOUGH_HEALTHY_DATA",
    message: containingText("made/faulty.csv"),
  });
});

/** The lines of a result file. */
function resultsOf(folder: string, detector: string, file: string): readonly string[] {
  return readFileSync(join(folder, detector, "made", `${detector}_${file}`), "utf8").split("\n");
}

test.for(["conformal", "knn", "guard", "cusum", "ewma", "focus", "page-hinkley", "shewhart", "lof"])(
  "%s knows nothing of what comes: the scores of a file's first rows are those of a file that ends there",
  async (detector) => {
    const values = faultyValues(2, 600, 400);
    const [whole, cut] = [testFolder(), testFolder()];
    const alone = { "data/made/steady.csv": undefined };
    const windows = JSON.stringify({ "made/faulty.csv": [[timeOf(395), timeOf(409)]] });
    const labels = { "labels/combined_windows.json": windows };
    const longer = csvOf([...values, 1e9, -1e9, 5]);
    const shorter = csvOf(values.slice(0, 410));

    await studyOf(
      writeNabFolder(whole, { ...alone, ...labels, "data/made/faulty.csv": longer }),
      [detector],
      join(whole, "results"),
    );
    await studyOf(
      writeNabFolder(cut, { ...alone, ...labels, "data/made/faulty.csv": shorter }),
      [detector],
      join(cut, "results"),
    );

    const prefix = resultsOf(join(whole, "results"), detector, "faulty.csv").slice(0, 411);
    expect(prefix).toEqual(resultsOf(join(cut, "results"), detector, "faulty.csv").slice(0, 411));
    expect(prefix.filter((line) => Number(line.split(",")[2]) > 0).length).toBeGreaterThan(0);
  },
);

test("result files have NAB's layout: times and values as in the data, scores from 0 to 1, labels", async () => {
  const results = join(testFolder(), "results");

  await studyOf(writeNabFolder(testFolder()), ["conformal"], results);

  const lines = resultsOf(results, "conformal", "faulty.csv");
  expect(lines[0]).toBe("timestamp,value,anomaly_score,label");
  expect(lines).toHaveLength(602);
  const rows = lines.slice(1, -1).map((line) => line.split(","));
  expect(rows.map(([time, value]) => `${time},${value}`)).toEqual(
    csvOf(faultyValues(2, 600, 400))
      .trimEnd()
      .split("\n")
      .slice(1),
  );
  expect(rows.filter(([, , , label]) => label === "1")).toHaveLength(40);
  expect(rows.every(([, , score]) => Number(score) >= 0 && Number(score) <= 1)).toBe(true);
});

test("a results folder of the same detector is not overwritten", async () => {
  const [folder, results] = [writeNabFolder(testFolder()), join(testFolder(), "results")];
  await studyOf(folder, ["knn"], results);

  await expect(studyOf(folder, ["knn"], results)).rejects.toMatchObject({ code: "LOG_EXISTS" });
});

test("the folders of data and the labels can stand in the folder itself", async () => {
  const folder = writeNabFolder(testFolder(), {
    "data/made/steady.csv": undefined,
    "data/made/faulty.csv": undefined,
    "labels/combined_windows.json": undefined,
    "made/faulty.csv": csvOf(faultyValues(2, 600, 400)),
    "results/knn/knn_faulty.csv": "timestamp,value,anomaly_score,label\n",
    "combined_windows.json": JSON.stringify({
      "made/faulty.csv": [[timeOf(395), timeOf(434)]],
      "elsewhere/missing.csv": [],
    }),
  });

  const read = await readNabFolder(folder);

  expect(read).toMatchObject({ withoutData: 1, files: [{ name: "made/faulty.csv" }] });
  expect(read.files[0]?.windows).toEqual([{ firstIndex: 395, lastIndex: 434 }]);
});

const labels = (windows: unknown): Readonly<Record<string, string>> => ({
  "labels/combined_windows.json": JSON.stringify(windows),
});

test.for([
  [
    { "labels/combined_windows.json": undefined },
    "NAB_LABELS",
    "has no labels: neither labels/combined_windows.json nor",
  ],
  [{ "labels/combined_windows.json": "{" }, "NAB_LABELS", "labels/combined_windows.json"],
  [labels([]), "NAB_LABELS", "it is not a JSON object of files and their windows"],
  [labels({ "made/steady.csv": [] }), "NAB_LABELS", "it has no list of windows for made/faulty.csv"],
  [
    labels({ "made/steady.csv": [["a"]], "made/faulty.csv": [] }),
    "NAB_LABELS",
    "made/steady.csv is not a list of pairs of times",
  ],
  [
    labels({ "made/steady.csv": [["a", "b"]], "made/faulty.csv": [] }),
    "NAB_LABELS",
    'made/steady.csv has the time "a"',
  ],
  [
    labels({ "made/steady.csv": [[timeOf(700), timeOf(701)]], "made/faulty.csv": [] }),
    "NAB_LABELS",
    "no row of made/steady.csv lies in its window",
  ],
  [{ "data/made/steady.csv": "" }, "NAB_DATA", "steady.csv cannot be scored: it is empty."],
  [
    { "data/made/steady.csv": "timestamp,value\n" },
    "NAB_DATA",
    "steady.csv cannot be scored: it has no rows.",
  ],
  [
    { "data/made/steady.csv": `timestamp,value\n${timeOf(0)},1\n${timeOf(1)},1,2\n` },
    "NAB_DATA",
    "steady.csv cannot be scored: line 3: 3 columns, not 2.",
  ],
  [
    { "data/made/steady.csv": `timestamp,value\n${timeOf(0)},NaN\n` },
    "NAB_DATA",
    'steady.csv cannot be scored: line 2: value is "NaN", not a number below 1e15.',
  ],
] as const)("a folder with %j is refused with %s: %s", async ([changes, code, message]) => {
  const folder = writeNabFolder(testFolder(), changes);

  await expect(readNabFolder(folder)).rejects.toMatchObject({
    kind: "usage",
    code,
    message: containingText(message),
  });
});

test("a folder without data is refused", async () => {
  await expect(readNabFolder(testFolder())).rejects.toMatchObject({ code: "NAB_FOLDER" });
  await expect(readNabFolder("no/such/folder")).rejects.toMatchObject({ code: "NAB_FOLDER" });
});

test("a detector outside this process is refused before the first file", async () => {
  await expect(studyOf(writeNabFolder(testFolder()), ["knn", "cmd:true"])).rejects.toMatchObject({
    code: "REMOTE_NOT_SUPPORTED",
  });
});

test("the table has the three profiles, and the document all figures", async () => {
  const study = await studyOf(writeNabFolder(testFolder()), ["conformal"]);

  const { standard } = study.detectors[0]?.profiles ?? {};
  expect(nabText(study, plainPaint)).toMatch(
    /^2 files, 1 window, 1200 rows\.\n\ndetector +standard +low FP +low FN +noticed +false alarms +threshold\nconformal +\d+\.\d +\d+\.\d +\d+\.\d +1\/1 +0 +0\.\d+\n/,
  );
  expect(JSON.parse(nabJson(study))).toEqual({ schemaVersion: 1, passed: true, ...study });
  expect(standard?.normalized).toBeGreaterThan(0);
});
