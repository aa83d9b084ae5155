import type { HostAct } from "../../domain/audit/act.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import { planActions } from "../../domain/audit/plan.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import type { ClientSettings, PlayedRequest } from "../source.ts";
import { playTraffic } from "../traffic/play.ts";
import type { WireRequest } from "../transport.ts";

/** Plays operators, services and intruders against mock hosts. */
export function playActions(
  settings: ClientSettings<AuditScenario>,
  onPlayed: (played: PlayedRequest<AuditObservation>) => void,
): Promise<void> {
  const acting = {
    plan: planActions(settings.scenario, settings.seed),
    requestFor,
    endsVisit: () => false,
  };
  return playTraffic(settings, acting, onPlayed);
}

function requestFor({ host, user, loginUser, processId, parentId, action }: HostAct): WireRequest {
  return {
    path: "/host/actions",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ host, user, loginUser, processId, parentId, action }),
  };
}
