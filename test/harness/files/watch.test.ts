import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import { logSources } from "../../../domain/sources.ts";
import { localOffsetMs } from "../../../harness/clock/clock.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import type { WatchedLog } from "../../../harness/files/watch.ts";
import { watchLog } from "../../../harness/files/watch.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { openObservedLog } from "../../../log/files/writer.ts";
import { observedLines } from "../../../log/sources.ts";
import { scenarios } from "../../../scenarios/registry.ts";
import { formatModel, trainDetector } from "../../../detector/model.ts";
import { autoencoder } from "../../../detector/access/autoencoder/autoencoder.ts";
import { healthyLines, line } from "../../detector/access/lines.ts";
import { dependentRows } from "../../detector/dependent-rows.ts";
import { faultyLogins } from "../../detector/login-traffic.ts";
import { testFolder } from "../folder.ts";

/** The detectors that alert on a finished login log with an attack. */
async function alerted(specs: readonly string[]): Promise<readonly string[]> {
  const path = join(testFolder(), "log.ndjson");
  const log = openObservedLog({
    path,
    source: "login",
    format: "ndjson",
    bufferBytes: 65_536,
    utcOffsetMs: () => 0,
  });
  for (const row of faultyLogins(1)) log.write(row);
  log.close();
  const stopping = new AbortController();
  const alerts: ReceivedAlert[] = [];
  await watchLog({
    input: { kind: "file", path, from: "start", onReady: () => stopping.abort() },
    detectors: await Promise.all(specs.map(async (spec) => chooseDetector(spec, defaultRemoteSettings))),
    signal: stopping.signal,
    onAlert: (alert) => alerts.push(alert),
    onSkipped: () => undefined,
  });
  return [...new Set(alerts.map(({ detector }) => detector))].toSorted();
}

test("what a promise is worth on the rows of the log is told at the end", async () => {
  const path = join(testFolder(), "log.ndjson");
  const log = openObservedLog({
    path,
    source: "response",
    format: "ndjson",
    bufferBytes: 65_536,
    utcOffsetMs: () => 0,
  });
  for (const row of dependentRows(5, 200, 0.5)) log.write(row);
  log.close();
  const stopping = new AbortController();

  const { promises } = await watchLog({
    input: { kind: "file", path, from: "now", onReady: () => stopping.abort() },
    detectors: [await chooseDetector("guard", defaultRemoteSettings)],
    signal: stopping.signal,
    onAlert: () => undefined,
    onSkipped: () => undefined,
  });

  expect(promises).toMatchObject([{ label: "guard", arl0: { promised: 100_000, rows: 100 } }]);
});

/** What detectors say about a log that arrives as a stream. */
async function watched(
  bytes: Buffer,
  specs: readonly string[],
): Promise<WatchedLog & { readonly alerts: readonly ReceivedAlert[] }> {
  const alerts: ReceivedAlert[] = [];
  const result = await watchLog({
    input: { kind: "stream", name: "standard input", stream: Readable.from([bytes]) },
    detectors: await Promise.all(specs.map(async (spec) => chooseDetector(spec, defaultRemoteSettings))),
    signal: new AbortController().signal,
    onAlert: (alert) => alerts.push(alert),
    onSkipped: () => undefined,
  });
  return { ...result, alerts };
}

test("a detector tells every row that it holds something against, once an alert stands for them", async () => {
  const training = healthyLines(1, 600);
  const modelPath = join(testFolder(), "model.json");
  writeFileSync(modelPath, formatModel(trainDetector(autoencoder, training)));
  const scan = Array.from({ length: 3 }, (_, index) =>
    line({ index, ip: "203.0.113.9", path: `/x${index}.php`, status: 303 }),
  );
  const { headerFor, encode } = observedLines("ndjson", () => 0);
  const text = [headerFor(line()), ...[...scan, line({ index: 3 })].map(encode)].join("");
  const told: unknown[] = [];

  await watchLog({
    input: { kind: "stream", name: "standard input", stream: Readable.from([Buffer.from(text)]) },
    detectors: [await chooseDetector(`autoencoder:model=${modelPath}`, defaultRemoteSettings)],
    signal: new AbortController().signal,
    onAlert: ({ state, atIndex, evidence }) => told.push([state, atIndex, evidence]),
    onRemark: ({ detector, subject, atIndex, evidence }) => told.push([detector, subject, atIndex, evidence]),
    onSkipped: () => undefined,
  });

  const errors = /status \d\.\d\d .*bytes \d.*method \d.*/u;
  expect(told).toEqual([
    ["firing", 0, expect.stringMatching(errors)],
    ["autoencoder", "ip:203.0.113.9", 1, expect.stringMatching(errors)],
    ["autoencoder", "ip:203.0.113.9", 2, expect.stringMatching(errors)],
    ["resolved", 3, expect.stringContaining("3 lines, the worst GET /x")],
  ]);
});

