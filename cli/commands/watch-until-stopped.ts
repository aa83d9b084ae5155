import pc from "picocolors";
import type { ReceivedAlert } from "../../domain/alert.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { chooseDetector } from "../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import { watchLog } from "../../harness/files/watch.ts";
import type { WatchSettings } from "../../harness/files/watch.ts";
import { printable, printableJson } from "../../domain/text/printable.ts";
import { readerGone } from "../output/closed-pipe.ts";
import { exitCode } from "../output/exit-code.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";

export interface WatchRequest {
  readonly log: string;
  readonly detectors: readonly string[];
  readonly from: WatchSettings["from"];
  readonly report: "text" | "json";
}

const reasonsShown = 5;

/** Prints each alert as it comes, until Ctrl-C or SIGTERM, or until nobody reads it any more. */
export async function watchUntilStopped({ log, detectors, from, report }: WatchRequest): Promise<ExitCode> {
  const interrupt = interruptSignal();
  const unread = readerGone();
  const paint = pc.createColors(pc.isColorSupported && process.stdout.isTTY);
  const chosen = await Promise.all(
    detectors.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)),
  );
  let skipped = 0;
  const watched = await watchLog({
    path: log,
    detectors: chosen,
    from,
    signal: AbortSignal.any([interrupt.signal, unread]),
    onReady: (rows) => process.stderr.write(`Following ${log}; ${learned(from, rows)}.\n`),
    onAlert: (alert) => process.stdout.write(report === "json" ? jsonLine(alert) : textLine(alert, paint)),
    onSkipped: (reason) => {
      skipped += 1;
      if (skipped <= reasonsShown) process.stderr.write(`Skipped a line: ${printable(reason)}\n`);
    },
  });
  process.stderr.write(`${watched.observations} rows read, ${watched.skipped.skipped} lines skipped.\n`);
  return interrupt.isTermination() || unread.aborted ? exitCode.passed : exitCode.interrupted;
}

function learned(from: WatchSettings["from"], rows: number): string {
  if (rows === 0) return "no rows are there yet, and new ones are judged";
  switch (from) {
    case "now":
      return `the ${rows} rows that are there were learned from, and new ones are judged`;
    case "start":
      return `the ${rows} rows that are there were judged, and so are new ones`;
  }
}

function jsonLine(alert: ReceivedAlert): string {
  return `${printableJson(JSON.stringify(alert))}\n`;
}

function textLine(alert: ReceivedAlert, paint: ReturnType<typeof pc.createColors>): string {
  const { atMs, atIndex, detector, severity, state, subject, evidence } = alert;
  const dye = state === "resolved" ? paint.green : severity === "error" ? paint.red : paint.yellow;
  const word = state === "resolved" ? "resolved" : severity.toUpperCase();
  const details = [subject, evidence].filter((text) => text !== undefined).map((text) => printable(text));
  return `${[formatInstant(atMs), dye(word.padEnd(8)), printable(detector), `observation ${atIndex}`, ...details].join("  ")}\n`;
}
