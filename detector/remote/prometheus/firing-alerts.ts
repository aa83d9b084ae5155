import type { Severity } from "../../../domain/alert.ts";
import { reaches } from "../../../domain/alert.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import { severityIn } from "../payload/words.ts";
import type { SeverityWords } from "../payload/words.ts";

export type Labels = Readonly<Record<string, string>>;

/** What became of an alert's episode. */
export interface AlertChange {
  readonly key: string;
  readonly severity: Severity;
  readonly state: "firing" | "resolved";
}

/** One alert may fire with several label sets and severities; its episode is one. */
export interface FiringAlerts {
  /** @returns what is new about it, if anything: an alert is said again and again while it fires */
  readonly note: (labels: Labels, state: AlertChange["state"]) => AlertChange | undefined;
}

/** Labels that say where an alert comes from or how bad it is, not what it is about. */
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

/** `SlowP90`, or with what it is about: `SlowP90{code="500"}`. */
export function keyOf(labels: Labels): string {
  const about = Object.entries(labels).filter(([name]) => !incidental.has(name));
  const name = labels["alertname"] ?? "alert";
  return about.length === 0 ? name : `${name}{${formatLabels(Object.fromEntries(about))}}`;
}

/** In the order of names, so that equal label sets have one spelling. */
function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",");
}

/** Holds new episodes back as Alertmanager's `group_wait` does; one that ends meanwhile is never told of. */
interface GroupWait {
  /** @param tell - called at once for an end, and when there is nothing to wait for */
  readonly pass: (change: AlertChange, tell: () => void) => void;
  /** Nothing that waits is told any more. */
  readonly close: () => void;
}

/** @param waitMs - of `wall`, for each alert by itself */
export function groupWait(waitMs: number, wall: Clock): GroupWait {
  const waiting = new Map<string, AbortController>();

  const hold = async (key: string, tell: () => void): Promise<void> => {
    const over = new AbortController();
    waiting.set(key, over);
    try {
      await wall.sleepUntilMs(wall.nowMs() + waitMs, over.signal);
    } catch {
      return;
    }
    waiting.delete(key);
    tell();
  };

  return {
    pass: ({ key, state }, tell) => {
      const held = waiting.get(key);
      held?.abort();
      waiting.delete(key);
      if (state === "firing" && waitMs > 0) void hold(key, tell);
      else if (held === undefined) tell();
    },
    close: () => {
      for (const over of waiting.values()) over.abort();
    },
  };
}
