import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseInstant } from "../../../../domain/time/instant.ts";
import type { OriginalOrder } from "../../../../harness/source.ts";
import { filesIn, testFolder } from "../../folder.ts";

/** What the published month was made of. */
export const published = {
  seed: 0,
  days: 30,
  startMs: parseInstant("2018-11-01T00:00:00Z") ?? 0,
  addresses: "one",
} as const;

/** The published month, to be written into a folder that is not there yet. */
export function publishedSimulation(): OriginalOrder {
  return { ...published, users: { kind: "made" }, outDir: join(testFolder(), "deep", "month") };
}

/** SHA-256 of the files of a folder, by name. */
export function sumsOf(folder: string): Readonly<Record<string, string>> {
  const sums = Object.entries(filesIn(folder)).map(
    ([name, text]) => [name, createHash("sha256").update(text).digest("hex")] as const,
  );
  return Object.fromEntries(sums);
}
