import { planIntervals } from "../../domain/process/plan.ts";
import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { PlannedInterval, ProcessScenario } from "../../domain/process/scenario.ts";
import { sampleMs } from "../../domain/process/scenario.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { headers } from "../../domain/wire/headers.ts";
import { withRequestSender } from "../request-sender.ts";
import type { ClientSettings, PlayedRequest } from "../source.ts";

/**
 * Leads a process through its modes, one request a second on an absolute schedule. The first request sets a mode; each
 * later one ends an interval, whose mode it names as the truth, and begins the next one.
 */
export function playModes(
  settings: ClientSettings<ProcessScenario>,
  onPlayed: (played: PlayedRequest<ProcessObservation>) => void,
): Promise<void> {
  const { scenario, clock, patienceMs } = settings;
  return withRequestSender(settings, onPlayed, async ({ signal, send, report }) => {
    const intervals = [...planIntervals(scenario)];
    let startMs = clock.nowMs();
    for (let index = 0; index <= intervals.length; index += 1) {
      const plannedAtMs = roundToMicros(startMs + index * sampleMs);
      await clock.sleepUntilMs(plannedAtMs, signal);
      const [ended, next] = [intervals[index - 1], intervals[index]];
      const mode = next?.mode ?? "normal";
      const request = {
        path: "/process",
        body: JSON.stringify({ mode }),
        headers: { [headers.request]: String(index), ...truthHeaders(ended) },
      };
      const exchange = await send({ index, request, timeoutMs: patienceMs });
      if (exchange === undefined) return;
      const { outcome, sentAtMs, atMs, header } = exchange;
      const starvedMs = Number(header?.(headers.cpuWaitMs) ?? NaN);
      // The process may have had to start.
      if (index === 0) startMs = atMs;
      const timing = {
        sendLateMs: roundToMicros(sentAtMs - plannedAtMs),
        ...(Number.isFinite(starvedMs) ? { starvedMs } : {}),
      };
      report({ mode, outcome, timing });
    }
  });
}

function truthHeaders(ended: PlannedInterval | undefined): Readonly<Record<string, string>> {
  if (ended === undefined) return {};
  const { mode, incident } = ended;
  return { [headers.mode]: mode, ...(incident === undefined ? {} : { [headers.incident]: incident }) };
}
