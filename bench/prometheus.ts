import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { predict } from "../detector/remote/prometheus/prediction.ts";
import { responseMetrics } from "../detector/response/metrics.ts";
import { prometheusSettings } from "../detector/remote/prometheus/settings.ts";
import { simulatePrometheus } from "../detector/remote/prometheus/simulated-prometheus.ts";
import { firstFiresMs } from "../detector/remote/prometheus/virtual-prometheus.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { simulate } from "../harness/drill/simulate.ts";
import { realDrill } from "../test/detector/remote/prometheus/real-drill.ts";
import { loadResponseScenario } from "../test/scenarios/response/response-scenarios.ts";
import type { Row, Section } from "./section.ts";
import { ascending, percentile } from "./section.ts";

const atOnce = 2;
const fault = { healthyMs: 50, affectedMs: 600 };

/** When a Prometheus rule fires: predicted, simulated with promtool, and measured. */
export const prometheus: Section = {
  name: "prometheus",
  summary:
    "From the switch to the alert, in milliseconds: p90 > 0.3 s over 5 s, scrape and evaluation every second, 50 requests " +
    `per second, 20 to 80 ms, then 600 ms. Real drills run ${atOnce} at a time with random phases, simulated ones over 25 phases.`,
  runs: "when asked",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
    const plain = "examples/prometheus/alerts.yml";
    const held = join(folder, "held.yml");
    const text = readFileSync(plain, "utf8");
    writeFileSync(held, text.replace(/( +)(expr: histogram_quantile.*)/, "$1$2\n$1for: 5s"));
    try {
      return [...(await rowsFor("for 0", plain, 20)), ...(await rowsFor("for 5s", held, 2))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function rowsFor(rule: string, rules: string, drills: number): Promise<readonly Row[]> {
  const predicted = predict(prometheusSettings({ rules, alert: "SlowP90" }), fault);
  const bounds = `${predicted?.earliestMs ?? "?"} to ${predicted?.latestMs ?? "?"}`;
  const rows = { promtool: await simulatedMs(rules), Prometheus: await measuredMs(rules, drills) };
  return Object.entries(rows).map(([engine, delaysMs]) => ({
    rule,
    engine,
    n: String(delaysMs.length),
    predicted: bounds,
    min: Math.round(percentile(delaysMs, 0)).toString(),
    p50: Math.round(percentile(delaysMs, 0.5)).toString(),
    max: Math.round(percentile(delaysMs, 1)).toString(),
  }));
}

async function simulatedMs(rules: string): Promise<readonly number[]> {
  const log = responseMetrics("eager");
  let switchMs = Infinity;
  for (const { observation, truth } of simulate(
    await loadResponseScenario("examples/prometheus/slow.yaml"),
    1,
  )) {
    if (truth.incident !== undefined) switchMs = Math.min(switchMs, observation.plannedAtMs);
    log.add(observation);
  }
  const wall = realClock(newClockOrigin());
  const settings = prometheusSettings({ rules, alert: "SlowP90" });
  const run = await simulatePrometheus(log, settings, { limitMs: 60_000, wall });
  await wall.close();
  return firstFiresMs(run, "SlowP90").map((atMs) => atMs - switchMs);
}

async function measuredMs(rules: string, drills: number): Promise<readonly number[]> {
  const delaysMs: number[] = [];
  for (let seed = 1; seed <= drills; seed += atOnce) {
    const seeds = Array.from({ length: atOnce }, (_, at) => seed + at);
    const ended = await Promise.all(seeds.map((drillSeed) => realDrill(drillSeed, rules)));
    delaysMs.push(...ended.map(({ delayMs }) => delayMs));
  }
  return ascending(delaysMs);
}
