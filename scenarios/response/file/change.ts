import type { FiredrillError } from "../../../domain/error.ts";
import { labelledPhases } from "../../../domain/phases/phase.ts";
import type { Mode } from "../../../domain/response/mode.ts";
import type { Phase, ResponseScenario } from "../../../domain/response/scenario.ts";
import { requestsIn } from "../../../domain/response/scenario.ts";
import { didYouMean } from "../../../domain/text/nearest-name.ts";
import { badSet, nameAndField, numberIn, targetAndValue } from "../../file/bad-set.ts";
import { modeSchemas, responseSchema, shareSchema } from "./schema.ts";

/**
 * A scenario of responses with one thing changed: `attack.delayMs=80` sets a field of a mode, `onset=109` lets the incident begin
 * at that request (index from 0) by resizing the first phase; the last phase gives or takes what keeps the total.
 * `attack.share=0.1` sets the share of every phase of the mode; `timeoutMs=500` and `openAfterMs=100` are the scenario's.
 * @throws FiredrillError BAD_SET, saying what can be set
 */
export function changeResponse(scenario: ResponseScenario, setting: string): ResponseScenario {
  const { target, value } = targetAndValue(setting);
  if (target === "onset") return moveOnset(scenario, setting, value);
  const field = changeField(scenario, target, numberIn(value));
  if (field !== undefined) return orBadSet(setting, target, field);
  return changeModes(scenario, setting, target, value);
}

function changeModes(
  scenario: ResponseScenario,
  setting: string,
  target: string,
  value: string,
): ResponseScenario {
  const [modeName, field] = nameAndField(target);
  const mode = scenario.modes[modeName];
  if (mode === undefined || !Object.hasOwn(scenario.modes, modeName))
    throw unknownTarget(scenario, setting, target);
  if (field === "share" && mayShare(scenario, modeName)) {
    return orBadSet(setting, field, changeShare(scenario, modeName, numberIn(value)));
  }
  return {
    ...scenario,
    modes: { ...scenario.modes, [modeName]: changeMode(scenario, setting, mode, field, value) },
  };
}

function orBadSet(setting: string, field: string, change: Change): ResponseScenario {
  switch (change.kind) {
    case "changed":
      return change.scenario;
    case "wrong":
      throw badSet(setting, `${field} takes ${change.wanted}.`);
  }
}

function changeMode(
  scenario: ResponseScenario,
  setting: string,
  mode: Mode,
  field: string,
  value: string,
): Mode {
  if (!fieldsOf(mode).includes(field)) throw unknownTarget(scenario, setting, setting.split("=", 1).join());
  const changed = { ...mode, [field]: numberIn(value) };
  const parsed = modeSchemas[mode.kind].safeParse(changed);
  if (parsed.success) return parsed.data;
  const wanted = parsed.error.issues.map(({ message }) => message).join("; ");
  throw badSet(setting, `${field} takes ${wanted}.`);
}

function fieldsOf(mode: Mode): readonly string[] {
  return Object.keys(modeSchemas[mode.kind].shape).filter((field) => field !== "kind");
}

function moveOnset(scenario: ResponseScenario, setting: string, value: string): ResponseScenario {
  const { phases } = scenario;
  const [first, last] = [phases.at(0), phases.at(-1)];
  const incidents = labelledPhases(phases).filter(({ incidentId }) => incidentId !== undefined);
  const isResizable = first?.mode === "normal" && last !== undefined && requestsIn(last) > 0;
  if (incidents.length !== 1 || !isResizable) {
    const reason = "onset needs a scenario of one incident that begins in mode normal";
    throw badSet(setting, `${reason}. ${settable(scenario)}`);
  }
  const onsetIndex = onsetIndexOf(phases);
  const [lowest, highest] = [onsetIndex - requestsIn(first) + 1, onsetIndex + requestsIn(last) - 1];
  const wanted = /^\d+$/.test(value) ? Number(value) : -1;
  if (wanted < lowest || wanted > highest) {
    throw badSet(setting, `onset takes the index of a request, a whole number from ${lowest} to ${highest}.`);
  }
  return { ...scenario, phases: shiftedBy(phases, wanted - onsetIndex) };
}

