import type { DetectorDefinition } from "../../../domain/detector.ts";
import { at, none } from "../../../domain/detector.ts";

/** A detector that alerts on the row before `onIndex` and throws on that one and every later one. */
export function crashing({
  name,
  onIndex,
}: {
  readonly name: string;
  readonly onIndex: number;
}): DetectorDefinition {
  return {
    name,
    summary: "Breaks in the middle.",
    reads: ["response"],
    options: {},
    create: () => ({
      name,
      windowSize: 10,
      observe: (row) => {
        if (row.index >= onIndex) throw new Error("out of memory");
        if (row.index < onIndex - 1) return none;
        return [{ key: "slow", severity: "error", state: "firing", ...at(row) }];
      },
    }),
  };
}
