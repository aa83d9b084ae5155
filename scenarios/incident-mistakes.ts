import { z } from "zod";
import type { Mistake } from "./mistake.ts";
import { notOneOf } from "./mistake.ts";

const looseExpectation = z.object({ incident: z.string() });

/**
 * A line of `expect` about incidents that never happen would hold whatever the detector does.
 * @param kinds - of the scenario's incidents
 */
export function incidentMistakes(kinds: readonly string[], expect: readonly unknown[]): readonly Mistake[] {
  const known = [...new Set(kinds)];
  return expect.flatMap((expectation, at) => {
    const { data } = looseExpectation.safeParse(expectation);
    if (data === undefined || data.incident === "" || known.includes(data.incident)) return [];
    const list = known.length === 0 ? "it has none" : `it has: ${known.join(", ")}`;
    const wanted = `the kind of an incident of this scenario (${list})`;
    return [{ path: ["expect", at, "incident"], message: notOneOf(data.incident, wanted, known) }];
  });
}
