import { afterAll, expect, test } from "vitest";
import { prometheusDetector } from "../../../../detector/remote/prometheus/detector.ts";
import { responseMetrics } from "../../../../detector/response/metrics.ts";
import type { PrometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { simulatePrometheus } from "../../../../detector/remote/prometheus/simulated-prometheus.ts";
import { firstFiresMs } from "../../../../detector/remote/prometheus/virtual-prometheus.ts";
import type { FiredrillError } from "../../../../domain/error.ts";
import type { RemoteAlert } from "../../../../domain/remote-detector.ts";
import type { ResponseOutcome } from "../../../../domain/response/observation.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { manualClock } from "../../../mock-server/manual-clock.ts";
import { needs } from "./installed.ts";
import { answeredAfter, onsetMs, openLoop } from "./open-loop.ts";
import { refusalOf } from "./refusal.ts";
import { rulesFile, ruleText, slowP90 } from "./rules-file.ts";

needs("promtool");
const wall = realClock(newClockOrigin());
afterAll(() => wall.close());

const hang = { kind: "failed", error: "TIMEOUT", afterMs: 5000 } as const;

function settingsFor(text: string, options: Readonly<Record<string, string>> = {}): PrometheusSettings {
  return prometheusSettings({ rules: rulesFile(text), ...options });
}

/** First fires after the switch, over the grid of offsets, in rising order. */
async function delaysMs(text: string, affected: ResponseOutcome): Promise<readonly number[]> {
  const log = responseMetrics();
  for (const row of openLoop(affected)) log.add(row);
  const run = await simulatePrometheus(log, settingsFor(text), 30_000, wall);
  return firstFiresMs(run, "SlowP90").map((atMs) => atMs - onsetMs);
}

interface Heard {
  readonly alerts: readonly RemoteAlert[];
  readonly errors: readonly FiredrillError[];
}

/** What a drill on the virtual clock hears of a service that turns 600 ms slow. */
async function heardFrom(
  settings: PrometheusSettings,
  offsets: "pinned" | "sampled",
  seed = 1,
): Promise<Heard> {
  const alerts: RemoteAlert[] = [];
  const errors: FiredrillError[] = [];
  const detector = prometheusDetector(settings, { offsets, startTimeoutMs: 10_000, wall });
  await detector.start({
    clock: manualClock(),
    clockKind: { kind: "virtual" },
    seed,
    onAlert: (alert) => alerts.push(alert),
    onError: (error) => errors.push(error),
  });
  await detector.observe(openLoop(answeredAfter(600)));
  await detector.stop(30_000);
  return { alerts, errors };
}

test("a rule fires in every offset, within what its intervals predict, and half the way at the median", async () => {
  const delays = await delaysMs(ruleText(slowP90), answeredAfter(600));

  expect(delays).toHaveLength(25);
  expect(delays[0]).toBeGreaterThanOrEqual(945);
  expect(delays[24]).toBeLessThanOrEqual(2945);
  expect(delays[12]).toBe(1900);
});

test("`for: 5s` moves every offset by exactly five seconds", async () => {
  const without = await delaysMs(ruleText(slowP90), answeredAfter(600));

  const held = await delaysMs(ruleText(slowP90, "        for: 5s\n"), answeredAfter(600));

  expect(held).toEqual(without.map((ms) => ms + 5000));
});

test.for([
  [250, 0, "below the threshold"],
  [290, 0, "below it, in the bucket that it ends"],
  [300, 0, "at it, for buckets hold their upper edge"],
  [310, 25, "above it"],
] as const)("answers after %i ms fire in %i offsets: they are %s", async ([responseMs, offsets]) => {
  expect(await delaysMs(ruleText(slowP90), answeredAfter(responseMs))).toHaveLength(offsets);
});

test("a rule about answers is silent when nothing is answered, and one that asks about that is not", async () => {
  const aware = `(${slowP90}) or (sum(rate(http_request_duration_seconds_count[5s])) == 0 and on() http_requests_in_flight > 0)`;

  expect(await delaysMs(ruleText(slowP90), hang)).toEqual([]);
  expect(await delaysMs(ruleText(aware), hang)).toHaveLength(25);
});

test("an alert brings its time, its stations and what the other offsets would have done; it ends", async () => {
  const { alerts, errors } = await heardFrom(settingsFor(ruleText(slowP90)), "pinned");

  expect(errors).toEqual([]);
  expect(alerts).toMatchObject([
    {
      key: "SlowP90",
      severity: "error",
      state: "firing",
      atMs: onsetMs + 1900,
      stations: [
        { name: "scraped", atMs: onsetMs + 1400 },
        { name: "pending", atMs: onsetMs + 1900 },
        { name: "firing", atMs: onsetMs + 1900 },
        { name: "posted", atMs: onsetMs + 1900 },
      ],
    },
    { key: "SlowP90", severity: "error", state: "resolved" },
  ]);
  expect(alerts[0]?.evidence).toMatch(
    /first fires 11\.\d\d s to 12\.\d\d s after the start of the log, median 11\.90 s, in 25 of 25 offsets/,
  );
});

test("group_wait holds an alert back, and swallows one that ends meanwhile", async () => {
  const text = ruleText(slowP90);

  const late = await heardFrom(settingsFor(text, { group_wait: "2s" }), "pinned");
  const swallowed = await heardFrom(settingsFor(text, { group_wait: "1m" }), "pinned");

  expect(late.alerts[0]?.atMs).toBe(onsetMs + 3900);
  expect(swallowed.alerts).toEqual([]);
});

test("pinned offsets do not depend on the seed, sampled ones on nothing else", async () => {
  const settings = settingsFor(ruleText(slowP90));
  const firstMs = async (offsets: "pinned" | "sampled", seed: number): Promise<number | undefined> =>
    (await heardFrom(settings, offsets, seed)).alerts[0]?.atMs;

  const pinned = await Promise.all([1, 2].map((seed) => firstMs("pinned", seed)));
  const sampled = await Promise.all([1, 1, 2].map((seed) => firstMs("sampled", seed)));

  expect(new Set(pinned).size).toBe(1);
  expect(sampled[0]).toBe(sampled[1]);
  expect(new Set(sampled).size).toBeGreaterThan(1);
});

test("only the alert asked for is heard", async () => {
  const both = `${ruleText(slowP90)}      - { alert: Always, expr: vector(1) }\n`;

  const all = await heardFrom(settingsFor(both), "pinned");
  const one = await heardFrom(settingsFor(both, { alert: "SlowP90" }), "pinned");

  expect(new Set(all.alerts.map(({ key }) => key))).toEqual(new Set(["SlowP90", "Always"]));
  expect(new Set(one.alerts.map(({ key }) => key))).toEqual(new Set(["SlowP90"]));
});

test("a group with an interval of its own is evaluated at that", async () => {
  const text = ruleText(slowP90).replace("  - name: g", "  - name: g\n    interval: 4s");

  const { alerts } = await heardFrom(settingsFor(text), "pinned");

  expect((Number(alerts[0]?.atMs) - (onsetMs - 10_000)) % 4000).toBe(1200);
});

test("what promtool does not like about the rules is told before anything is played", async () => {
  const settings = settingsFor(ruleText("rate(x[5s) > 1"));

  const refusal = await refusalOf(() => heardFrom(settings, "pinned"));

  expect(refusal).toMatchObject({ kind: "usage", code: "BAD_RULES" });
  expect(refusal.message).toContain("could not parse expression");
});
