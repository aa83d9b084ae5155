import { resolve } from "node:path";
import { findDetector, parseDetectorSpec } from "../../detector/registry.ts";
import type { AnyDefinition } from "./definition.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { expectModule, fenced } from "./fence.ts";
import { loadDetectorModule, modulePath } from "./module.ts";
import { FiredrillError } from "../../domain/error.ts";
import { withSecondLook } from "./second-look.ts";
import { withModel } from "./models.ts";
import { remoteDefinition } from "./remote-definitions.ts";
import type { RemoteSettings } from "./remote-definitions.ts";

/**
 * Finds the detector that `--detector` names: a built-in one (`knn:warning=0.1`), a module (`./my-detector.ts:limit=3`), a
 * command (`cmd:python3 anomaly.py`), `webhook`, or `prometheus:rules=alerts.yml`.
 * @throws FiredrillError UNKNOWN_DETECTOR, BAD_DETECTOR_SPEC, and what loading a module throws
 */
export async function chooseDetector(spec: string, settings: RemoteSettings): Promise<DetectorChoice> {
  const remote = await remoteDefinition(spec, settings);
  if (remote !== undefined) {
    if (settings.confirm !== undefined) throw unconfirmable(spec);
    return remote;
  }
  const path = modulePath(spec);
  if (path === undefined) {
    const { name, options } = parseDetectorSpec(spec);
    return { definition: withSecondLook(withModel(findDetector(name)), settings.confirm), options };
  }
  const { options } = parseDetectorSpec(`module${spec.slice(path.length)}`);
  await expectModule();
  const definition = await loadDetectorModule(path);
  const looked = withSecondLook(withModel(definition), settings.confirm);
  return { definition: fenced(looked, definition.name, resolve(path)), options };
}

function unconfirmable(spec: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_CONFIRM",
    `--confirm cannot judge the alerts of ${spec}.`,
    "It works with detectors that read the log inside firedrill: built-in ones and modules.",
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
