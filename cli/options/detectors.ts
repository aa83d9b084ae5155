import type { DetectorChoice } from "../../harness/drill/gates.ts";
import { repeatable } from "./options.ts";

export const detectorOption = {
  ...repeatable,
  describe: "Detector: NAME, NAME:key=value,key=value, or a path; repeatable",
} as const;

/**
 * The detector that `--detector` names, with the default settings for external detectors.
 * @throws FiredrillError as `chooseDetector` does
 */
export async function chosenDetector(spec: string): Promise<DetectorChoice> {
  const { chooseDetector } = await import("../../harness/session/choice.ts");
  const { defaultRemoteSettings } = await import("../../harness/session/remote-definitions.ts");
  return chooseDetector(spec, defaultRemoteSettings);
}

export async function chosenDetectors(specs: readonly string[]): Promise<readonly DetectorChoice[]> {
  return Promise.all(specs.map(chosenDetector));
}
