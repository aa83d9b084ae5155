import { headers } from "../domain/headers.ts";
import type { PlannedRequest } from "../domain/plan.ts";
import type { Truth } from "../domain/truth.ts";
import type { HeaderOf } from "./transport.ts";

const plainName = /^[\w-]{1,64}$/;

/**
 * The truth of a row: what the server says it did, incident included, for somebody may have forced a mode by hand.
 * Where it says nothing (no answer, or not our server) the plan is the truth, and so it is of the end of a silence,
 * which no server can know of.
 */
export function truthOf({ mode, rowMode, incident }: PlannedRequest, header: HeaderOf | undefined): Truth {
  const done = header?.(headers.mode);
  if (rowMode !== undefined) return truth(rowMode, incident);
  if (header === undefined || done === undefined || !plainName.test(done)) return truth(mode, incident);
  const affected = header(headers.incident);
  return truth(done, affected !== undefined && plainName.test(affected) ? affected : undefined);
}

function truth(mode: string, incident: string | undefined): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}
