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

/** Every kind of login traffic, in display order. This is the only list. */
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
 * An attacker. Each onset is an incident; `kind` is the kind of the incident and the mode of its observations. All
 * tries are planned; only a success ends a visit early.
 */
export type Attack = { [K in keyof Kinds]: EntryOf<Kinds[K], "attack"> }[keyof Kinds];

/** Benign traffic that looks unusual; not an incident. `kind` is the mode of its observations. */
export type BenignTraffic = { [K in keyof Kinds]: EntryOf<Kinds[K], "benign"> }[keyof Kinds];

/** Traffic in addition to the users who log in all the time. */
export type Traffic = Attack | BenignTraffic;

type KindOf<K extends Traffic["kind"]> = TrafficKind<
  Extract<Traffic, { readonly kind: K }>,
  UserBase,
  LoginTry
>;

const kinds: { readonly [K in Traffic["kind"]]: KindOf<K> } = loginTraffic;

export function kindOf<K extends Traffic["kind"]>(kind: K): KindOf<K> {
  return kinds[kind];
}

export function isAttack(traffic: Traffic): traffic is Attack {
  return kindOf(traffic.kind).role === "attack";
}
