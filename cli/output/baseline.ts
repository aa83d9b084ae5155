import { readFileSync } from "node:fs";
import pc from "picocolors";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { parseAllowSlower } from "../../score/compare/allow-slower.ts";
import { compareVerdicts } from "../../score/compare/compare.ts";
import { baselineReport } from "../../report/text/baseline.ts";
import { parseVerdictFile } from "../../score/compare/verdict-file.ts";
import { hasDocument } from "../options/report-request.ts";
import type { ReportRequest } from "../options/report-request.ts";

/** `--baseline` and `--allow-slower` as given. */
export interface BaselineRequest {
  readonly path: string;
  readonly allowSlower: string;
}

/** An earlier verdict, read before the first drill starts. */
export interface Baseline {
  /** Prints before -> after, beside a document on standard error. */
  readonly compare: (verdicts: readonly Verdict[], requests: readonly ReportRequest[]) => "held" | "failed";
}

/** @throws FiredrillError BASELINE_NOT_READABLE, BAD_BASELINE, BAD_ALLOW_SLOWER */
export function openBaseline({ path, allowSlower }: BaselineRequest): Baseline {
  const allowed = parseAllowSlower(allowSlower);
  const before = parseVerdictFile(readBaseline(path), path);
  return {
    compare: (verdicts, requests) => {
      const comparison = compareVerdicts(before, verdicts, allowed);
      const out = hasDocument(requests) ? process.stderr : process.stdout;
      out.write(baselineReport(comparison, pc.createColors(pc.isColorSupported && out.isTTY)));
      return comparison.passed ? "held" : "failed";
    },
  };
}

function readBaseline(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new FiredrillError(
      "usage",
      "BASELINE_NOT_READABLE",
      `The baseline ${path} could not be read: ${reason}.`,
      "Give the path of an earlier verdict, made with --report json > baseline.json.",
      { cause },
    );
  }
}
