import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import { watchLog } from "../../../harness/files/watch.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { openObservedLog } from "../../../log/files/writer.ts";
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
    path,
    detectors: await Promise.all(specs.map(async (spec) => chooseDetector(spec, defaultRemoteSettings))),
    from: "start",
    signal: stopping.signal,
    onReady: () => stopping.abort(),
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
    path,
    detectors: [await chooseDetector("guard", defaultRemoteSettings)],
    from: "now",
    signal: stopping.signal,
    onReady: () => stopping.abort(),
    onAlert: () => undefined,
    onSkipped: () => undefined,
  });

  expect(promises).toMatchObject([{ label: "guard", arl0: { promised: 100_000, rows: 100 } }]);
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
