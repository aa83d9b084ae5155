import type { ResponseScenario } from "../domain/scenario.ts";
import { responseSchema, shareSchema } from "./response-schema.ts";

/** Fields of the scenario itself that are one number. */
export const settableFields = ["timeoutMs", "openAfterMs"] as const;

/** A scenario, or what the value should have been. */
export type Change =
  | { readonly kind: "changed"; readonly scenario: ResponseScenario }
  | { readonly kind: "wrong"; readonly wanted: string };

/** @returns undefined when there is no such field */
export function changeField(scenario: ResponseScenario, field: string, value: number): Change | undefined {
  const known = settableFields.find((settable) => settable === field);
  if (known === undefined) return undefined;
  const parsed = responseSchema.unwrap().shape[known].safeParse(value);
  return parsed.success && parsed.data !== undefined
    ? { kind: "changed", scenario: { ...scenario, [known]: parsed.data } }
    : { kind: "wrong", wanted: wantedBy(parsed.error?.issues) };
}

/** Of every phase of the mode. */
export function changeShare(scenario: ResponseScenario, modeName: string, value: number): Change {
  const parsed = shareSchema.safeParse(value);
  if (!parsed.success) return { kind: "wrong", wanted: wantedBy(parsed.error.issues) };
  const share = parsed.data;
  const phases = scenario.phases.map((phase) =>
    phase.mode === modeName && "requests" in phase ? { ...phase, share } : phase,
  );
  return { kind: "changed", scenario: { ...scenario, phases } };
}

/** True when a part of a mode's requests may meet it. */
export function mayShare({ modes }: ResponseScenario, modeName: string): boolean {
  const kind = modes[modeName]?.kind;
  return modeName !== "normal" && kind !== undefined && kind !== "silence" && kind !== "restart";
}

function wantedBy(issues: readonly { readonly message: string }[] = []): string {
  return issues.map(({ message }) => message).join("; ");
}
