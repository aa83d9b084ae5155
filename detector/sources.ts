import { accessDetectors } from "./access/kit.ts";
import { auditDetectors } from "./audit/kit.ts";
import type { LogSource, RowOf } from "../domain/sources.ts";
import { loginDetectors } from "./login/kit.ts";
import { processDetectors } from "./process/kit.ts";
import { responseDetectors } from "./response/kit.ts";
import type { DetectorKit } from "./source.ts";

const kits: { readonly [S in LogSource]: DetectorKit<RowOf<S>> } = {
  response: responseDetectors,
  login: loginDetectors,
  audit: auditDetectors,
  access: accessDetectors,
  process: processDetectors,
};

export function detectorKit<S extends LogSource>(source: S): DetectorKit<RowOf<S>> {
  return kits[source];
}
