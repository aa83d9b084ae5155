import { z } from "zod";
import { originalModes } from "../domain/mode.ts";
import { didYouMean } from "../domain/nearest-name.ts";
import type { FieldPath, Mistake } from "./mistake.ts";
import { formatPath, quoted } from "./mistake.ts";
import { phaseMistakes } from "./phase-mistakes.ts";
import { rateMistakes } from "./rate-mistakes.ts";
import { recordingMistakes } from "./recording-mistakes.ts";
import { nearestMember, scenarioSchema } from "./schema.ts";

/** A scenario as a file holds it: its recording is the path of another file. */
export type WrittenScenario = z.output<typeof scenarioSchema>;

/** A scenario, or everything that keeps the value from being one. */
export type ParsedScenario =
  | { readonly kind: "scenario"; readonly scenario: WrittenScenario }
  | { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] };

/** Reads a scenario from a plain value, as a file holds it. All mistakes are found in one go. */
export function parseScenario(value: unknown): ParsedScenario {
  const parsed = scenarioSchema.safeParse(value);
  const mistakes = withoutRepeats([
    ...(parsed.error?.issues.flatMap((issue) => mistakesOf(issue, value)) ?? []),
    ...crossMistakes(value),
  ]);
  return parsed.success && mistakes.length === 0
    ? { kind: "scenario", scenario: parsed.data }
    : { kind: "mistakes", mistakes };
}

/** A value can break two rules that have one wording. */
function withoutRepeats(mistakes: readonly Mistake[]): readonly Mistake[] {
  const seen = new Map(
    mistakes.map((mistake) => [`${formatPath(mistake.path)} ${mistake.message}`, mistake]),
  );
  return [...seen.values()];
}

function mistakesOf(issue: z.core.$ZodIssue, root: unknown): readonly Mistake[] {
  const { path, message } = issue;
  if (issue.code === "invalid_union" && message === nearestMember) {
    return nearest(issue.errors).flatMap((inner) =>
      mistakesOf({ ...inner, path: [...path, ...inner.path] }, root),
    );
  }
  if (issue.code === "unrecognized_keys") {
    const lines = message.split("\n");
    return issue.keys.map((key, at) => ({
      path: [...path, key],
      at: "name",
      message: lines[at] ?? message,
    }));
  }
  if (issue.code === "invalid_key") return [{ path, at: "name", message: `the name is not ${message}` }];
  return [{ path, message: worded(valueAt(root, path), message) }];
}

function nearest(members: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  return members.reduce((best, issues) => (issues.length < best.length ? issues : best), members[0] ?? []);
}

function worded(value: unknown, wanted: string): string {
  if (value === undefined) return `is missing: ${wanted}`;
  return value === null ? `is empty: ${wanted}` : `${quoted(value)} is not ${wanted}`;
}

function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (isTable(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined),
    root,
  );
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

// Loose views of a file that has other mistakes as well, so that what one field asks of another is checked even then.
const looseModes = z.record(z.string(), z.unknown());
const looseFile = z.object({
  modes: looseModes.default(originalModes).catch({}),
  phases: z.array(z.unknown()).catch([]),
  expect: z.array(z.unknown()).catch([]),
});
const loosePhase = z.object({ mode: z.string(), incident: z.unknown().optional() });
const looseExpectation = z.object({ incident: z.string() });

function crossMistakes(value: unknown): readonly Mistake[] {
  const file = looseFile.safeParse(value);
  if (!file.success) return [];
  const { modes, phases, expect } = file.data;
  const names = Object.keys(modes);
  if (names.length === 0) return [];
  return [
    ...missingNormal(names),
    ...unknownModes(names, phases),
    ...phaseMistakes(modes, phases),
    ...rateMistakes(value, phases),
    ...recordingMistakes(value, modes),
    ...unknownIncidents(phases, expect),
  ];
}

function missingNormal(names: readonly string[]): readonly Mistake[] {
  if (names.includes("normal")) return [];
  return [
    { path: ["modes"], message: `none is called normal, which is health (modes: ${names.join(", ")})` },
  ];
}

function unknownModes(names: readonly string[], phases: readonly unknown[]): readonly Mistake[] {
  return phases.flatMap((phase, at) => {
    const { data } = loosePhase.safeParse(phase);
    if (data === undefined || data.mode === "" || names.includes(data.mode)) return [];
    const wanted = `one of the scenario's modes: ${names.join(", ")}`;
    return [{ path: ["phases", at, "mode"], message: notOneOf(data.mode, wanted, names) }];
  });
}

/** A line about incidents that never happen would hold whatever the detector does. */
function unknownIncidents(phases: readonly unknown[], expect: readonly unknown[]): readonly Mistake[] {
  const parsed = phases.map((phase) => loosePhase.safeParse(phase).data);
  const kinds = new Set(
    parsed.flatMap((phase) =>
      phase === undefined || phase.mode === "normal" || phase.incident === false ? [] : [phase.mode],
    ),
  );
  return expect.flatMap((expectation, at) => {
    const { data } = looseExpectation.safeParse(expectation);
    if (data === undefined || data.incident === "" || kinds.has(data.incident)) return [];
    const known = kinds.size === 0 ? "it has none" : `it has: ${[...kinds].join(", ")}`;
    const wanted = `the kind of an incident of this scenario (${known})`;
    return [{ path: ["expect", at, "incident"], message: notOneOf(data.incident, wanted, [...kinds]) }];
  });
}

function notOneOf(given: string, wanted: string, known: readonly string[]): string {
  const hint = didYouMean(given, known).trim();
  return `${quoted(given)} is not ${wanted}${hint === "" ? "" : `. ${hint}`}`;
}
