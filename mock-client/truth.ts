import { headers } from "../domain/headers.ts";
import type { PlannedRequest } from "../domain/plan.ts";
import type { Truth } from "../domain/truth.ts";
import type { Exchange } from "./request.ts";

const plainName = /^[\w-]{1,64}$/;

/**
 * The truth of a row: what the server says it did, incident included, for somebody may have forced a mode by hand.
 * Where it says nothing (no answer, or not our server) the plan is the truth.
 */
export function truthOf({ mode, incident }: PlannedRequest, answer: Exchange["answer"]): Truth {
  const done = answer?.header(headers.mode);
  if (answer === undefined || done === undefined || !plainName.test(done)) return truth(mode, incident);
  const affected = answer.header(headers.incident);
  return truth(done, affected !== undefined && plainName.test(affected) ? affected : undefined);
}

function truth(mode: string, incident: string | undefined): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}
