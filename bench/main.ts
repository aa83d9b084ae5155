import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { accessGuardSpeed } from "./access-guard.ts";
import { addedTime } from "./added-time.ts";
import { autoencoderFigures, autoencoderShares } from "./autoencoder.ts";
import { auditGuardSpeed } from "./audit-guard.ts";
import { clockWait } from "./clock-wait.ts";
import { collector } from "./collect.ts";
import { command } from "./command.ts";
import { detectorSpeed } from "./detector.ts";
import { exploreLogs } from "./explore.ts";
import { throughput } from "./flood.ts";
import { forecastSpeed } from "./forecast.ts";
import { importLog } from "./import.ts";
import { logFiles, logFollower, logRows } from "./log.ts";
import { livePage } from "./live.ts";
import { lofSpeed } from "./lof.ts";
import { longLines } from "./long-lines.ts";
import { loginMonth } from "./login-month.ts";
import { loginDetectors } from "./login-detectors.ts";
import { machineDescription } from "./machine.ts";
import { program } from "./program.ts";
import { prometheus } from "./prometheus.ts";
import { halved, verdictHeading } from "./reference.ts";
import { tableOf } from "./section.ts";
import type { Row, Section } from "./section.ts";
import { repeat, sessions, sweepSpeed } from "./repeat.ts";
import { reportPages } from "./report.ts";
import { replayScaled } from "./replay-scaled.ts";
import { scoreSpeed } from "./score.ts";
import { sendTime } from "./send-time.ts";
import { detectorsBesideBare, sequential } from "./sequential.ts";
import { serverWait } from "./server-wait.ts";
import { pythonFollower, rapidlyReal, rapidlyScaled, slowlyBusy } from "./wall-drills.ts";
import { webhookFlood } from "./webhook-flood.ts";
import { webhook } from "./webhook.ts";

/** In the order of running and printing. */
const sections: readonly Section[] = [
  program,
  clockWait,
  serverWait,
  sendTime,
  addedTime,
  throughput,
  detectorSpeed,
  sequential,
  detectorsBesideBare,
  loginDetectors,
  autoencoderFigures,
  forecastSpeed,
  autoencoderShares,
  livePage,
  lofSpeed,
  longLines,
  auditGuardSpeed,
  accessGuardSpeed,
  repeat,
  sessions,
  sweepSpeed,
  logFiles,
  logRows,
  logFollower,
  scoreSpeed,
  importLog,
  loginMonth,
  exploreLogs,
  reportPages,
  collector,
  command,
  webhook,
  webhookFlood,
  prometheus,
  rapidlyScaled,
  replayScaled,
  pythonFollower,
  slowlyBusy,
  rapidlyReal,
];

/**
 * `bench [section]... [--write FILE]` runs the given sections, or all except those that run only on request. FILE gets the
 * printed report. The exit code is 1 when a hot path has halved against its bare code, and 2 for an unknown section.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { write: { type: "string" } },
  });
  const unknown = positionals.filter((positional) => !sections.some(({ name }) => name === positional));
  if (unknown.length > 0) {
    console.error(
      `Unknown section: ${unknown.join(", ")}. Sections: ${sections.map(({ name }) => name).join(", ")}.`,
    );
    process.exitCode = 2;
    return;
  }
  const chosen = sections.filter(({ name, runs }) =>
    positionals.length === 0 ? runs === undefined : positionals.includes(name),
  );
  const page = [`# Benchmarks\n\nWritten by \`npm run bench\`.\n\n${machineDescription()}`];
  console.log(page[0]);
  for (const section of chosen) {
    const text = await textOf(section);
    console.log(`\n${text}`);
    page.push(text);
  }
  if (values.write !== undefined) writeFileSync(values.write, `${page.join("\n\n")}\n`);
}

async function textOf({ name, summary, run }: Section): Promise<string> {
  const rows = await run();
  for (const row of rows) if (row[verdictHeading] === halved) reportHalved(name, row);
  return `## ${name}\n\n${summary}\n\n${tableOf(rows)}`;
}

function reportHalved(section: string, { what = "", ratio = "", usual = "" }: Row): void {
  console.error(`\n${section}: ${what} has HALVED: ${ratio} of the bare code's, usually ${usual}.`);
  process.exitCode = 1;
}

await main();
