import { printable } from "../domain/text/printable.ts";
import type { DrillTrace } from "../domain/results/trace.ts";
import type { Verdict } from "../domain/verdict.ts";
import { deadlineLines, ownDeadline } from "./study/words.ts";
import { findingsOf } from "./text/reasons.ts";
import { casesOf, caseSentences, rowNoun } from "./text/verdict-lines.ts";

const errorLimit = 1000;

/**
 * The verdict of one drill with its result in words: a sentence for the drill and for each detector, reasons, remedies, and the
 * command that plays it again. What the text report prints, as data.
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function concluded(verdict: Verdict, trace: DrillTrace, replay?: string): Verdict {
  const cases = verdict.error === undefined ? casesOf(verdict, trace) : [];
  const detectors = cases.map((it) => {
    const findings = findingsOf(it, trace);
    const sentences = caseSentences(it, rowNoun(trace));
    return {
      ...it.verdict,
      summary: `${it.label} ${sentences.join("; ")}`,
      ...(findings.length === 0
        ? {}
        : {
            reasons: [...new Set(findings.map(({ reason }) => reason))],
            remedies: [...new Set(findings.map(({ remedy }) => remedy))],
          }),
    };
  });
  const notes = deadlineNotes(verdict, trace);
  return {
    ...verdict,
    summary: summaryOf(verdict, detectors),
    ...(notes.length === 0 ? {} : { notes }),
    ...(replay === undefined ? {} : { replay }),
    detectors,
  };
}

/** Says which detectors have which deadlines; empty where they share one or nothing was wrong. */
export function deadlineNotes(verdict: Verdict, trace: DrillTrace): readonly string[] {
  if (verdict.error !== undefined || trace.incidents.length === 0) return [];
  return deadlineLines(casesOf(verdict, trace).flatMap(({ label, gate }) => ownDeadline(label, gate)));
}

function summaryOf(
  { error, passed }: Verdict,
  detectors: readonly { readonly passed: boolean; readonly summary: string }[],
): string {
  if (error !== undefined) return `INVALID: ${printable(error.message, errorLimit)}`;
  const [first] = detectors.toSorted((a, b) => Number(a.passed) - Number(b.passed));
  if (first === undefined) return "No detector judged this log.";
  const count = detectors.length;
  const others =
    count === 1 ? "" : ` (${detectors.filter((one) => one.passed).length} of ${count} detectors passed)`;
  return `${passed ? "PASSED" : "FAILED"}: ${first.summary}${others}`;
}
