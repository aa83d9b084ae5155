import { expect, test } from "vitest";
import { loginBruteforce } from "../../scenarios/login/login-bruteforce.ts";
import { loginOffice } from "../../scenarios/login/login-office.ts";
import { login } from "../../scenarios/login/login.ts";
import { describeIncidents, describeLength } from "../../scenarios/registry.ts";
import { rapidly } from "../../scenarios/response/rapidly.ts";
import { scenarioKit } from "../../scenarios/sources.ts";

test.for([
  [1, 0, "1 request, about 1 s"],
  [2, 89_400, "2 requests, about 89 s"],
  [2, 89_980, "2 requests, about 2 min"],
  [2, 7_200_000, "2 requests, about 2 h"],
] as const)("%i requests with waits of %i ms are described as %s", ([requests, waitMs, words]) => {
  const phases = [{ mode: "normal", requests }];

  expect(describeLength({ ...rapidly, phases, pacing: { kind: "closed", waitMs } })).toBe(words);
});

test.for([
  [0, "1st"],
  [1, "2nd"],
  [2, "3rd"],
  [3, "4th"],
  [10, "11th"],
  [11, "12th"],
  [12, "13th"],
  [20, "21st"],
  [111, "112th"],
] as const)("after %i healthy requests the incident begins at the %s", ([before, ordinal]) => {
  const healthy = before === 0 ? [] : [{ mode: "normal", requests: before }];
  const phases = [...healthy, { mode: "attack", requests: 5 }];

  expect(describeIncidents({ ...rapidly, phases })).toBe(`attack-1 from the ${ordinal} request`);
});

test.for([
  [1, "1 h of logins"],
  [48, "48 h of logins"],
  [72, "3 days of logins"],
  [73, "73 h of logins"],
] as const)("%i hours are described as %s", ([hours, words]) => {
  expect(describeLength({ ...loginOffice, hours })).toBe(words);
});

test.for([
  [login, "bruteforce at random (0.1 per hour)"],
  [loginBruteforce, "bruteforce at hour 14.2"],
  [loginOffice, "no incident"],
  [
    { ...login, traffic: [...loginOffice.traffic, ...loginBruteforce.traffic, ...login.traffic] },
    "bruteforce at hour 14.2, bruteforce at random (0.1 per hour)",
  ],
] as const)("the attacks in $0.name are described as: %s", ([scenario, words]) => {
  expect(describeIncidents(scenario)).toBe(words);
});

test("a login scenario lasts its hours", () => {
  expect(scenarioKit("login").lengthMs(loginOffice)).toBe(86_400_000);
});
