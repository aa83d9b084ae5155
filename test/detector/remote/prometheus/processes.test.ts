import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { prometheusDetector } from "../../../../detector/remote/prometheus/detector.ts";
import { exportedMetrics } from "../../../../detector/response/metrics.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { untracked } from "../../../../domain/wire/request-tracker.ts";
import type { FiredrillError } from "../../../../domain/error.ts";
import type { RemoteDetector } from "../../../../domain/remote-detector.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { forkOwnProcess } from "../../../../harness/world/own-module.ts";
import { startMockServer } from "../../../../mock-server/server.ts";
import { originalTask } from "../../../../mock-server/sources.ts";
import { processesWith } from "../processes.ts";
import { needs } from "./installed.ts";
import { refusalOf } from "./refusal.ts";
import { ruleText, rulesFile } from "./rules-file.ts";

needs("prometheus", "promtool");
const clock = realClock(newClockOrigin());
const folder = mkdtempSync(join(tmpdir(), "firedrill-processes-"));
beforeAll(() => {
  process.env["TMPDIR"] = folder;
});
beforeEach(() => void vi.unstubAllEnvs());
afterAll(async () => {
  await clock.close();
  rmSync(folder, { recursive: true, force: true });
});

// A Prometheus and its guards are known by the folder that its configuration is in.
const marker = `--config.file=${folder}`;
const left = (): number => processesWith(marker);

function enginePid(): number {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  const line = lines.find((other) => other.includes(` prometheus ${marker}`) && !other.includes("/bin/sh"));
  return Number(line?.trim().split(" ", 1)[0]);
}

const rules = (): string => rulesFile(ruleText("up == 0"));

interface Running {
  readonly detector: RemoteDetector;
  readonly errors: readonly FiredrillError[];
  readonly starting: Promise<void>;
}

/** Starts a Prometheus that scrapes a mock server in this process. */
async function startPrometheus(path = rules()): Promise<Running> {
  const place = { host: "127.0.0.1", port: 0, task: originalTask, seed: 1 };
  const server = await startMockServer({ ...place, clock, tracker: untracked, metrics: "eager" });
  const settings = prometheusSettings({ rules: path });
  const detector = prometheusDetector(
    settings,
    { offsets: "pinned", startTimeoutMs: 60_000, wall: clock },
    exportedMetrics,
  );
  onTestFinished(async () => {
    await detector.stop(0);
    await server.stop();
  });
  const errors: FiredrillError[] = [];
  const starting = detector.start({
    clock,
    clockKind: { kind: "real" },
    seed: 1,
    targetUrl: server.url,
    onAlert: () => undefined,
    onError: (error) => errors.push(error),
  });
  return { detector, errors, starting };
}

test("no process is left after stop", async () => {
  const { detector, errors, starting } = await startPrometheus();
  await starting;
  const during = left();

  await detector.stop(0);

  expect(during).toBeGreaterThan(0);
  expect(left()).toBe(0);
  expect(errors).toEqual([]);
});

test("no process is left after stop during the start", async () => {
  const { detector, starting } = await startPrometheus();
  const refused = refusalOf(() => starting);
  await expect.poll(() => left()).toBeGreaterThan(0);

  await detector.stop(0);

  expect((await refused).code).toBe("ENGINE_FAILED");
  expect(left()).toBe(0);
});

test("a Prometheus that ends during the drill is an error", async () => {
  const { detector, errors, starting } = await startPrometheus();
  await starting;

  process.kill(enginePid(), "SIGKILL");

  await expect.poll(() => errors.map(({ code }) => code)).toEqual(["ENGINE_FAILED"]);
  expect(errors[0]?.message).toMatch(/^prometheus ended during the drill \(SIGKILL\)/);
  await detector.stop(0);
  expect(left()).toBe(0);
});

test("a rule that Prometheus cannot evaluate is an error during the drill", async () => {
  const bucket = "http_request_duration_seconds_bucket";
  const path = rulesFile(ruleText(`${bucket} * on() ${bucket} > 0.3`, "", "Broken"));
  const { detector, errors, starting } = await startPrometheus(path);
  await starting;

  await expect.poll(() => errors.map(({ code }) => code)).toEqual(["RULE_NOT_EVALUATED"]);

  await detector.stop(1000);
  expect(errors).toHaveLength(1);
  expect(errors[0]?.message).toMatch(/the rule Broken \(at 20.+Z\): .*many-to-many matching not allowed/);
});

test("a Prometheus that stands still at the end of the drill is an error", async () => {
  const { detector, errors, starting } = await startPrometheus();
  await starting;
  const pid = enginePid();
  process.kill(pid, "SIGSTOP");

  await detector.stop(1000);

  expect(errors).toMatchObject([{ kind: "drill", code: "ENGINE_FAILED" }]);
  expect(errors[0]?.message).toContain("did not say within 5 s whether it evaluates the rules");
  expect(left()).toBe(0);
});

test("a Prometheus that does not start is an error with its last output", async () => {
  const broken = join(folder, "bin");
  rmSync(broken, { recursive: true, force: true });
  const program = join(mkdtempSync(`${broken}-`), "prometheus");
  writeFileSync(program, "#!/bin/sh\necho 'no space left on device' >&2\nexit 1\n");
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", `${join(program, "..")}${delimiter}${process.env["PATH"] ?? ""}`);

  const refusal = await refusalOf(async () => (await startPrometheus()).starting);

  expect(refusal).toMatchObject({ kind: "drill", code: "ENGINE_FAILED" });
  expect(refusal.message).toBe(
    "prometheus ended immediately after its start; its last output:\nno space left on device",
  );
  expect(left()).toBe(0);
});

test("no process is left after kill -9 of this process", async () => {
  const child = forkOwnProcess("test/detector/remote/prometheus/victim", [rules()], { stdio: "inherit" });
  const message = await once(child, "message");
  const during = left();

  child.kill("SIGKILL");

  expect(message[0]).toBe("started");
  expect(during).toBeGreaterThan(0);
  await expect.poll(() => left()).toBe(0);
});

test("no process is left after Ctrl-C", async () => {
  const detector = `prometheus:rules=${rules()}`;
  const args = ["run", "rapidly", "--clock", "real", "--no-save", "--detector", detector];
  const child = forkOwnProcess("cli/main", args, { stdio: "ignore" });
  const exited = once(child, "exit");
  await expect.poll(left).toBeGreaterThan(0);

  child.kill("SIGINT");

  expect(await exited).toEqual([130, null]);
  expect(left()).toBe(0);
});
