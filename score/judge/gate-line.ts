import type { Gate, GateLine } from "../../domain/gate.ts";
import type { Outcome } from "../../domain/verdict.ts";

/** What the gate asks about incidents of a kind; a line for that very kind beats one for all. `undefined`: nothing. */
export function lineFor({ lines }: Gate, kind: string): GateLine | undefined {
  return (
    lines.find(({ incident }) => incident === kind) ?? lines.find(({ incident }) => incident === undefined)
  );
}

/** True when the incident turned out as the line wants, or no line asks about it. */
export function isWanted(line: GateLine | undefined, outcome: Outcome): boolean {
  return line === undefined || line.outcome === outcome;
}

/** How many false alarms the strictest line allows. */
export function falseAlarmsAllowed({ lines }: Gate): number {
  return Math.min(...lines.map(({ falseAlarmsAtMost }) => falseAlarmsAtMost));
}
