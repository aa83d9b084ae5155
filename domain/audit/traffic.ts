import type { TrafficKind, TrafficRole } from "../traffic/source.ts";
import type { HostAct } from "./act.ts";
import type { Staff } from "./staff.ts";
import { authorizedKeys } from "./traffic/authorized-keys.ts";
import { deploy } from "./traffic/deploy.ts";
import { download } from "./traffic/download.ts";
import { logRotation } from "./traffic/log-rotation.ts";
import { logWiping } from "./traffic/log-wiping.ts";
import { newRoot } from "./traffic/new-root.ts";
import { officeDay } from "./traffic/office-day.ts";
import { packageUpgrade } from "./traffic/package-upgrade.ts";
import { persistence } from "./traffic/persistence.ts";
import { reverseShell } from "./traffic/reverse-shell.ts";
import { shadow } from "./traffic/shadow.ts";
import { su } from "./traffic/su.ts";
import { terraform } from "./traffic/terraform.ts";
import { webShell } from "./traffic/web-shell.ts";
import { wrongUser } from "./traffic/wrong-user.ts";

/** Every kind of traffic on the hosts, in display order. This is the only list. */
export const auditTraffic = {
  su,
  shadow,
  "reverse-shell": reverseShell,
  download,
  "new-root": newRoot,
  persistence,
  "authorized-keys": authorizedKeys,
  "web-shell": webShell,
  "wrong-user": wrongUser,
  "log-wiping": logWiping,
  "office-day": officeDay,
  deploy,
  terraform,
  "package-upgrade": packageUpgrade,
  "log-rotation": logRotation,
};

type Kinds = typeof auditTraffic;

type EntryOf<Kind, Role extends TrafficRole> =
  Kind extends TrafficKind<infer Entry, Staff, HostAct, Role> ? Entry : never;

/** An intruder. Each onset is an incident; `kind` is the kind of the incident and the mode of its observations. */
type Attack = { [K in keyof Kinds]: EntryOf<Kinds[K], "attack"> }[keyof Kinds];

/** Work that looks unusual; not an incident. `kind` is the mode of its observations. */
type BenignTraffic = { [K in keyof Kinds]: EntryOf<Kinds[K], "benign"> }[keyof Kinds];

/** Traffic in addition to the operators and services that work all the time. */
export type Traffic = Attack | BenignTraffic;

type KindOf<K extends Traffic["kind"]> = TrafficKind<Extract<Traffic, { readonly kind: K }>, Staff, HostAct>;

const kinds: { readonly [K in Traffic["kind"]]: KindOf<K> } = auditTraffic;

export function kindOf<K extends Traffic["kind"]>(kind: K): KindOf<K> {
  return kinds[kind];
}

export function isAttack(traffic: Traffic): traffic is Attack {
  return kindOf(traffic.kind).role === "attack";
}
