import { expect, test } from "vitest";
import { createDetector } from "../../../../detector/model.ts";
import { loginGuard } from "../../../../detector/login/guard/guard.ts";
import { pastOf } from "../../../../domain/login/plan.ts";
import type { LoginScenario } from "../../../../domain/login/scenario.ts";
import { simulateLogins } from "../../../../harness/login/simulate.ts";
import { loginBruteforce } from "../../../../scenarios/login/login-bruteforce.ts";
import { loginDistributed } from "../../../../scenarios/login/login-distributed.ts";
import { loginFlashSale } from "../../../../scenarios/login/login-flash-sale.ts";
import { loginForgottenPassword } from "../../../../scenarios/login/login-forgotten-password.ts";
import { loginLowAndSlow } from "../../../../scenarios/login/login-low-and-slow.ts";
import { loginOffice } from "../../../../scenarios/login/login-office.ts";
import { loginRetryingClient } from "../../../../scenarios/login/login-retrying-client.ts";
import { loginSpray } from "../../../../scenarios/login/login-spray.ts";
import { loginStuffing } from "../../../../scenarios/login/login-stuffing.ts";
import { loginTakeover } from "../../../../scenarios/login/login-takeover.ts";
import { learnedLogins, loginTraffic, testDetectorContract } from "../../contract.ts";
import type { Findings } from "../original-months.ts";
import { alertsIn, findingsIn, monthBefore, monthOf, trainedOn } from "../original-months.ts";

testDetectorContract(loginGuard, { traffic: loginTraffic, model: learnedLogins(loginGuard) });

test.for([0, 1, 2])(
  "in month %i it finds every one-address attack of five attempts or more, without false alarms",
  (seed) => {
    const month = monthOf(seed);
    const model = trainedOn(loginGuard, {}, monthBefore(seed));

    const findings = findingsIn(month, alertsIn(loginGuard, {}, month, model));

    expect(findings).toMatchObject({ missed: [], medianDelay: 3, falseKeys: [] });
  },
);

test.for([0, 1, 2])(
  "in month %i with fresh addresses it finds 95 % of the attacks within ten attempts, without false alarms",
  (seed) => {
    const month = monthOf(seed, "fresh");
    const model = trainedOn(loginGuard, {}, monthBefore(seed, "fresh"));

    const { withinTen, attacks, falseKeys } = findingsIn(month, alertsIn(loginGuard, {}, month, model));

    expect(withinTen / attacks).toBeGreaterThanOrEqual(0.95);
    expect(falseKeys).toEqual([]);
  },
);

test("without a model it misses one attack of the published month, with fewer than five attempts", () => {
  const month = monthOf(0);

  const findings = findingsIn(month, alertsIn(loginGuard, {}, month));

  expect(findings).toMatchObject({ attacks: 72, found: 71, missed: [], longestDelay: 6, falseKeys: [] });
});

function findingsOf(scenario: LoginScenario, seed: number): Findings {
  const past = pastOf(scenario);
  const model = past === undefined ? undefined : trainedOn(loginGuard, {}, [...simulateLogins(past, seed)]);
  const rows = [...simulateLogins(scenario, seed)];
  return findingsIn(rows, alertsIn(loginGuard, {}, rows, model));
}

const seeds = [1, 2, 3];

test.for([loginBruteforce, loginLowAndSlow, loginSpray, loginStuffing, loginDistributed, loginTakeover])(
  "$name is found within ten of its attempts, without false alarms",
  (scenario) => {
    for (const seed of seeds) {
      expect(findingsOf(scenario, seed)).toMatchObject({ attacks: 1, withinTen: 1, falseKeys: [] });
    }
  },
);

test.for([loginOffice, loginFlashSale, loginForgottenPassword, loginRetryingClient])(
  "$name leaves it silent",
  (scenario) => {
    for (const seed of seeds) expect(findingsOf(scenario, seed).falseKeys).toEqual([]);
  },
);

test("it alerts on a login that succeeds after many failures", () => {
  const past = pastOf(loginTakeover);
  const model = past === undefined ? undefined : trainedOn(loginGuard, {}, [...simulateLogins(past, 1)]);
  const rows = [...simulateLogins(loginTakeover, 1)];

  const evidence = alertsIn(loginGuard, {}, rows, model).map((alert) => alert.evidence);

  expect(evidence).toContainEqual(expect.stringMatching(/^\w+ logged in after \d+ failures from [\d.]+$/));
});

test.for([
  ["another detector's", { schemaVersion: 1, detector: "login-rules" }],
  ["one without users", { schemaVersion: 1, detector: "login-guard" }],
] as const)("a model is refused: %s", ([, model]) => {
  const attempt = () => createDetector(loginGuard, { model });

  expect(attempt).toThrow(expect.objectContaining({ kind: "usage", code: "BAD_MODEL" }));
});

test("its model survives JSON, and detection does not change it", () => {
  const month = monthOf(0);
  const model = trainedOn(loginGuard, {}, monthBefore(0));
  const before = JSON.stringify(model);

  const alerts = alertsIn(loginGuard, {}, month, model);

  expect(JSON.stringify(model)).toBe(before);
  expect(alertsIn(loginGuard, {}, month, structuredClone(model))).toEqual(alerts);
  expect(JSON.parse(before)).toEqual(model);
});

test.for(["one", "fresh"] as const)(
  "from a month with attacks (addresses: %s) it learns every address of honest users and none of attackers",
  (addresses) => {
    const before = monthBefore(0, addresses);
    const ofUsers = new Set(before.flatMap((row) => (row.truth.mode === "normal" ? row.observation.ip : [])));
    const attackers = before.flatMap(({ truth, observation: { ip } }) =>
      truth.mode === "normal" || ofUsers.has(ip) ? [] : ip,
    );
    const honest = before.flatMap(({ truth, observation: { ip, outcome } }) =>
      truth.mode === "normal" && outcome.kind === "success" ? ip : [],
    );

    const learned = JSON.stringify(trainedOn(loginGuard, {}, before));

    expect(new Set(attackers).size).toBeGreaterThanOrEqual(60);
    expect(attackers.filter((ip) => learned.includes(`"${ip}"`))).toEqual([]);
    expect(honest.filter((ip) => !learned.includes(`"${ip}"`))).toEqual([]);
  },
);

test.for([1, 2, 3, 4, 5])("it is silent on an office that is not in its model (seed %i)", (seed) => {
  const past = pastOf({ ...loginOffice, traffic: [] });
  const model = past === undefined ? undefined : trainedOn(loginGuard, {}, [...simulateLogins(past, seed)]);
  const rows = [...simulateLogins(loginOffice, seed)];

  const alerts = alertsIn(loginGuard, {}, rows, model);

  expect(model).toBeDefined();
  expect(alerts).toEqual([]);
});
