import type { TrafficKind, TrafficRole } from "../traffic/source.ts";
import type { WebAct } from "./request.ts";
import { crawler } from "./traffic/crawler.ts";
import { credentialStuffing } from "./traffic/credential-stuffing.ts";
import { exfiltration } from "./traffic/exfiltration.ts";
import { flashCrowd } from "./traffic/flash-crowd.ts";
import { knownHoles } from "./traffic/known-holes.ts";
import { monitor } from "./traffic/monitor.ts";
import { needles } from "./traffic/needles.ts";
import { pathTraversal } from "./traffic/path-traversal.ts";
import { phpEnumeration } from "./traffic/php-enumeration.ts";
import { release } from "./traffic/release.ts";
import { scanner } from "./traffic/scanner.ts";
import { slowLorises } from "./traffic/slow-lorises.ts";
import type { Visitors } from "./visitors.ts";

/** Every kind of traffic on the site, in display order. This is the only list. */
export const accessTraffic = {
  "php-enumeration": phpEnumeration,
  "path-traversal": pathTraversal,
  "known-holes": knownHoles,
  "credential-stuffing": credentialStuffing,
  exfiltration,
  "slow-lorises": slowLorises,
  needles,
  scanner,
  crawler,
  monitor,
  "flash-crowd": flashCrowd,
  release,
};

type Kinds = typeof accessTraffic;

type EntryOf<Kind, Role extends TrafficRole> =
  Kind extends TrafficKind<infer Entry, Visitors, WebAct, Role> ? Entry : never;

/** An attack. Each onset is an incident; `kind` is the kind of the incident and the mode of its observations. */
type Attack = { [K in keyof Kinds]: EntryOf<Kinds[K], "attack"> }[keyof Kinds];

/** Traffic that looks unusual; not an incident. `kind` is the mode of its observations. */
type BenignTraffic = { [K in keyof Kinds]: EntryOf<Kinds[K], "benign"> }[keyof Kinds];

/** Traffic in addition to the visitors who come and go all the time. */
export type Traffic = Attack | BenignTraffic;

type KindOf<K extends Traffic["kind"]> = TrafficKind<
  Extract<Traffic, { readonly kind: K }>,
  Visitors,
  WebAct
>;

const kinds: { readonly [K in Traffic["kind"]]: KindOf<K> } = accessTraffic;

export function kindOf<K extends Traffic["kind"]>(kind: K): KindOf<K> {
  return kinds[kind];
}

export function isAttack(traffic: Traffic): traffic is Attack {
  return kindOf(traffic.kind).role === "attack";
}