const firstOfEachSource = logSources.map((source) => {
  const scenario = scenarios.find((one) => one.source === source && one.expect.length > 0);
  if (scenario === undefined) throw new RangeError(`no scenario of ${source}`);
  return [source, scenario] as const;
});

test.for(firstOfEachSource)("a stream of %s is read in every format, to its end", async ([, scenario]) => {
  const rows = [...simulate(scenario, 1)].slice(0, 400).map(({ observation }) => observation);
  const [first] = rows;
  if (first === undefined) throw new RangeError("no rows");
  for (const format of ["csv", "ndjson", "original"] as const) {
    const { headerFor, encode } = observedLines(format, localOffsetMs);
    const text = `\uFEFF${headerFor(first)}${rows.map(encode).join("")}`.trimEnd();

    const { endedBy, observations, skipped } = await watched(Buffer.from(text), ["threshold"]);

    expect([format, endedBy, observations, skipped.skipped]).toEqual([
      format,
      "log",
      rows.filter((row) => encode(row) !== "").length,
      0,
    ]);
  }
});

test("at the end of a stream the hour of its last row ends, so that rules by the hour speak", async () => {
  const lines = observedLines("csv", () => 0);
  const rows = faultyLogins(1);
  const [first] = rows;
  if (first === undefined) throw new RangeError("no rows");
  const lastHour = rows.filter(({ atMs }) => atMs < first.atMs + 3_600_000);
  const text = lines.headerFor(first) + lastHour.map((row) => lines.encode(row)).join("");
  const path = join(testFolder(), "hourly.mjs");
  writeFileSync(path, hourly);

  const { alerts } = await watched(Buffer.from(text), [path]);

  expect(alerts).toMatchObject([{ key: "the hour is over", atMs: lastHour.at(-1)?.atMs }]);
});

/** Speaks when the hour of its last row is over. */
const hourly = `
let last;
export default {
  name: "hourly",
  summary: "Speaks at the end of an hour.",
  reads: ["login"],
  options: {},
  create: () => ({
    name: "hourly",
    windowSize: 1,
    observe: (row) => { last = row; return []; },
    elapse: (nowMs) => last && Math.floor(nowMs / 3600000) > Math.floor(last.atMs / 3600000)
      ? [{ key: "the hour is over", severity: "error", state: "firing", atIndex: last.index, atMs: last.atMs }]
      : [],
  }),
};
`;

test("a stream that breaks is an error", async () => {
  const stream = new Readable({ read: () => stream.destroy(new Error("the wire broke")) });
  const watching = watchLog({
    input: { kind: "stream", name: "standard input", stream },
    detectors: [await chooseDetector("threshold", defaultRemoteSettings)],
    signal: new AbortController().signal,
    onAlert: () => undefined,
    onSkipped: () => undefined,
  });

  await expect(watching).rejects.toMatchObject({
    code: "LOG_NOT_READABLE",
    message: "standard input cannot be read: Error: the wire broke.",
  });
});

test("a stream is left when the watcher is told to stop, and its half line is no line", async () => {
  const stopping = new AbortController();
  const stream = new Readable({ read: () => undefined });
  const watching = watchLog({
    input: { kind: "stream", name: "standard input", stream },
    detectors: [await chooseDetector("threshold", defaultRemoteSettings)],
    signal: stopping.signal,
    onAlert: () => undefined,
    onSkipped: () => stopping.abort(),
  });
  stream.push("no log\nhalf");

  expect(await watching).toMatchObject({ endedBy: "signal", observations: 0, skipped: { skipped: 1 } });
  expect(stream.destroyed).toBe(true);
});

test("a login log is left to the detector specialized for it", async () => {
  expect(await alerted(["guard", "login-guard"])).toEqual(["login-guard"]);
});

test("a detector of numbers judges it too when its signal is given", async () => {
  expect(await alerted(["guard:signal=failed", "login-guard"])).toEqual(["guard", "login-guard"]);
});

test("a detector of numbers judges it when no other is specialized for it", async () => {
  expect(await alerted(["guard"])).toEqual(["guard"]);
});

test("a log that no detector can read is refused", async () => {
  await expect(alerted(["open-age"])).rejects.toMatchObject({ code: "WRONG_LOG_SOURCE" });
});
