import { readFileSync } from "node:fs";

function linesOf(name: string): readonly string[] {
  const text = readFileSync(new URL(`../../golden/lof/${name}`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "");
}

/** Alerts of a healthy host. */
export const trainLines = linesOf("train-40.jsonl");

/** Alerts with a label of their own, `_label`: twelve attacks and three harmless ones. */
export const needleLines = linesOf("needles.jsonl");