/** Index of the first request that an incident affects. */
export function onsetIndexOf(phases: readonly Phase[]): number {
  const at = labelledPhases(phases).findIndex(({ incidentId }) => incidentId !== undefined);
  return phases.slice(0, at).reduce((sum, phase) => sum + requestsIn(phase), 0);
}

/** The first phase grows by this many requests, and the last one shrinks. There are two at least. */
export function shiftedBy(phases: readonly Phase[], by: number): readonly Phase[] {
  return phases.map((phase, at) => {
    if ("forMs" in phase) return phase;
    if (at === 0) return { ...phase, requests: phase.requests + by };
    return at === phases.length - 1 ? { ...phase, requests: phase.requests - by } : phase;
  });
}

function targetsOf(scenario: ResponseScenario): readonly string[] {
  const { modes } = scenario;
  return [
    ...settableFields,
    ...sharesOf(scenario),
    ...Object.entries(modes).flatMap(([name, mode]) => fieldsOf(mode).map((field) => `${name}.${field}`)),
    "onset",
  ];
}

function sharesOf(scenario: ResponseScenario): readonly string[] {
  const used = new Set(scenario.phases.map(({ mode }) => mode));
  return [...used].filter((mode) => mayShare(scenario, mode)).map((mode) => `${mode}.share`);
}

function settable(scenario: ResponseScenario): string {
  const now = Object.entries(scenario.modes).flatMap(([name, mode]) =>
    Object.entries(mode).flatMap(([field, value]) => (field === "kind" ? [] : [`${name}.${field}=${value}`])),
  );
  const more = [...sharesOf(scenario), ...settableFields];
  return `Can be set: ${[...now, ...more].join(", ")}; with one incident also onset.`;
}

function unknownTarget(scenario: ResponseScenario, setting: string, target: string): FiredrillError {
  return badSet(setting, `${didYouMean(target, targetsOf(scenario))}${settable(scenario)}`);
}

/** Fields of the scenario itself that are one number. */
const settableFields = ["timeoutMs", "openAfterMs"] as const;

/** A scenario, or what the value should have been. */
type Change =
  | { readonly kind: "changed"; readonly scenario: ResponseScenario }
  | { readonly kind: "wrong"; readonly wanted: string };

/** @returns undefined when there is no such field */
function changeField(scenario: ResponseScenario, field: string, value: number): Change | undefined {
  const known = settableFields.find((name) => name === field);
  if (known === undefined) return undefined;
  const parsed = responseSchema.unwrap().shape[known].safeParse(value);
  return parsed.success && parsed.data !== undefined
    ? { kind: "changed", scenario: { ...scenario, [known]: parsed.data } }
    : { kind: "wrong", wanted: wantedBy(parsed.error?.issues) };
}

/** Of every phase of the mode. */
function changeShare(scenario: ResponseScenario, modeName: string, value: number): Change {
  const parsed = shareSchema.safeParse(value);
  if (!parsed.success) return { kind: "wrong", wanted: wantedBy(parsed.error.issues) };
  const share = parsed.data;
  const phases = scenario.phases.map((phase) =>
    phase.mode === modeName && "requests" in phase ? { ...phase, share } : phase,
  );
  return { kind: "changed", scenario: { ...scenario, phases } };
}

/** True when a part of a mode's requests may meet it. */
function mayShare({ modes }: ResponseScenario, modeName: string): boolean {
  const kind = modes[modeName]?.kind;
  return modeName !== "normal" && kind !== undefined && kind !== "silence" && kind !== "restart";
}

function wantedBy(issues: readonly { readonly message: string }[] = []): string {
  return issues.map(({ message }) => message).join("; ");
}
