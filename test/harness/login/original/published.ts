import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseInstant } from "../../../../domain/time/instant.ts";
import type { OriginalSettings } from "../../../../harness/source.ts";
import { filesIn, testFolder } from "../../folder.ts";

/** The settings of the published month. */
export const published = {
  seed: 0,
  days: 30,
  startMs: parseInstant("2018-11-01T00:00:00Z") ?? 0,
  addresses: "one",
} as const;

/** The published month, for a folder that does not exist yet. */
export function publishedSimulation(): OriginalSettings {
  return { ...published, users: { kind: "made" }, outDir: join(testFolder(), "deep", "month") };
}

/** SHA-256 of the files of a folder, by name. */
export function sumsOf(folder: string): Readonly<Record<string, string>> {
  const sums = Object.entries(filesIn(folder)).map(
    ([name, text]) => [name, createHash("sha256").update(text).digest("hex")] as const,
  );
  return Object.fromEntries(sums);
}
