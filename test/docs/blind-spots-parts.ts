import { detectorsFor, formatDetectorSpec } from "../../detector/registry.ts";
import type { Scenario } from "../../domain/sources.ts";
import { plural } from "../../domain/text/printable.ts";
import type { DetectorVerdict, IncidentVerdict } from "../../domain/verdict.ts";
import { simulatedDrill } from "../../harness/drill/simulated-drill.ts";
import { durationText, withinText } from "../../report/text/sentences.ts";
import { findSuite } from "../../scenarios/registry.ts";
import { gates } from "../harness/drill/judged.ts";
import { responseTimes } from "./omission.ts";
import { table, withPart } from "./readme-parts.ts";

/** Those that judge response times. */
const detectors = detectorsFor(["response"]);

export const seeds = Array.from({ length: 50 }, (_, at) => at + 1);

/** The page with its tables as the code makes them. */
export async function withBlindSpots(page: string): Promise<string> {
  const parts = {
    blind: await suiteTable("blind"),
    lines: linesTable(),
    quiet: await suiteTable("quiet"),
    omission: omissionTable(),
  };
  return Object.entries(parts).reduce((text, [name, part]) => withPart(text, name, part), page);
}

/** One verdict for each detector of ours at its defaults, without a deadline. */
export async function verdictsIn(scenario: Scenario, seed: number): Promise<readonly DetectorVerdict[]> {
  const asked = gates(
    { ...scenario, expect: [] },
    detectors.map(({ name }) => name),
    { within: 10_000 },
  );
  const { verdict } = await simulatedDrill({ scenario, seed, gates: asked });
  return verdict.detectors;
}

async function suiteTable(name: string): Promise<string> {
  const rows: string[][] = [];
  for (const scenario of findSuite(name).scenarios) {
    const runs: (readonly DetectorVerdict[])[] = [];
    for (const seed of seeds) runs.push(await verdictsIn(scenario, seed));
    const cells = detectors.map((_, column) => cellOf(runs.flatMap((run) => run[column] ?? [])));
    rows.push([`\`${scenario.name}\``, ...cells]);
  }
  return table(["", ...detectors.map((detector) => `\`${detector.name}\``)], rows);
}

/** What all seeds come to for one detector: how often it noticed, and how late; or how often it cried wolf. */
function cellOf(runs: readonly DetectorVerdict[]): string {
  const incidents = runs.flatMap((run) => run.incidents);
  const crying = runs.filter(({ falseAlarms }) => falseAlarms > 0).length;
  const alarms = crying === 0 ? [] : [`false alarms with ${plural(crying, "seed")}`];
  const said = incidents.length === 0 ? alarms : [delaysText(incidents), ...alarms];
  return said.length === 0 ? "quiet" : said.join(", ");
}

function delaysText(incidents: readonly IncidentVerdict[]): string {
  const noticed = incidents.filter(({ outcome }) => outcome === "detected");
  if (noticed.length === 0) return "missed";
  const share = noticed.length === incidents.length ? "" : `with ${plural(noticed.length, "seed")}: `;
  const rows = noticed.map(({ delayAffected = 0 }) => delayAffected);
  const bounds = { low: Math.min(...rows), high: Math.max(...rows) };
  if (bounds.high === 0) return share + durationText(Math.max(...noticed.map(({ delayMs = 0 }) => delayMs)));
  return share + (bounds.low === bounds.high ? String(bounds.low) : `${bounds.low} to ${bounds.high}`);
}

function linesTable(): string {
  const rows = findSuite("blind").scenarios.flatMap(({ name, summary, expect: lines }) =>
    lines
      .filter(({ outcome = "detected" }) => outcome === "detected")
      .map(({ detector, options = {}, within }) => [
        `\`${name}\``,
        summary,
        `\`${formatDetectorSpec(detector, options)}\``,
        withinText(within),
      ]),
  );
  return table(["", "What happens", "Noticed by", "Every time"], rows);
}

function omissionTable(): string {
  const rows = responseTimes(1).map(({ what, median, p99 }) => [
    what,
    durationText(median),
    durationText(p99),
  ]);
  return table(["", "Median", "99th percentile"], rows);
}
