import type { Verdict } from "../../../domain/verdict.ts";
import { compareVerdicts, parseAllowSlower } from "../../../score/study/baseline.ts";
import { baselineReport } from "../../../report/study/baseline.ts";
import type { Io } from "../../io.ts";
import { hasDocument } from "../../options/report-request.ts";
import type { ReportRequest } from "../../options/report-request.ts";

/** `--baseline` and `--allow-slower` as given. */
export interface BaselineRequest {
  readonly path: string;
  readonly allowSlower: string;
}

/** An earlier verdict to compare with. */
export interface Baseline {
  /** Prints old and new delays, to standard error if a document takes standard output. */
  readonly compare: (
    verdicts: readonly Verdict[],
    requests: readonly ReportRequest[],
    io: Io,
  ) => "held" | "failed";
}

/** @throws FiredrillError BASELINE_NOT_READABLE, BAD_BASELINE, BAD_ALLOW_SLOWER */
export async function openBaseline({ path, allowSlower }: BaselineRequest): Promise<Baseline> {
  const allowed = parseAllowSlower(allowSlower);
  const { readVerdictFile } = await import("../../../harness/files/verdict-file.ts");
  const before = readVerdictFile(path);
  return {
    compare: (verdicts, requests, io) => {
      const comparison = compareVerdicts(before, verdicts, allowed);
      const out = hasDocument(requests) ? io.stderr : io.stdout;
      out.write(baselineReport(comparison, io.paint));
      return comparison.passed ? "held" : "failed";
    },
  };
}
