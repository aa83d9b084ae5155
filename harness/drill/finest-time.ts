import { parseWithin } from "../../domain/gate.ts";
import type { Scenario } from "../../domain/sources.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { DetectorGate } from "./gates.ts";

/**
 * The shortest time that a drill of logins tests: its shortest deadline in seconds, else the hour by which attempts are
 * counted, for deadlines in attempts hold however late they come.
 * @returns undefined where rows are times themselves, and say how exactly the drill must be timed
 */
export function finestTimeMs(
  { source }: Pick<Scenario, "source">,
  gates: readonly DetectorGate[],
): number | undefined {
  switch (source) {
    case "response":
      return undefined;
    case "login":
      return Math.min(
        hourMs,
        ...gates.flatMap(({ gate }) => gate.lines.flatMap(({ within }) => deadlineMs(within))),
      );
  }
}

function deadlineMs(within: Parameters<typeof parseWithin>[0]): readonly number[] {
  const deadline = parseWithin(within);
  return deadline.kind === "time" ? [deadline.ms] : [];
}
