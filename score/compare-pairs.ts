import type { ComparedDetector, ComparedDrill, ComparedIncident } from "./comparison.ts";

/** The same thing before and after; at least one is there. */
export interface Pair<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** By scenario; by seed too where one side played the scenario more than once. In the order of the later drills. */
export function pairDrills(
  before: readonly ComparedDrill[],
  after: readonly ComparedDrill[],
): readonly Pair<ComparedDrill>[] {
  const isAgain = ({ scenario }: ComparedDrill): boolean =>
    [before, after].some((drills) => drills.filter((one) => one.scenario === scenario).length > 1);
  return paired(before, after, [
    (one, other) => one.scenario === other.scenario && (one.seed === other.seed || !isAgain(one)),
  ]);
}

/**
 * By name, options and severity; what is then left by name and severity, where there is one such on either side: its
 * options were changed, and what that cost is the question. A detector in error has nothing to compare.
 */
export function pairDetectors({ before, after }: Pair<ComparedDrill>): readonly Pair<ComparedDetector>[] {
  const [was, is] = [judgedIn(before), judgedIn(after)];
  const isOnly = (one: ComparedDetector): boolean =>
    [was, is].every((all) => all.filter((other) => isNamesake(one, other)).length === 1);
  return paired(was, is, [
    (one, other) => isNamesake(one, other) && optionsText(one) === optionsText(other),
    (one, other) => isNamesake(one, other) && isOnly(one),
  ]);
}

function isNamesake(one: ComparedDetector, other: ComparedDetector): boolean {
  return one.name === other.name && one.severity === other.severity;
}

/** By id. */
export function pairIncidents({ before, after }: Pair<ComparedDetector>): readonly Pair<ComparedIncident>[] {
  return paired(before?.incidents ?? [], after?.incidents ?? [], [(one, other) => one.id === other.id]);
}

function judgedIn(drill: ComparedDrill | undefined): readonly ComparedDetector[] {
  if (drill === undefined || drill.error !== undefined) return [];
  return drill.detectors.filter(({ error }) => error === undefined);
}

function optionsText({ options }: ComparedDetector): string {
  return JSON.stringify(Object.entries(options).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** @param rules - the first that finds a partner decides; those without one come last */
function paired<T>(
  before: readonly T[],
  after: readonly T[],
  rules: readonly ((one: T, other: T) => boolean)[],
): readonly Pair<T>[] {
  const left = new Set(before);
  const partners = new Map<T, T>();
  for (const isSame of rules) {
    for (const other of after) {
      if (partners.has(other)) continue;
      const partner = [...left].find((one) => isSame(one, other));
      if (partner === undefined) continue;
      partners.set(other, partner);
      left.delete(partner);
    }
  }
  return [
    ...after.map((other) => ({ before: partners.get(other), after: other })),
    ...[...left].map((one) => ({ before: one, after: undefined })),
  ];
}
