import { expect, test } from "vitest";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { loginFiles } from "../../../scenarios/login/file.ts";
import { loginBruteforce } from "../../../scenarios/login/login-bruteforce.ts";
import { loginOffice } from "../../../scenarios/login/login-office.ts";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { login } from "../../../scenarios/login/login.ts";
import { changeScenario } from "../../../scenarios/registry.ts";
import { containingText } from "../../harness/containing.ts";

const { change: changeLogin } = loginFiles;

const [spray] = loginSpray.traffic;
const [bruteforce] = loginBruteforce.traffic;
const [office] = loginOffice.traffic;
const trafficOf = (...traffic: readonly unknown[]) => traffic.filter((entry) => entry !== undefined);

test("only the given field of the traffic changes", () => {
  expect(changeLogin(loginSpray, "spray.users=20")).toEqual({
    ...loginSpray,
    traffic: [{ ...spray, users: 20 }],
  });
});

test("all traffic of the kind changes, and no other traffic", () => {
  const traffic = [...loginSpray.traffic, ...loginOffice.traffic, ...loginSpray.traffic];

  const changed = changeLogin({ ...loginSpray, traffic }, "spray.everySeconds=0.5");

  const sooner = { ...spray, everySeconds: 0.5 };
  expect(changed.traffic).toEqual(trafficOf(sooner, office, sooner));
});

test("a choice can be set, and so can a field that the scenario omits", () => {
  const settings = ["bruteforce.addresses=fresh", "bruteforce.users=5", "hours=100", "users=50"];

  const changed = settings.reduce<LoginScenario>(
    (scenario, setting) => changeLogin(scenario, setting),
    login,
  );

  expect(changed).toEqual({
    ...login,
    hours: 100,
    users: 50,
    traffic: [{ kind: "bruteforce", onset: { kind: "chance", perHour: 0.1 }, addresses: "fresh", users: 5 }],
  });
});

test.for([0, 9.75, 23.99])("the attack can move to hour %d, and benign traffic stays in place", (hour) => {
  const traffic = [...loginOffice.traffic, ...loginBruteforce.traffic];

  const changed = changeLogin({ ...loginBruteforce, traffic }, `onset=${hour}`);

  expect(changed.traffic).toEqual(trafficOf(office, { ...bruteforce, onset: { kind: "at", hour } }));
});

test("--set offers the targets of the scenario's log source", async () => {
  expect(await changeScenario(loginSpray, "hours=48")).toEqual({ ...loginSpray, hours: 48 });
});

const canBeSet =
  "Can be set: spray.users=60, spray.addresses=4, spray.everySeconds=20, hours=24, users; with exactly one attack at a fixed hour also onset.";
const onsetWords = "onset takes the hours from the start, from 0 to below 24.";

test.for([
  ["sprey.users=20", `Did you mean "spray.users"? ${canBeSet}`, "no such kind"],
  ["stuffing.pairs=20", canBeSet, "a kind that is not in this scenario"],
  ["spray.kind=office", canBeSet, "the kind is not a field to set"],
  ["spray.onset=3", canBeSet, "the onset has a setting of its own"],
  ["toString.users=1", canBeSet, "not traffic, although every object has one"],
  ["ours=48", `Did you mean "hours"? ${canBeSet}`, "no such field"],
  ["spray=1", canBeSet, "no field"],
  ["onset", canBeSet, "no value"],
  ["", canBeSet, "nothing at all"],
  [
    "spray.addresses=0",
    "addresses takes a whole number from 1 to 10000 (how many addresses take turns).",
    "too low",
  ],
  ["spray.users=", "users takes a whole number from 1 to 10000 (how many names it tries).", "an empty value"],
  ["hours=1.5", "hours takes a whole number from 1 to 8760 (the duration in hours).", "half an hour"],
  ["hours=few", "hours takes a whole number from 1 to 8760 (the duration in hours).", "a word"],
  [
    "hours=10",
    "traffic[0].onset.hour: 10.5 is not below 10, the hours of the scenario.",
    "over before the attack",
  ],
  ["users=40", "traffic[0].users: 60 is more than the scenario has: users is 40.", "fewer than are attacked"],
  ["onset=24", onsetWords, "over by then"],
  ["onset=-1", onsetWords, "before the beginning"],
  ["onset=noon", onsetWords, "a word"],
  ["onset=", onsetWords, "an empty value"],
] as const)("--set %s is nonsense and says %j: %s", ([setting, advice]) => {
  expect(() => changeLogin(loginSpray, setting)).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_SET", message: `Cannot set "${setting}".`, advice }),
  );
});

test.for([
  ["it has two attacks", { ...loginSpray, traffic: [...loginSpray.traffic, ...loginSpray.traffic] }],
  ["it has none", loginOffice],
  ["its attack comes by chance", login],
] as const)("onset cannot be set in a login scenario when %s", ([, scenario]) => {
  expect(() => changeLogin(scenario, "onset=2")).toThrow(
    expect.objectContaining({
      code: "BAD_SET",
      advice: containingText(
        "onset needs a scenario with exactly one attack, which begins at a fixed hour. Can be set: ",
      ),
    }),
  );
});
