import type { Verdict } from "../../domain/verdict.ts";
import { printable } from "../../domain/text/printable.ts";
import { seedsText } from "../study/repeat.ts";
import { repeatCasesOf, testCasesOf } from "./test-cases.ts";
import type { CaseResult, FinishedDrill, FinishedRepeat, TestCase } from "./test-cases.ts";

export interface JunitDrill extends FinishedDrill {
  /** Its length in wall time, if measured. Not its length on its own clock. */
  readonly wallMs?: number;
  /** The text report without colours, to stand beside the results. */
  readonly picture?: string;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;
type Kind = CaseResult["kind"];

/**
 * JUnit XML in the conventions that testmo collected, for there is no specification: a suite for each drill, a case for
 * each detector and incident. Late, missed, inconclusive and false alarm are failures; what could not be judged is an
 * error, or skipped where an engine is not installed. Times are seconds.
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function junitReport(drills: readonly JunitDrill[]): string {
  const isAgain = ({ verdict }: JunitDrill): boolean =>
    drills.filter((other) => other.verdict.scenario === verdict.scenario).length > 1;
  return document(
    drills.map((drill) => {
      const { seed, clock } = drill.verdict;
      const name = nameOf(drill.verdict, isAgain(drill));
      return { ...drill, name, facts: { seed, clock }, cases: testCasesOf(drill) };
    }),
  );
}

/** The same of repeats: a suite for each, a case for each detector that decides and each kind of incident. */
export function junitOfRepeats(repeats: readonly FinishedRepeat[]): string {
  return document(
    repeats.map(({ repeat, wallMs, picture }) => {
      const { scenario, clock } = repeat;
      const facts = { seeds: seedsText(repeat).replace(/^seeds? /, ""), clock };
      return { wallMs, picture, name: printable(scenario), facts, cases: repeatCasesOf(repeat) };
    }),
  );
}

interface Suite extends Pick<JunitDrill, "wallMs" | "picture"> {
  readonly name: string;
  readonly facts: Attributes;
  readonly cases: readonly TestCase[];
}

function document(suites: readonly Suite[]): string {
  const wallMs = suites.every((one) => one.wallMs !== undefined)
    ? suites.reduce((sum, one) => sum + (one.wallMs ?? 0), 0)
    : undefined;
  const attributes = {
    name: "firedrill",
    ...counts(suites.flatMap(({ cases }) => cases)),
    time: seconds(wallMs),
  };
  const body = suites.map(suiteElement);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, body)}\n`;
}

/** Seeds of one scenario are told apart by their names. */
function nameOf({ scenario, seed }: Verdict, isAgain: boolean): string {
  return isAgain ? `${printable(scenario)} (seed ${seed})` : printable(scenario);
}

function suiteElement({ name, facts, cases, wallMs, picture }: Suite): string {
  // The detectors of a drill share its time, and readers add the cases up.
  const caseMs = wallMs === undefined ? undefined : wallMs / cases.length;
  return element("testsuite", { name, ...counts(cases), time: seconds(wallMs) }, [
    properties(facts),
    ...cases.map((one) => testCase(one, name, facts, seconds(caseMs))),
    ...(picture === undefined ? [] : [element("system-out", {}, [escaped(picture)])]),
  ]);
}

function testCase(one: TestCase, suiteName: string, facts: Attributes, time: string | undefined): string {
  const { detector, asked, severity, incident, falseAlarms, figures, result } = one;
  const name = `${suiteName}: ${asked}${severity === undefined ? "" : ` [${severity}]`}`;
  const measured = {
    "ttd.ms": incident?.delayMs,
    "ttd.affected": incident?.delayAffected,
    "ttd.bound": incident?.within,
    falseAlarms,
    ...figures,
    ...facts,
  };
  return element("testcase", { classname: detector, name, time }, [
    properties(measured),
    ...resultElement(result),
  ]);
}

function resultElement(result: CaseResult): readonly string[] {
  const { message } = result;
  switch (result.kind) {
    case "passed":
      return [];
    case "failed":
      return [element("failure", { type: result.type, message }, [escaped(failureText(result))])];
    case "error":
      return [element("error", { type: result.code, message }, [escaped(message)])];
    case "skipped":
      return [element("skipped", { message }, [])];
  }
}

/** The sentence, why, and what to do, a line each. */
function failureText({ message, finding }: Extract<CaseResult, { readonly kind: "failed" }>): string {
  return finding === undefined ? message : `${message}\n${finding.reason}\n${finding.remedy}`;
}

function counts(cases: readonly TestCase[]): Attributes {
  const count = (kind: Kind): number => cases.filter(({ result }) => result.kind === kind).length;
  return {
    tests: cases.length,
    failures: count("failed"),
    errors: count("error"),
    skipped: count("skipped"),
  };
}

function properties(values: Attributes): string {
  const each = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [element("property", { name, value }, [])],
  );
  return element("properties", {}, each);
}

function seconds(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : (ms / 1000).toFixed(3);
}

/** @param children - elements, or one text that is escaped; elements stand on lines of their own */
function element(name: string, attributes: Attributes, children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(String(value)).replace(/[\t\n]/g, asReference)}"`],
  );
  const start = `${name}${written.join("")}`;
  if (children.length === 0) return `<${start}/>`;
  const hasElements = children.some((child) => child.startsWith("<"));
  const inner = hasElements ? `\n${children.join("\n")}\n` : children.join("");
  return `<${start}>${inner}</${name}>`;
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // Raw, a reader would make it an end of line.
  "\r": "&#13;",
};
/** Characters that XML 1.0 does not know, and control characters that it merely tolerates. */
const forbidden = /[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Format characters: a reader's terminal would reverse or hide text. */
const direction = /[\p{Cf}\p{Zl}\p{Zp}]/gu;
/** A CI runner obeys these anywhere, as `##[error]`. */
const marked = /#(?=#\w*\[)/g;
/** And these at the start of a line. */
const leading = /((?:^|\n)[^\S\n]*):(?=:)/g;

function escaped(text: string): string {
  return text
    .replace(forbidden, "")
    .replaceAll(direction, "")
    .replace(/[&<>"\r]/g, (character) => references[character] ?? "")
    .replace(marked, "&#35;")
    .replace(leading, "$1&#58;");
}

/** In an attribute a reader would turn it into a blank. */
function asReference(blank: string): string {
  return `&#${blank.charCodeAt(0)};`;
}
