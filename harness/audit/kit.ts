import { auditKit } from "../../domain/audit/kit.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import { isAttack } from "../../domain/audit/traffic.ts";
import { FiredrillError } from "../../domain/error.ts";
import { counted } from "../../report/text/sentences.ts";
import type { HarnessKit, PlayCounts } from "../source.ts";
import { trafficPlay, trafficStudy } from "../traffic/play.ts";
import { simulateActions } from "./simulate.ts";

const action = { one: "action", many: "actions" };

/** Four weeks have about 25,000 alerts. */
const healthyHours = 672;

export const auditHarness: HarnessKit<AuditObservation, AuditScenario> = {
  play: {
    ...trafficPlay(simulateActions),
    writer: { kind: "server", name: "the mock hosts", request: action },
    defaultLogPath: "log/audit.csv",
    counts: actionCounts,
    companions: { names: [], write: () => [] },
  },
  study: trafficStudy(healthyHours, isAttack),
  explore: {
    row: auditKit.nouns.row,
    wantedLog: "Give Wazuh's alerts.json, or the log of a drill of host audits.",
    load: async () => (await import("./explore/explorer.ts")).auditExplorer,
  },
  originals: [],
};

function actionCounts(scenario: AuditScenario): PlayCounts<AuditObservation> {
  const counts = { reported: 0, refused: 0, lost: 0 };
  return {
    add: ({ outcome }) => {
      if (outcome.kind !== "completed") counts.lost += 1;
      else if (outcome.status === 200) counts.reported += 1;
      else counts.refused += 1;
    },
    finish: (target) => {
      const { reported, refused, lost } = counts;
      const sentence = `${counted(reported + refused + lost, action.one, action.many)} at ${target}: ${reported} reported, ${refused} refused, ${lost} without an answer`;
      if (refused > 0) return { sentence, error: noHosts(target, refused, scenario.name) };
      return lost > 0 ? { sentence, error: actionsLost(target, lost) } : { sentence };
    },
  };
}

function noHosts(target: string, count: number, scenario: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "NO_MOCK_HOSTS",
    `No mock hosts at ${target}: ${counted(count, "action was", "actions were")} answered with another status than 200.`,
    `Start them with firedrill serve ${scenario}.`,
  );
}

function actionsLost(target: string, count: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "REQUESTS_LOST",
    `${counted(count, action.one, action.many)} got no answer from ${target}, and its log may lack ${count === 1 ? "it" : "them"}.`,
    "Play again on a quieter machine, or with a smaller scale.",
  );
}
