import { accessHarness } from "./access/kit.ts";
import { auditHarness } from "./audit/kit.ts";
import type { LogSource, RowOf, ScenarioOf } from "../domain/sources.ts";
import type { Importer } from "./files/importer.ts";
import { loginHarness } from "./login/kit.ts";
import { processHarness } from "./process/kit.ts";
import { responseHarness } from "./response/kit.ts";
import type { HarnessKit } from "./source.ts";

const kits: { readonly [S in LogSource]: HarnessKit<RowOf<S>, ScenarioOf<S>> } = {
  response: responseHarness,
  login: loginHarness,
  audit: auditHarness,
  access: accessHarness,
  process: processHarness,
};

export function harnessKit<S extends LogSource>(source: S): HarnessKit<RowOf<S>, ScenarioOf<S>> {
  return kits[source];
}

/** The importer of request logs. Their response times become scenarios. */
export async function loadImporter(): Promise<Importer> {
  const { responseImporter } = await import("./response/importer.ts");
  return responseImporter;
}
