import type { AccessObservation } from "../../domain/access/observation.ts";
import { planRequests } from "../../domain/access/plan.ts";
import type { WebAct } from "../../domain/access/request.ts";
import { urlOf } from "../../domain/access/request.ts";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { ClientSettings, PlayedRequest } from "../source.ts";
import { playTraffic } from "../traffic/play.ts";
import type { WireRequest } from "../transport.ts";

/** Plays visitors, robots and attackers against a web site. */
export function playRequests(
  settings: ClientSettings<AccessScenario>,
  onPlayed: (played: PlayedRequest<AccessObservation>) => void,
): Promise<void> {
  const acting = {
    plan: planRequests(settings.scenario, settings.seed),
    requestFor,
    longestAnswerMs,
    endsVisit: () => false,
  };
  return playTraffic(settings, acting, onPlayed);
}

/** Above that of any mode of the site. */
const longestAnswerMs = 120_000;

function requestFor({ ip, userAgent, request }: WebAct): WireRequest {
  const sender = { [headers.sourceAddress]: ip, "user-agent": userAgent };
  switch (request.kind) {
    case "malformed":
      return {
        path: "/__firedrill/malformed",
        headers: { ...sender, "content-type": "application/json" },
        body: JSON.stringify({ status: request.status }),
      };
    case "readable": {
      const { method, isCached, body } = request;
      return {
        path: urlOf(request),
        method,
        headers: {
          ...sender,
          ...(isCached ? { "if-none-match": '"1"' } : {}),
          ...(body === "" ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        },
        ...(body === "" ? {} : { body }),
      };
    }
  }
}
