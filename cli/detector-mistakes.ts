import { detectors, findDetector } from "../detector/registry.ts";
import { parseOptions } from "../domain/detector-options.ts";
import { FiredrillError } from "../domain/error.ts";
import type { Expectation, Scenario } from "../domain/scenario.ts";
import { withModel } from "../harness/model-file.ts";
import type { Mistake } from "../scenarios/mistake.ts";

/** Lines of `expect` that no detector of ours can meet: it does not exist, or not with these options. */
export function detectorMistakes({ expect }: Pick<Scenario, "expect">): readonly Mistake[] {
  return expect.flatMap(({ detector, options = {} }, at) =>
    [
      mistakeOf(["expect", at, "detector"], () => findDetector(detector)),
      mistakeOf(["expect", at, "options"], () => checkOptions(detector, options)),
    ].flatMap((mistake) => mistake ?? []),
  );
}

/** Sets the detector up, for options can contradict each other; says nothing about one that does not exist. */
function checkOptions(detector: string, options: NonNullable<Expectation["options"]>): void {
  const found = detectors.find(({ name }) => name === detector);
  if (found !== undefined) withModel(found).create(parseOptions(detector, found.options, options));
}

function mistakeOf(path: Mistake["path"], check: () => unknown): Mistake | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof FiredrillError) return { path, message: `${error.message} ${error.advice}` };
    throw error;
  }
}
