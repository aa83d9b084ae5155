import type { z } from "zod";
import type { TrafficEntry, TrafficScenario } from "../../domain/traffic/scenario.ts";
import type { TrafficKinds } from "../../domain/traffic/source.ts";
import type { KindSchemas } from "../file/fields.ts";
import type { Mistake } from "../file/mistake.ts";
import { formatPath } from "../file/mistake.ts";
import { parsedBy } from "../file/parse.ts";
import type { Settable, Setting } from "../file/setting.ts";
import {
  badSet,
  checked,
  nameAndField,
  noOnset,
  numberIn,
  parseSetting,
  unknownTarget,
  valuesOf,
} from "../file/setting.ts";
import type { FileKit } from "../source.ts";
import type { Headcount } from "./mistakes.ts";
import { trafficMistakes } from "./mistakes.ts";

/** What a source of this family says of its scenarios in files. */
export interface TrafficFields<Entry extends TrafficEntry> {
  /** Numeric fields of the scenario itself. */
  readonly numbers: Readonly<Record<string, z.ZodType<number | undefined>>>;
  readonly kinds: TrafficKinds;
  readonly schemas: KindSchemas<Entry>;
  readonly counts?: readonly Headcount[];
}

interface TrafficSettings<Entry extends TrafficEntry> extends TrafficFields<Entry> {
  /** Violated constraints between the fields of a scenario. */
  readonly mistakes: (scenario: unknown) => readonly Mistake[];
}

/** Scenarios of a source of this family in files. */
export function trafficFiles<Entry extends TrafficEntry, Scenario extends TrafficScenario<Entry>>(
  schema: z.ZodType<Scenario>,
  own: TrafficFields<Entry>,
): FileKit<Scenario> {
  const mistakes = (value: unknown): readonly Mistake[] =>
    trafficMistakes(value, own.kinds, own.counts ?? []);
  const settings = { ...own, mistakes };
  return {
    schema,
    parse: (value) => parsedBy(schema, value, mistakes(value)),
    change: (scenario, setting) => changeTraffic(settings, scenario, setting),
  };
}

/**
 * Applies one setting to a scenario of traffic. `spray.users=20` changes a field of all traffic of that kind,
 * `hours=48` a field of the scenario; `onset=14.2` moves its only attack to that hour.
 * @throws FiredrillError BAD_SET, with the possible targets
 */
function changeTraffic<Entry extends TrafficEntry, Scenario extends TrafficScenario<Entry>>(
  settings: TrafficSettings<Entry>,
  scenario: Scenario,
  text: string,
): Scenario {
  const setting = parseSetting(text);
  const { target, value } = setting;
  if (target === "onset") return moveOnset(settings, scenario, setting);
  const number = settings.numbers[target];
  const changed =
    number !== undefined && Object.hasOwn(settings.numbers, target)
      ? { ...scenario, [target]: checked(setting, target, number, numberIn(value)) }
      : changeEntries(settings, scenario, setting);
  const mistakes = settings.mistakes(changed).map(({ path, message }) => `${formatPath(path)}: ${message}.`);
  if (mistakes.length > 0) throw badSet(text, mistakes.join(" "));
  return changed;
}

function changeEntries<Entry extends TrafficEntry, Scenario extends TrafficScenario<Entry>>(
  settings: TrafficSettings<Entry>,
  scenario: Scenario,
  setting: Setting,
): Scenario {
  const [kind, field] = nameAndField(setting.target);
  const schema = settings.schemas.members[kind];
  const isTarget = (entry: Entry): boolean =>
    entry.kind === kind && fieldsOf(settings.kinds, entry).includes(field);
  if (schema === undefined || !scenario.traffic.some(isTarget))
    throw unknownTarget(setting, settable(settings, scenario));
  const number = numberIn(setting.value);
  const given = Number.isNaN(number) ? setting.value : number;
  const traffic = scenario.traffic.map((entry) =>
    isTarget(entry) ? checked(setting, field, schema, { ...entry, [field]: given }) : entry,
  );
  return { ...scenario, traffic };
}

function moveOnset<Entry extends TrafficEntry, Scenario extends TrafficScenario<Entry>>(
  settings: TrafficSettings<Entry>,
  scenario: Scenario,
  setting: Setting,
): Scenario {
  const attacks = scenario.traffic.filter(({ kind }) => settings.kinds[kind]?.role === "attack");
  const [attack] = attacks;
  if (attack === undefined || attacks.length > 1 || attack.onset.kind !== "at") {
    const reason = "onset needs a scenario with exactly one attack, which begins at a fixed hour";
    throw noOnset(setting, reason, settable(settings, scenario));
  }
  const hour = numberIn(setting.value);
  if (!(hour >= 0 && hour < scenario.hours)) {
    throw badSet(setting.text, `onset takes the hours from the start, from 0 to below ${scenario.hours}.`);
  }
  const moved: Entry = { ...attack, onset: { kind: "at", hour } };
  return { ...scenario, traffic: scenario.traffic.map((entry) => (entry === attack ? moved : entry)) };
}

function fieldsOf(kinds: TrafficKinds, { kind }: TrafficEntry): readonly string[] {
  return Object.keys(kinds[kind]?.fields ?? {});
}

function settable<Entry extends TrafficEntry>(
  { kinds, numbers }: TrafficSettings<Entry>,
  scenario: TrafficScenario<Entry>,
): Settable {
  const own = Object.keys(numbers);
  const ofEntries = scenario.traffic.flatMap((entry) =>
    fieldsOf(kinds, entry).map((field) => ({ target: `${entry.kind}.${field}`, entry, field })),
  );
  const shown = [
    ...ofEntries.map(({ target, entry, field }) => withValue(target, entry, field)),
    ...own.map((field) => withValue(field, scenario, field)),
  ];
  return {
    targets: [...ofEntries.map(({ target }) => target), ...own],
    shown: [...new Set(shown)],
    onsetNeeds: "exactly one attack at a fixed hour",
  };
}

/** With the field's current value, if it is set. */
function withValue(target: string, owner: object, field: string): string {
  const [, value] = valuesOf(owner).find(([name]) => name === field) ?? [];
  return typeof value === "number" || typeof value === "string" ? `${target}=${value}` : target;
}
