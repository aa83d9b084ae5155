import type { z } from "zod";
import type { PhaseBase, PhasedScenario, PhaseLength } from "../../domain/phases/phase.ts";
import { onsetOf, shiftedBy } from "../../domain/phases/phase.ts";
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

/** How a source of this family changes its scenarios. */
export interface PhasedSettings<Mode, Phase extends PhaseBase, Scenario> {
  /** Numeric fields of the scenario itself. */
  readonly numbers: Readonly<Record<string, z.ZodType<number | undefined>>>;
  /** Numeric fields of phases; a change applies to every phase of the mode. */
  readonly ofPhases: readonly PhaseSetting<Phase, Scenario>[];
  /** All fields except `kind`. */
  readonly fieldsOf: (mode: Mode) => readonly string[];
  readonly schemaOf: (mode: Mode) => z.ZodType<Mode>;
  readonly length: PhaseLength<Phase>;
  /** The unit of an onset, such as `the index of a request`. */
  readonly onsetUnit: string;
  /** Why the onset of this scenario cannot be moved, in a sentence; undefined where it can. */
  readonly fixedOnset: (scenario: Scenario) => string | undefined;
}

interface PhaseSetting<Phase, Scenario> {
  readonly field: string;
  readonly schema: z.ZodType<number>;
  /** True when phases of the mode can have the field. */
  readonly fits: (scenario: Scenario, modeName: string) => boolean;
  readonly set: (phase: Phase, value: number) => Phase;
}

/**
 * Applies one setting to a scenario of phases. `attack.delayMs=80` changes a field of a mode, `attack.share=0.1` a
 * field of every phase of the mode, `timeoutMs=500` a field of the scenario. `onset=109` moves the incident by
 * resizing the first phase; the last phase keeps the total constant.
 * @throws FiredrillError BAD_SET, with the possible targets
 */
export function changePhased<
  Mode extends object,
  Phase extends PhaseBase,
  Scenario extends PhasedScenario<Mode, Phase>,
>(settings: PhasedSettings<Mode, Phase, Scenario>, scenario: Scenario, text: string): Scenario {
  const setting = parseSetting(text);
  const { target, value } = setting;
  if (target === "onset") return moveOnset(settings, scenario, setting);
  const number = settings.numbers[target];
  if (number !== undefined && Object.hasOwn(settings.numbers, target))
    return { ...scenario, [target]: checked(setting, target, number, numberIn(value)) };
  const [modeName, field] = nameAndField(target);
  const mode = scenario.modes[modeName];
  if (mode === undefined || !Object.hasOwn(scenario.modes, modeName))
    throw unknownTarget(setting, settable(settings, scenario));
  const ofPhases = settings.ofPhases.find(
    (candidate) => candidate.field === field && candidate.fits(scenario, modeName),
  );
  if (ofPhases !== undefined) {
    const wanted = checked(setting, field, ofPhases.schema, numberIn(value));
    const phases = scenario.phases.map((phase) =>
      phase.mode === modeName ? ofPhases.set(phase, wanted) : phase,
    );
    return { ...scenario, phases };
  }
  if (!settings.fieldsOf(mode).includes(field)) throw unknownTarget(setting, settable(settings, scenario));
  const changed = checked(setting, field, settings.schemaOf(mode), { ...mode, [field]: numberIn(value) });
  return { ...scenario, modes: { ...scenario.modes, [modeName]: changed } };
}

function moveOnset<
  Mode extends object,
  Phase extends PhaseBase,
  Scenario extends PhasedScenario<Mode, Phase>,
>(settings: PhasedSettings<Mode, Phase, Scenario>, scenario: Scenario, setting: Setting): Scenario {
  const { length, onsetUnit } = settings;
  const fixed = settings.fixedOnset(scenario);
  if (fixed !== undefined) throw badSet(setting.text, fixed);
  const { at = 0, room } = onsetOf(scenario.phases, length) ?? {};
  if (room === undefined) {
    const reason = "onset needs a scenario of one incident that begins in mode normal";
    throw noOnset(setting, reason, settable(settings, scenario));
  }
  const [lowest, highest] = [at - room.earlier, at + room.later];
  const wanted = /^\d+$/.test(setting.value) ? Number(setting.value) : -1;
  if (wanted < lowest || wanted > highest) {
    throw badSet(setting.text, `onset takes ${onsetUnit}, a whole number from ${lowest} to ${highest}.`);
  }
  return { ...scenario, phases: shiftedBy(scenario.phases, length, wanted - at) };
}

function settable<Mode extends object, Phase extends PhaseBase, Scenario extends PhasedScenario<Mode, Phase>>(
  { numbers, ofPhases, fieldsOf }: PhasedSettings<Mode, Phase, Scenario>,
  scenario: Scenario,
): Settable {
  const modes = Object.entries(scenario.modes);
  const used = [...new Set(scenario.phases.map(({ mode }) => mode))];
  const own = Object.keys(numbers);
  const phaseTargets = ofPhases.flatMap(({ field, fits }) =>
    used.filter((modeName) => fits(scenario, modeName)).map((modeName) => `${modeName}.${field}`),
  );
  const now = modes.flatMap(([name, mode]) =>
    valuesOf(mode).flatMap(([field, value]) =>
      field === "kind" ? [] : [`${name}.${field}=${String(value)}`],
    ),
  );
  const modeTargets = modes.flatMap(([name, mode]) => fieldsOf(mode).map((field) => `${name}.${field}`));
  return {
    targets: [...own, ...phaseTargets, ...modeTargets],
    shown: [...now, ...phaseTargets, ...own],
    onsetNeeds: "one incident",
  };
}
