import { accessReport } from "./access/kit.ts";
import { auditReport } from "./audit/kit.ts";
import type { LogSource, PictureOf, RowOf } from "../domain/sources.ts";
import { loginReport } from "./login/kit.ts";
import { processReport } from "./process/kit.ts";
import { responseReport } from "./response/kit.ts";
import type { ReportKit } from "./source.ts";

const kits: { readonly [S in LogSource]: ReportKit<RowOf<S>, PictureOf<S>> } = {
  response: responseReport,
  login: loginReport,
  audit: auditReport,
  access: accessReport,
  process: processReport,
};

/** How the source's log is shown. */
export function reportKit<S extends LogSource>(source: S): ReportKit<RowOf<S>, PictureOf<S>> {
  return kits[source];
}
