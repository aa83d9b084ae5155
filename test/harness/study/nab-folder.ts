import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomStream } from "../../../domain/chance/random.ts";
import { formatInstant } from "../../../domain/time/instant.ts";

/** `2026-01-05 00:05:00` for row 1. */
export function timeOf(row: number): string {
  return formatInstant(Date.UTC(2026, 0, 5) + row * 300_000)
    .slice(0, 19)
    .replace("T", " ");
}

/** A file of NAB with these values. */
export function csvOf(values: readonly number[]): string {
  return ["timestamp,value", ...values.map((value, row) => `${timeOf(row)},${value}`), ""].join("\n");
}

/** Noise around 10 that a fault lifts by 8 in some rows. */
export function faultyValues(seed: number, rows: number, faultyFrom: number): readonly number[] {
  const drawn = randomStream(seed, "nab");
  return Array.from({ length: rows }, (_, row) => {
    const fault = row >= faultyFrom && row < faultyFrom + 30 ? 8 : 0;
    return Math.round((10 + drawn(row).normal() + fault) * 1000) / 1000;
  });
}

const small = {
  "data/made/steady.csv": csvOf(faultyValues(1, 600, Infinity)),
  "data/made/faulty.csv": csvOf(faultyValues(2, 600, 400)),
  "labels/combined_windows.json": JSON.stringify({
    "made/steady.csv": [],
    "made/faulty.csv": [[timeOf(395), timeOf(434)]],
  }),
};

/** Writes a folder in the layout of NAB, with data of our own making. @param changes - `undefined` leaves a file out */
export function writeNabFolder(
  folder: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  for (const [name, text] of Object.entries({ ...small, ...changes })) {
    if (text === undefined) continue;
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}
