import { accessScore } from "./access/kit.ts";
import { auditScore } from "./audit/kit.ts";
import type { LogSource, PictureOf, RowOf, ScenarioOf } from "../domain/sources.ts";
import { loginScore } from "./login/kit.ts";
import { processScore } from "./process/kit.ts";
import { responseScore } from "./response/kit.ts";
import type { ScoreKit } from "./source.ts";

const kits: { readonly [S in LogSource]: ScoreKit<RowOf<S>, ScenarioOf<S>, PictureOf<S>> } = {
  response: responseScore,
  login: loginScore,
  audit: auditScore,
  access: accessScore,
  process: processScore,
};

/** What the source brings to scoring. */
export function scoreKit<S extends LogSource>(source: S): ScoreKit<RowOf<S>, ScenarioOf<S>, PictureOf<S>> {
  return kits[source];
}
