import { playRequests } from "./access/play.ts";
import { playActions } from "./audit/play.ts";
import type { LogSource, RowOf, ScenarioOf } from "../domain/sources.ts";
import { playLogins } from "./login/play.ts";
import { playModes } from "./process/play.ts";
import { playResponses } from "./response/play.ts";
import type { ClientKit, ClientSettings, PlayedRequest } from "./source.ts";

const kits: { readonly [S in LogSource]: ClientKit<RowOf<S>, ScenarioOf<S>> } = {
  response: { play: playResponses },
  login: { play: playLogins },
  audit: { play: playActions },
  access: { play: playRequests },
  process: { play: playModes },
};

/** Plays a scenario against a server; see `ClientKit.play`. */
export function playScenario<S extends LogSource>(
  settings: ClientSettings<ScenarioOf<S> & { readonly source: S }>,
  onPlayed: (played: PlayedRequest<RowOf<S>>) => void,
): Promise<void> {
  const kit: ClientKit<RowOf<S>, ScenarioOf<S>> = kits[settings.scenario.source];
  return kit.play(settings, onPlayed);
}
