import type { DetectorChoice } from "../../harness/drill/gates.ts";
import { repeatable } from "./options.ts";

/** Which detectors, where each command chooses its own by default. */
export const detectorOption = { ...repeatable, describe: "NAME or NAME:key=value,key=value" } as const;

/**
 * What `--detector` names, for commands without options of their own for detectors that are not ours.
 * @throws FiredrillError as `chooseDetector` does
 */
export async function chosenDetector(spec: string): Promise<DetectorChoice> {
  const { chooseDetector } = await import("../../harness/session/choice.ts");
  const { defaultRemoteSettings } = await import("../../harness/session/remote-definitions.ts");
  return chooseDetector(spec, defaultRemoteSettings);
}

/** Each of them, in order. */
export async function chosenDetectors(specs: readonly string[]): Promise<readonly DetectorChoice[]> {
  return Promise.all(specs.map(chosenDetector));
}
