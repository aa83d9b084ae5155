import { z } from "zod";
import { loginTraffic } from "../../../domain/login/traffic.ts";
import { defaultUserCount, mostUsers } from "../../../domain/login/user-base.ts";
import type { TrafficKinds } from "../../../domain/traffic/source.ts";
import type { Mistake } from "../../file/mistake.ts";
import { incidentMistakes } from "../../file/mistake.ts";

// Loose, so that what one field asks of another is checked even where the file has other mistakes.
const looseFile = z.object({
  hours: z.number().min(1).catch(Infinity),
  users: z.number().min(10).optional().catch(Infinity),
  traffic: z.array(z.unknown()).catch([]),
  expect: z.array(z.unknown()).catch([]),
});
const looseKind = z.object({ kind: z.string() });
const looseOnset = z.object({ onset: z.object({ kind: z.literal("at"), hour: z.number() }) });
const looseUsers = z.object({ users: z.number() });

/** What one field of a scenario of logins asks of another. */
export function loginMistakes(value: unknown): readonly Mistake[] {
  const { data } = looseFile.safeParse(value);
  if (data === undefined) return [];
  const { hours, users = defaultUserCount, traffic, expect } = data;
  return [
    ...traffic.flatMap((entry, at) => onsetMistakes(hours, entry, at)),
    ...traffic.flatMap((entry, at) => userMistakes(users, entry, at)),
    ...incidentMistakes(attackKinds(traffic), expect),
  ];
}

function onsetMistakes(hours: number, entry: unknown, at: number): readonly Mistake[] {
  const hour = looseOnset.safeParse(entry).data?.onset.hour ?? 0;
  if (hour < hours) return [];
  const message = `${hour} is not below ${hours}, how many hours the scenario lasts`;
  return [{ path: ["traffic", at, "onset", "hour"], message }];
}

function userMistakes(users: number, entry: unknown, at: number): readonly Mistake[] {
  const wanted = looseUsers.safeParse(entry).data?.users ?? 0;
  if (wanted <= users || wanted > mostUsers) return [];
  const message = `${wanted} is more than there are users: ${users} (the scenario's field users)`;
  return [{ path: ["traffic", at, "users"], message }];
}

const kinds: TrafficKinds = loginTraffic;

function attackKinds(traffic: readonly unknown[]): readonly string[] {
  return traffic.flatMap((entry) => {
    const kind = looseKind.safeParse(entry).data?.kind;
    return kind !== undefined && Object.hasOwn(kinds, kind) && kinds[kind]?.role === "attack" ? [kind] : [];
  });
}
