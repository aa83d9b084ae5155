import { z } from "zod";
import type { TrafficKinds } from "../../domain/traffic/source.ts";
import type { Mistake } from "../file/mistake.ts";
import { incidentMistakes } from "../file/mistake.ts";

/** A scenario field with the total number of some kind of actor, which the same field of an entry cannot exceed. */
export interface Headcount {
  /** The name of the field, in the scenario and in entries. */
  readonly field: string;
  readonly fewest: number;
  readonly most: number;
  /** The default of the scenario. */
  readonly usual: number;
}

// Loose schemas, so that constraints between fields are checked even in a file with other mistakes.
const looseTable = z.record(z.string(), z.unknown());
const looseFile = z.object({
  hours: z.number().min(1).catch(Infinity),
  traffic: z.array(z.unknown()).catch([]),
  expect: z.array(z.unknown()).catch([]),
});
const looseKind = z.object({ kind: z.string() });
const looseOnset = z.object({ onset: z.object({ kind: z.literal("at"), hour: z.number() }) });

/** Violated constraints between the fields of a scenario of traffic. */
export function trafficMistakes(
  value: unknown,
  kinds: TrafficKinds,
  counts: readonly Headcount[],
): readonly Mistake[] {
  const { data } = looseFile.safeParse(value);
  if (data === undefined) return [];
  const { hours, traffic, expect } = data;
  return [
    ...traffic.flatMap((entry, at) => onsetMistakes(hours, entry, at)),
    ...counts.flatMap((count) => countMistakes(value, traffic, count)),
    ...incidentMistakes(attackKinds(kinds, traffic), expect),
  ];
}

function onsetMistakes(hours: number, entry: unknown, at: number): readonly Mistake[] {
  const hour = looseOnset.safeParse(entry).data?.onset.hour ?? 0;
  if (hour < hours) return [];
  const message = `${hour} is not below ${hours}, the hours of the scenario`;
  return [{ path: ["traffic", at, "onset", "hour"], message }];
}

function countMistakes(
  value: unknown,
  traffic: readonly unknown[],
  { field, fewest, most, usual }: Headcount,
): readonly Mistake[] {
  const there = z.number().min(fewest).optional().catch(Infinity).parse(fieldOf(value, field)) ?? usual;
  return traffic.flatMap((entry, at) => {
    const wanted = z.number().catch(0).parse(fieldOf(entry, field));
    if (wanted <= there || wanted > most) return [];
    const message = `${wanted} is more than the scenario has: ${field} is ${there}`;
    return [{ path: ["traffic", at, field], message }];
  });
}

function fieldOf(value: unknown, field: string): unknown {
  return looseTable.safeParse(value).data?.[field];
}

function attackKinds(kinds: TrafficKinds, traffic: readonly unknown[]): readonly string[] {
  return traffic.flatMap((entry) => {
    const kind = looseKind.safeParse(entry).data?.kind;
    if (kind === undefined || !Object.hasOwn(kinds, kind)) return [];
    return kinds[kind]?.role === "attack" ? [kind] : [];
  });
}
