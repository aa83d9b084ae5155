import type { TrafficKind, TrafficRole } from "../traffic/source.ts";
import { bruteforce } from "./traffic/bruteforce.ts";
import { distributed } from "./traffic/distributed.ts";
import { flashSale } from "./traffic/flash-sale.ts";
import { forgottenPassword } from "./traffic/forgotten-password.ts";
import { lowAndSlow } from "./traffic/low-and-slow.ts";
import { office } from "./traffic/office.ts";
import { retryingClient } from "./traffic/retrying-client.ts";
import { spray } from "./traffic/spray.ts";
import { stuffing } from "./traffic/stuffing.ts";
import { takeover } from "./traffic/takeover.ts";
import type { UserBase } from "./user-base.ts";
import type { LoginTry } from "./visit.ts";

/** Every kind of traffic at a login page, in the order in which people meet them: the only list of them. */
export const loginTraffic = {
  bruteforce,
  "low-and-slow": lowAndSlow,
  spray,
  stuffing,
  distributed,
  takeover,
  office,
  "flash-sale": flashSale,
  "forgotten-password": forgottenPassword,
  "retrying-client": retryingClient,
};

type Kinds = typeof loginTraffic;

type EntryOf<Kind, Role extends TrafficRole> =
  Kind extends TrafficKind<infer Entry, UserBase, LoginTry, Role> ? Entry : never;

/**
 * Somebody who wants in. Each is an incident; its `kind` is that of the incident and the mode of its rows. A try is one
 * attempt; all are planned, and what the server answers stops a visit only when it is let in.
 */
export type Attack = { [K in keyof Kinds]: EntryOf<Kinds[K], "attack"> }[keyof Kinds];

/** What looks odd and is nobody's fault; no incident. Its `kind` is the mode of its rows. */
export type BenignTraffic = { [K in keyof Kinds]: EntryOf<Kinds[K], "benign"> }[keyof Kinds];

/** What happens beside the honest users who always come and go. */
export type Traffic = Attack | BenignTraffic;

type KindOf<K extends Traffic["kind"]> = TrafficKind<
  Extract<Traffic, { readonly kind: K }>,
  UserBase,
  LoginTry
>;

const kinds: { readonly [K in Traffic["kind"]]: KindOf<K> } = loginTraffic;

/** What the kind of an entry is. */
export function kindOf<K extends Traffic["kind"]>(kind: K): KindOf<K> {
  return kinds[kind];
}

/** True for what somebody should notice. */
export function isAttack(traffic: Traffic): traffic is Attack {
  return kindOf(traffic.kind).role === "attack";
}
