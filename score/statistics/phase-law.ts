import type { Mode } from "../../domain/mode.ts";
import type { Noise } from "../../domain/noise.ts";
import type { Random } from "../../domain/random.ts";
import { responseLaw } from "./response-law.ts";
import type { ResponseLaw } from "./response-law.ts";

/** One row as far as a rule can tell rows apart: how long the answer took, or that there was none worth the name. */
export type LawfulRow = { readonly kind: "answered"; readonly ms: number } | { readonly kind: "failed" };

/** What rows are like in a phase: independent draws from one law. */
export interface PhaseLaw {
  readonly draw: (random: Random) => LawfulRow;
  /** The density of an answer, or the probability of a failure. */
  readonly likelihood: (row: LawfulRow) => number;
}

const failed: LawfulRow = { kind: "failed" };

/**
 * The law of a phase of which `share` of the requests meet `mode`, the others `normal`.
 * @returns undefined when either has no law of its own
 */
export function phaseLaw(normal: Mode, mode: Mode, share: number, noise: Noise): PhaseLaw | undefined {
  const [usual, special] = [componentOf(normal, noise), componentOf(mode, noise)];
  if (usual === undefined || special === undefined) return undefined;
  return {
    draw: (random) => {
      const component = share >= 1 || random.uniform() < share ? special : usual;
      return component === "fails" ? failed : { kind: "answered", ms: component.draw(random) };
    },
    likelihood: (row) => share * likelihoodIn(special, row) + (1 - share) * likelihoodIn(usual, row),
  };
}

type Component = ResponseLaw | "fails";

function componentOf(mode: Mode, noise: Noise): Component | undefined {
  return isFailure(mode) ? "fails" : responseLaw(mode, noise);
}

/** True where no request of the mode brings an answer worth the name. */
export function isFailure(mode: Mode): boolean {
  if (mode.kind === "errors") return mode.status >= 500;
  return mode.kind === "hang" || mode.kind === "blackhole" || mode.kind === "truncate";
}

function likelihoodIn(component: Component, row: LawfulRow): number {
  if (component === "fails") return row.kind === "failed" ? 1 : 0;
  return row.kind === "failed" ? 0 : component.density(row.ms);
}
