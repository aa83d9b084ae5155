import type { AccessObservation } from "../../domain/access/observation.ts";
import { planRequests } from "../../domain/access/plan.ts";
import type { WebAct } from "../../domain/access/request.ts";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import { siteSeed } from "../../domain/access/scenario.ts";
import type { SiteAnswer } from "../../domain/access/site.ts";
import { answerOf, refusal, siteOf } from "../../domain/access/site.ts";
import type { Random } from "../../domain/chance/random.ts";
import { randomStream } from "../../domain/chance/random.ts";
import type { PlannedAct } from "../../domain/traffic/visit.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulateTimedTraffic } from "../traffic/play.ts";

/** The labelled log of a scenario of web access, without sockets. */
export function simulateRequests(
  scenario: AccessScenario,
  seed: number,
): Generator<Labelled<AccessObservation>, void, undefined> {
  const site = siteOf(siteSeed(scenario));
  const chance = randomStream(seed, "answer");

  const answered = ({ mode, request }: PlannedAct<WebAct>, random: Random): SiteAnswer => {
    switch (request.kind) {
      case "malformed":
        return refusal(site, request.status, random);
      case "readable":
        return answerOf(site, request, mode, random);
    }
  };

  return simulateTimedTraffic(scenario, planRequests(scenario, seed), (act) => {
    const answer = answered(act, chance(act.index));
    const { ip, userAgent } = act;
    const line = { kind: "access", ip, ...requestLine(act), userAgent, ...answer } as const;
    return { responseMs: answer.responseMs, rowAt: (place) => ({ ...line, ...place }) };
  });
}

function requestLine({ request }: WebAct): Pick<AccessObservation, "method" | "path" | "query" | "protocol"> {
  switch (request.kind) {
    case "malformed":
      return { method: "-", path: "-", query: "", protocol: "-" };
    case "readable": {
      const { method, path, query } = request;
      return { method, path, query, protocol: "HTTP/1.1" };
    }
  }
}
