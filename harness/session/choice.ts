import { resolve } from "node:path";
import { findDetector, parseDetectorSpec } from "../../detector/registry.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { AnyDefinition } from "./definition.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { expectModule, fenced } from "./fence.ts";
import { loadDetectorModule, modulePath } from "./module.ts";
import { withSecondLook } from "./second-look.ts";
import { withModel } from "./models.ts";
import { remoteDefinition } from "./remote-definitions.ts";
import type { RemoteSettings } from "./remote-definitions.ts";

/**
 * Finds the detector that `--detector` names: a built-in one (`knn:warning=0.1`), a module (`./my-detector.ts:limit=3`), a
 * command (`cmd:python3 anomaly.py`), `webhook`, or `prometheus:rules=alerts.yml`. `NAME=` before any of them is what
 * reports call it.
 * @throws FiredrillError UNKNOWN_DETECTOR, BAD_DETECTOR_SPEC, and what loading a module throws
 */
export async function chooseDetector(spec: string, settings: RemoteSettings): Promise<DetectorChoice> {
  const [, name, rest = spec] = namedSpec.exec(spec) ?? [];
  const remote = await remoteDefinition(rest, settings);
  if (remote !== undefined) {
    if (settings.confirm !== undefined) throw unconfirmable(spec);
    return named(remote, name);
  }
  const path = modulePath(rest);
  if (path === undefined) {
    const { name: builtIn, options } = parseDetectorSpec(rest);
    const { definition, ...choice } = named({ definition: findDetector(builtIn), options }, name);
    return { definition: withSecondLook(withModel(definition), settings.confirm), ...choice };
  }
  const { options } = parseDetectorSpec(`module${rest.slice(path.length)}`);
  await expectModule();
  const { definition, ...choice } = named({ definition: await loadDetectorModule(path), options }, name);
  const looked = withSecondLook(withModel(definition), settings.confirm);
  return { definition: fenced(looked, definition.name, resolve(path)), ...choice };
}

function unconfirmable(spec: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_CONFIRM",
    `--confirm cannot judge the alerts of ${spec}.`,
    "It works with detectors that read the log inside firedrill: built-in ones and modules.",
  );
}

/** `v1=knn`; a colon comes first in `knn:warning=0.1` and `cmd:LIMIT=3 detect`. */
const namedSpec = /^([A-Za-z][\w.-]*)=(.+)$/s;

function named<D extends AnyDefinition>(
  choice: { readonly definition: D; readonly options: OptionValues },
  name: string | undefined,
): { readonly definition: D; readonly options: OptionValues; readonly expectedAs?: string } {
  if (name === undefined) return choice;
  const { definition, options } = choice;
  return { definition: { ...definition, name }, options, expectedAs: definition.name };
}

/**
 * Finds the detectors of one study.
 * @throws FiredrillError SAME_DETECTOR_NAME, and what `chooseDetector` throws
 */
export async function chooseDetectors(
  specs: readonly string[],
  settings: RemoteSettings,
): Promise<readonly DetectorChoice[]> {
  const choices = await Promise.all(specs.map(async (spec) => chooseDetector(spec, settings)));
  for (const [at, choice] of choices.entries()) {
    const earlier = choices
      .slice(0, at)
      .findIndex(({ definition }) => definition.name === choice.definition.name);
    if (earlier === -1 || originOf(specs[earlier]) === originOf(specs[at])) continue;
    throw sameName(choice.definition.name, specs[earlier] ?? "", specs[at] ?? "");
  }
  return choices;
}

/** What a detector is without its options: detectors of one origin are told apart by those. */
function originOf(spec = ""): string {
  return namedSpec.test(spec) ? spec : (modulePath(spec) ?? spec.split(":", 1).join(""));
}

function sameName(name: string, one: string, other: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SAME_DETECTOR_NAME",
    `Two detectors are called ${name}: ${one} and ${other}.`,
    "Name them: --detector v1=... --detector v2=...",
  );
}

/** Loads the definitions that a scenario names and returns a synchronous lookup. */
export async function definitionsNamed(
  names: readonly string[],
  settings: RemoteSettings,
): Promise<(name: string) => AnyDefinition> {
  const known = new Map<string, AnyDefinition>();
  for (const name of names) known.set(name, (await chooseDetector(name, settings)).definition);
  return (name) => known.get(name) ?? withModel(findDetector(name));
}
