import type { AccessObservation } from "../../domain/access/observation.ts";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import { isAttack } from "../../domain/access/traffic.ts";
import { FiredrillError } from "../../domain/error.ts";
import { counted } from "../../report/text/sentences.ts";
import type { HarnessKit, PlayCounts } from "../source.ts";
import { trafficPlay, trafficStudy } from "../traffic/play.ts";
import { simulateRequests } from "./simulate.ts";

const request = { one: "request", many: "requests" };

/** A week has about 25,000 requests. */
const healthyHours = 168;

export const accessHarness: HarnessKit<AccessObservation, AccessScenario> = {
  play: {
    ...trafficPlay(simulateRequests),
    writer: { kind: "server", name: "the web site", request },
    defaultLogPath: "log/access.csv",
    counts: requestCounts,
    companions: { names: [], write: () => [] },
  },
  study: trafficStudy(healthyHours, isAttack),
  explore: {
    row: request,
    wantedLog: "Give a web server's access log, or the log of a drill of web access.",
    load: async () => (await import("./explore.ts")).accessExplorer,
  },
  originals: [],
};

/** Every status is an answer of some site, so that only lost requests tell of a wrong target. */
function requestCounts(): PlayCounts<AccessObservation> {
  const counts = { answered: 0, refused: 0, lost: 0 };
  return {
    add: ({ outcome }) => {
      if (outcome.kind !== "completed") counts.lost += 1;
      else if (outcome.status >= 400) counts.refused += 1;
      else counts.answered += 1;
    },
    finish: (target) => {
      const { answered, refused, lost } = counts;
      const sent = counted(answered + refused + lost, request.one, request.many);
      const sentence = `${sent} at ${target}: ${answered} answered, ${refused} refused, ${lost} without an answer`;
      return lost > 0 ? { sentence, error: requestsLost(target, lost) } : { sentence };
    },
  };
}

function requestsLost(target: string, count: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "REQUESTS_LOST",
    `${counted(count, request.one, request.many)} got no answer from ${target}, and its log may lack ${count === 1 ? "it" : "them"}.`,
    "Play again on a quieter machine, or with a smaller scale.",
  );
}
