import type { CounterObservation, CounterScenario } from "../../domain/counter/kit.ts";
import { planReadings } from "../../domain/counter/kit.ts";
import { headers } from "../../domain/wire/headers.ts";
import { withRequestSender } from "../request-sender.ts";
import type { ClientSettings, PlayedRequest } from "../source.ts";

/** The client writes the log. */
export function playCounter(
  settings: ClientSettings<CounterScenario>,
  onPlayed: (played: PlayedRequest<CounterObservation>) => void,
): Promise<void> {
  const { clock, scenario, patienceMs } = settings;
  return withRequestSender(settings, onPlayed, async ({ signal, send, report }) => {
    const startMs = clock.nowMs();
    for (const { index, offsetMs, mode, incident } of planReadings(scenario)) {
      await clock.sleepUntilMs(startMs + offsetMs, signal);
      const tags = { [headers.request]: String(index), [headers.mode]: mode };
      const ended = await send({ index, request: { path: "/count", headers: tags }, timeoutMs: patienceMs });
      if (ended === undefined) return;
      const { atMs, outcome, header } = ended;
      const observation = { kind: "counter", index, atMs, added: Number(header?.("x-added") ?? 0) } as const;
      const truth = incident === undefined ? { mode } : { mode, incident };
      report({ mode, outcome, row: { observation, truth } });
    }
  });
}
