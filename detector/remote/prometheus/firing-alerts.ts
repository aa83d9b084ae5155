import type { Severity } from "../../../domain/alert.ts";
import { reaches } from "../../../domain/alert.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import { severityIn } from "../payload/words.ts";
import type { SeverityWords } from "../payload/words.ts";

export type Labels = Readonly<Record<string, string>>;

/** A change of an alert's episode. */
export interface AlertChange {
  readonly key: string;
  readonly severity: Severity;
  readonly state: "firing" | "resolved";
}

/** An alert can fire with several label sets and severities; they form one episode. */
export interface FiringAlerts {
  /** @returns `undefined` for a repeated notice, which changes nothing */
  readonly note: (labels: Labels, state: AlertChange["state"]) => AlertChange | undefined;
}

/** Labels that describe an alert's origin or severity, not its subject. */
const incidental: ReadonlySet<string> = new Set([
  "alertname",
  "severity",
  "job",
  "instance",
  "firedrill_run",
]);

/** @param own - the user's own words for severities; `none` opens nothing */
export function firingAlerts(own?: SeverityWords): FiringAlerts {
  const firing = new Map<string, Map<string, Severity>>();

  const fire = (key: string, severity: Severity, id: string): AlertChange | undefined => {
    const instances = firing.get(key) ?? new Map<string, Severity>();
    firing.set(key, instances);
    const isKnown = [...instances.values()].some((known) => reaches(known, severity));
    instances.set(id, severity);
    return isKnown ? undefined : { key, severity, state: "firing" };
  };
  const resolve = (key: string, severity: Severity, id: string): AlertChange | undefined => {
    const instances = firing.get(key);
    if (instances?.delete(id) !== true || instances.size > 0) return undefined;
    firing.delete(key);
    return { key, severity, state: "resolved" };
  };

  return {
    note: (labels, state) => {
      const change = state === "firing" ? fire : resolve;
      const severity = severityIn(labels, own);
      return severity === "none" ? undefined : change(keyOf(labels), severity, formatLabels(labels));
    },
  };
}

/** The alert's name, with its subject labels if it has any, such as `SlowP90{code="500"}`. */
export function keyOf(labels: Labels): string {
  const about = Object.entries(labels).filter(([name]) => !incidental.has(name));
  const name = labels["alertname"] ?? "alert";
  return about.length === 0 ? name : `${name}{${formatLabels(Object.fromEntries(about))}}`;
}

/** Sorted by name, so that equal label sets give equal text. */
function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",");
}

/** Delays new episodes like Alertmanager's `group_wait`. Drops one that ends during the wait. */
interface GroupWait {
  /** @param send - called after the wait, or at once for an end or a wait of 0 */
  readonly pass: (change: AlertChange, send: () => void) => void;
  /** Drops all waiting episodes. */
  readonly close: () => void;
}

/** @param waitMs - on `wall`, separately for each alert */
export function groupWait(waitMs: number, wall: Clock): GroupWait {
  const waiting = new Map<string, AbortController>();

  const hold = async (key: string, send: () => void): Promise<void> => {
    const over = new AbortController();
    waiting.set(key, over);
    try {
      await wall.sleepUntilMs(wall.nowMs() + waitMs, over.signal);
    } catch {
      return;
    }
    waiting.delete(key);
    send();
  };

  return {
    pass: ({ key, state }, send) => {
      const held = waiting.get(key);
      held?.abort();
      waiting.delete(key);
      if (state === "firing" && waitMs > 0) void hold(key, send);
      else if (held === undefined) send();
    },
    close: () => {
      for (const over of waiting.values()) over.abort();
    },
  };
}
