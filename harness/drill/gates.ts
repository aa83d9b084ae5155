import type { Severity } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import { checkReads } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Gate, GateLine } from "../../domain/gate.ts";
import { parseWithin } from "../../domain/gate.ts";
import type { Expectation, Within } from "../../domain/scenario.ts";
import type { LogSource, Scenario } from "../../domain/sources.ts";
import type { AnyDefinition } from "../session/definition.ts";
import { windowSizeOf } from "../session/definition.ts";

/** A detector that the user chose, with the options given. */
export interface DetectorChoice {
  readonly definition: AnyDefinition;
  readonly options: OptionValues;
  /** What scenarios call it, if the user has given it a name of its own. */
  readonly expectedAs?: string;
}

/** Command-line values that override those of the scenario. */
export interface GateOverrides {
  readonly within?: Within;
  readonly severity?: Severity;
}

/** A gate and the definition of its detector. */
export interface DetectorGate {
  readonly definition: AnyDefinition;
  readonly gate: Gate;
}

/** The parts of a scenario that set gates. A recorded log expects nothing. */
type Expecting = Pick<Scenario, "name" | "source" | "expect">;

interface Line {
  readonly definition: AnyDefinition;
  readonly options: OptionValues;
  readonly severity: Severity;
  readonly line: GateLine;
}

/**
 * The gates of a drill: the scenario's own lines, or, for each chosen detector, the scenario's lines about it (else its
 * defaults: ERROR within its window), with the user's overrides.
 * @param find - throws for a name that no detector has
 * @throws FiredrillError NOTHING_EXPECTED, UNKNOWN_OPTION, BAD_OPTION, BAD_WITHIN, WRONG_LOG_SOURCE
 */
export function gatesOf(
  scenario: Expecting,
  choices: readonly DetectorChoice[],
  overrides: GateOverrides,
  find: (name: string) => AnyDefinition,
): readonly DetectorGate[] {
  const lines =
    choices.length === 0
      ? ownLines(scenario, find)
      : choices.flatMap((choice) => chosenLines(scenario, choice));
  if (lines.length === 0) throw nothingExpected(scenario.name);
  for (const { definition } of lines) checkReads(definition, scenario.source);
  return grouped(
    lines.map((line) => overridden(line, overrides)),
    scenario.source,
  );
}

function ownLines({ expect }: Expecting, find: (name: string) => AnyDefinition): readonly Line[] {
  return expect.map((expectation) =>
    lineOf(find(expectation.detector), expectation.options ?? {}, expectation),
  );
}

function chosenLines(
  { expect, source }: Expecting,
  { definition, options, expectedAs = definition.name }: DetectorChoice,
): readonly Line[] {
  const about = expect.filter(({ detector }) => detector === expectedAs);
  if (about.length > 0) {
    return about.map((expectation) =>
      lineOf(definition, { ...expectation.options, ...options }, expectation),
    );
  }
  const values = parseOptions(definition.name, definition.options, options);
  checkReads(definition, source);
  const within = windowSizeOf(definition, values, source);
  const { line, ...rest } = lineOf(definition, options, { severity: "error", within });
  return [{ ...rest, line: { ...line, isDefault: true } }];
}

function lineOf(
  definition: AnyDefinition,
  options: OptionValues,
  { severity, within, incident, outcome = "detected", falseAlarmsAtMost = 0 }: Omit<Expectation, "detector">,
): Line {
  const ofKind = incident === undefined ? {} : { incident };
  return {
    definition,
    options: parseOptions(definition.name, definition.options, options),
    severity,
    line: { within, outcome, falseAlarmsAtMost, ...ofKind },
  };
}

function overridden(line: Line, { within, severity }: GateOverrides): Line {
  const { isDefault, ...rest } = line.line;
  const bound = within ?? rest.within;
  parseWithin(bound);
  const own = isDefault === true && within === undefined ? { isDefault } : {};
  return { ...line, severity: severity ?? line.severity, line: { ...rest, within: bound, ...own } };
}

function grouped(lines: readonly Line[], source: LogSource): readonly DetectorGate[] {
  const groups = new Map<string, DetectorGate>();
  for (const { definition, options, severity, line } of lines) {
    const key = JSON.stringify([definition.name, options, severity]);
    const known = groups.get(key)?.gate.lines ?? [];
    const isRepeated = known.some((other) => JSON.stringify(other) === JSON.stringify(line));
    const windowSize = windowSizeOf(definition, options, source);
    const gate = { detector: definition.name, options, severity, windowSize };
    groups.set(key, { definition, gate: { ...gate, lines: isRepeated ? known : [...known, line] } });
  }
  return [...groups.values()];
}

function nothingExpected(scenario: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_EXPECTED",
    `Nothing to judge: scenario "${scenario}" has no expect entry.`,
    "Choose a detector with --detector, or add an `expect` to the scenario.",
  );
}
