import type { Incident } from "../../domain/incident.ts";
import { incidentCollector, isHarmless } from "../../domain/incident.ts";
import type { HarmlessStretch, KeyedIncident } from "../../domain/results/trace.ts";
import { causedAtMs } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { Population } from "./subjects.ts";
import { populationCollector } from "./subjects.ts";

/** All that scoring needs of a labelled log. */
export interface AnswerKey {
  /** In order of their first instant. */
  readonly incidents: readonly KeyedIncident[];
  /** In order of index. */
  readonly harmless: readonly HarmlessStretch[];
  /** Rows in the log. */
  readonly observations: number;
  /** The earliest instant at which a row was set in motion; absent without rows. */
  readonly startedMs?: number;
  /** The latest end of a row; absent without rows. */
  readonly endedMs?: number;
  /** One for each kind of subject by which such a log is scored; empty where it is not. */
  readonly populations: readonly Population[];
}

/** Takes labelled rows one by one and keeps one number per affected row, and the names of the scored subjects. */
export interface AnswerKeyCollector {
  readonly add: (row: Labelled) => void;
  /** The key to the rows so far. */
  readonly finish: () => AnswerKey;
}

interface AffectedRows {
  readonly indexes: number[];
  firstIndex: number;
  firstAtMs: number;
}

/** An empty key, to be filled row by row in any order. */
export function answerKeyCollector(): AnswerKeyCollector {
  const incidents = incidentCollector();
  const affectedById = new Map<string, AffectedRows>();
  let observations = 0;
  let startedMs = Infinity;
  let endedMs = -Infinity;
  const order = orderOfInstants();
  const populations = populationCollector();
  const harmless = harmlessCollector();

  return {
    add(row) {
      observations += 1;
      order.add(row);
      populations.add(row);
      startedMs = Math.min(startedMs, causedAtMs(row.observation));
      endedMs = Math.max(endedMs, row.observation.atMs);
      if (isHarmless(row)) harmless.add(row);
      if (row.truth.incident === undefined) return;
      incidents.add(row);
      const known = affectedById.get(row.truth.incident);
      if (known === undefined) affectedById.set(row.truth.incident, affectedBy(row));
      else addAffected(known, row);
    },
    finish: () => ({
      incidents: incidents.finish().flatMap((incident) => {
        const affected = affectedById.get(incident.id);
        return affected === undefined ? [] : [{ ...keyed(incident, affected), ...order.finish() }];
      }),
      harmless: harmless.finish(),
      observations,
      ...(observations === 0 ? {} : { startedMs, endedMs }),
      populations: populations.finish(),
    }),
  };
}

/** Rows of harmless phases, which can come in any order. */
function harmlessCollector(): {
  readonly add: (row: Labelled) => void;
  readonly finish: () => readonly HarmlessStretch[];
} {
  const stretches: GrowingStretch[] = [];
  return {
    add: ({ observation, truth: { mode } }) => {
      const { index, atMs: untilMs } = observation;
      const fromMs = causedAtMs(observation);
      const last = stretches.at(-1);
      if (last?.mode === mode && last.lastIndex + 1 === index) extend(last, index, fromMs, untilMs);
      else stretches.push({ mode, firstIndex: index, lastIndex: index, fromMs, untilMs });
    },
    finish: () => {
      const joined: GrowingStretch[] = [];
      for (const next of stretches.toSorted((a, b) => a.firstIndex - b.firstIndex)) {
        const last = joined.at(-1);
        // Rows of the next phase can end before the last ones of this one.
        const isOne =
          last?.mode === next.mode && (last.lastIndex + 1 === next.firstIndex || next.fromMs < last.untilMs);
        if (isOne) extend(last, next.lastIndex, next.fromMs, next.untilMs);
        else joined.push({ ...next });
      }
      return joined;
    },
  };
}

type GrowingStretch = { -readonly [Key in keyof HarmlessStretch]: HarmlessStretch[Key] };

function extend(stretch: GrowingStretch, lastIndex: number, fromMs: number, untilMs: number): void {
  stretch.lastIndex = Math.max(stretch.lastIndex, lastIndex);
  stretch.fromMs = Math.min(stretch.fromMs, fromMs);
  stretch.untilMs = Math.max(stretch.untilMs, untilMs);
}

/** A row that was written later and says that it is earlier was written by a clock that had been set back, or will be. */
function orderOfInstants(): {
  readonly add: (row: Labelled) => void;
  readonly finish: () => Pick<KeyedIncident, "clock">;
} {
  let before: Labelled["observation"] | undefined;
  let isStepped = false;
  return {
    add: ({ observation }) => {
      const { index, atMs } = observation;
      isStepped ||= before !== undefined && (index - before.index) * (atMs - before.atMs) < 0;
      before = observation;
    },
    finish: () => (isStepped ? { clock: "stepped" } : {}),
  };
}

/** The key to a whole log. */
export function answerKeyOf(rows: Iterable<Labelled>): AnswerKey {
  const collector = answerKeyCollector();
  for (const row of rows) collector.add(row);
  return collector.finish();
}

function affectedBy({ observation: { index, atMs } }: Labelled): AffectedRows {
  return { indexes: [index], firstIndex: index, firstAtMs: atMs };
}

function addAffected(known: AffectedRows, { observation: { index, atMs } }: Labelled): void {
  known.indexes.push(index);
  if (known.firstIndex <= index) return;
  known.firstIndex = index;
  known.firstAtMs = atMs;
}

function keyed(incident: Incident, { indexes, firstIndex, firstAtMs }: AffectedRows): KeyedIncident {
  const affectedIndexes = indexes.toSorted((a, b) => a - b);
  return {
    incident,
    affectedIndexes,
    firstIndex,
    lastIndex: affectedIndexes.at(-1) ?? firstIndex,
    firstAtMs,
  };
}
