import type { ReceivedAlert } from "../../domain/alert.ts";
import { epochMs } from "../../domain/time/clock.ts";
import type { Gate, GateLine } from "../../domain/gate.ts";
import type { Labelled } from "../../domain/truth.ts";

/** Rows that share mode and incident. */
export interface Stretch {
  readonly rows: number;
  readonly mode?: string;
  readonly responseMs?: number;
  /** Its id; the mode is what comes before the dash unless given. */
  readonly incident?: string;
}

/** A closed loop without noise, 500 ms between an answer and the next request, unless told otherwise. */
export function rowsOf(stretches: readonly Stretch[], waitMs = 500): readonly Labelled[] {
  const rows: Labelled[] = [];
  let nowMs = epochMs;
  for (const {
    rows: count,
    incident,
    responseMs = incident === undefined ? 10 : 500,
    ...rest
  } of stretches) {
    const mode = rest.mode ?? incident?.split("-")[0] ?? "normal";
    for (let left = count; left > 0; left -= 1) {
      const sentAtMs = nowMs;
      const atMs = sentAtMs + responseMs;
      const outcome = { kind: "completed", status: 200, responseMs } as const;
      const times = { atMs, plannedAtMs: sentAtMs, sentAtMs };
      rows.push({
        observation: { kind: "response", index: rows.length, ...times, outcome },
        truth: incident === undefined ? { mode } : { mode, incident },
      });
      nowMs = atMs + waitMs;
    }
  }
  return rows;
}

/** Rows 100 to 119 are affected, the 80 after them healthy again. */
export const rowsWithAttackFrom100: readonly Labelled[] = rowsOf([
  { rows: 100 },
  { rows: 20, incident: "attack-1" },
  { rows: 80 },
]);

/** Makes alerts whose evidence is a row of the log, received as it was written. */
export function alertsOn(
  rows: readonly Labelled[],
): (atIndex: number, more?: Partial<ReceivedAlert>) => ReceivedAlert {
  return (atIndex, more = {}) => {
    const atMs = rows[atIndex]?.observation.atMs;
    if (atMs === undefined) throw new RangeError(`no row ${atIndex}`);
    const base = { key: "slow", severity: "error", state: "firing", detector: "knn" } as const;
    return { ...base, atIndex, atMs, receivedMs: atMs, ...more };
  };
}

export const anyIncident: GateLine = { within: 10, outcome: "detected", falseAlarmsAtMost: 0 };

export function gateOf(more: Partial<Gate> = {}): Gate {
  return { detector: "knn", options: {}, severity: "error", windowSize: 10, lines: [anyIncident], ...more };
}
