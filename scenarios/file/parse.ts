import type { z } from "zod";
import type { LoadedScenario } from "../source.ts";
import { nearestMember } from "./fields.ts";
import type { FieldPath, Mistake } from "./mistake.ts";
import { formatPath, quoted } from "./mistake.ts";

/**
 * Parses a scenario from a plain value. Collects all mistakes at once.
 * @param crossMistakes - violated constraints between fields
 */
export function parsedBy<Written>(
  schema: z.ZodType<Written>,
  value: unknown,
  crossMistakes: readonly Mistake[],
): LoadedScenario<Written> {
  const parsed = schema.safeParse(value);
  const mistakes = withoutRepeats([
    ...(parsed.error?.issues.flatMap((issue) => mistakesOf(issue, value)) ?? []),
    ...crossMistakes,
  ]);
  return parsed.success && mistakes.length === 0
    ? { kind: "scenario", scenario: parsed.data }
    : { kind: "mistakes", mistakes };
}

/** A value can violate two rules with the same message. */
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
  if (issue.code === "invalid_key") return [{ path, at: "name", message: `its name is not ${message}` }];
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
