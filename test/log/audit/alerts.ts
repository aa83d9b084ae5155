import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

function golden(name: string): Buffer {
  return readFileSync(new URL(`../../golden/lof/${name}`, import.meta.url));
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** A packed log of healthy alerts: 2,000 to learn from, and 500 more. */
export function packedText(name: "train" | "normal"): string {
  return brotliDecompressSync(golden(`${name}.jsonl.br`)).toString("utf8");
}

export function packedLines(name: "train" | "normal"): readonly string[] {
  return linesOf(packedText(name));
}

/** Alerts of a healthy host. */
export const trainLines = linesOf(golden("train-40.jsonl").toString("utf8"));

/** Alerts with a label of their own, `_label`: twelve attacks and three harmless ones. */
export const needleLines = linesOf(golden("needles.jsonl").toString("utf8"));
