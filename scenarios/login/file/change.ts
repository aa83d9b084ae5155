import type { FiredrillError } from "../../../domain/error.ts";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import type { Traffic } from "../../../domain/login/traffic.ts";
import { isAttack, kindOf } from "../../../domain/login/traffic.ts";
import { didYouMean } from "../../../domain/text/nearest-name.ts";
import { badSet, nameAndField, numberIn, targetAndValue } from "../../file/bad-set.ts";
import { formatPath } from "../../file/mistake.ts";
import { loginMistakes } from "./mistakes.ts";
import { loginSchema, trafficSchemas } from "./schema.ts";

/** Fields of the scenario itself that are one number. */
const settableFields = ["hours", "users"] as const;

/**
 * A scenario of logins with one thing changed: `spray.users=20` sets a field of all traffic of that kind, `hours=48` and
 * `users=40` are the scenario's, `onset=14.2` lets its one attack begin at that hour.
 * @throws FiredrillError BAD_SET, saying what can be set
 */
export function changeLogin(scenario: LoginScenario, setting: string): LoginScenario {
  const { target, value } = targetAndValue(setting);
  if (target === "onset") return moveOnset(scenario, setting, value);
  const field = settableFields.find((name) => name === target);
  if (field === undefined) return consistent(setting, changeTraffic(scenario, setting, target, value));
  const parsed = loginSchema.unwrap().shape[field].safeParse(numberIn(value));
  if (parsed.success) return consistent(setting, { ...scenario, [field]: parsed.data });
  throw badSet(setting, `${field} takes ${wantedBy(parsed.error)}.`);
}

function changeTraffic(
  scenario: LoginScenario,
  setting: string,
  target: string,
  value: string,
): LoginScenario {
  const [kind, field] = nameAndField(target);
  const isMeant = (entry: Traffic): boolean => entry.kind === kind && fieldsOf(entry).includes(field);
  if (!scenario.traffic.some(isMeant)) throw unknownTarget(scenario, setting, target);
  const traffic = scenario.traffic.map((entry) =>
    isMeant(entry) ? changeEntry(setting, entry, field, value) : entry,
  );
  return { ...scenario, traffic };
}

function changeEntry(setting: string, entry: Traffic, field: string, value: string): Traffic {
  const number = numberIn(value);
  const changed = { ...entry, [field]: Number.isNaN(number) ? value : number };
  const parsed = trafficSchemas.members[entry.kind]?.safeParse(changed);
  if (parsed?.success === true) return parsed.data;
  throw badSet(setting, `${field} takes ${wantedBy(parsed?.error)}.`);
}

function moveOnset(scenario: LoginScenario, setting: string, value: string): LoginScenario {
  const attacks = scenario.traffic.filter(isAttack);
  const [attack] = attacks;
  if (attack === undefined || attacks.length > 1 || attack.onset.kind !== "at") {
    const reason = "onset needs a scenario of one attack that begins at an hour";
    throw badSet(setting, `${reason}. ${settable(scenario)}`);
  }
  const hour = numberIn(value);
  if (!(hour >= 0 && hour < scenario.hours)) {
    throw badSet(setting, `onset takes hours after the beginning, from 0 to below ${scenario.hours}.`);
  }
  const moved = { ...attack, onset: { kind: "at", hour } } as const;
  return { ...scenario, traffic: scenario.traffic.map((entry) => (entry === attack ? moved : entry)) };
}

/** @throws FiredrillError BAD_SET where the changed field does not go with another one */
function consistent(setting: string, scenario: LoginScenario): LoginScenario {
  const mistakes = loginMistakes(scenario).map(({ path, message }) => `${formatPath(path)}: ${message}.`);
  if (mistakes.length > 0) throw badSet(setting, mistakes.join(" "));
  return scenario;
}

function fieldsOf({ kind }: Traffic): readonly string[] {
  return Object.keys(kindOf(kind).fields);
}

function settable(scenario: LoginScenario): string {
  const { traffic } = scenario;
  const ofTraffic = traffic.flatMap((entry) =>
    fieldsOf(entry).map((field) => withValue(`${entry.kind}.${field}`, entry, field)),
  );
  const own = settableFields.map((field) => withValue(field, scenario, field));
  const list = [...new Set([...ofTraffic, ...own])].join(", ");
  return `Can be set: ${list}; with one attack that begins at an hour also onset.`;
}

/** With what the field is now, if the scenario says so. */
function withValue(target: string, owner: Traffic | LoginScenario, field: string): string {
  const [, value] = Object.entries<unknown>({ ...owner }).find(([name]) => name === field) ?? [];
  return typeof value === "number" || typeof value === "string" ? `${target}=${value}` : target;
}

function unknownTarget(scenario: LoginScenario, setting: string, target: string): FiredrillError {
  const targets = scenario.traffic.flatMap((entry) =>
    fieldsOf(entry).map((field) => `${entry.kind}.${field}`),
  );
  const hint = didYouMean(target, [...targets, ...settableFields, "onset"]);
  return badSet(setting, `${hint}${settable(scenario)}`);
}

function wantedBy(error: { readonly issues: readonly { readonly message: string }[] } | undefined): string {
  return (error?.issues ?? []).map(({ message }) => message).join("; ");
}
