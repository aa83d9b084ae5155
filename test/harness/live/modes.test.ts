import { expect, test } from "vitest";
import { modesOf } from "../../../harness/live/live.ts";
import { chosenByHand, originalTask, servedTask } from "../../../mock-server/sources.ts";
import { hang } from "../../../scenarios/response/hang.ts";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

test("a person can make any server of response times hang, and other modes are those of the scenario", () => {
  expect(modesOf(servedTask(rapidly, 1, true))).toEqual(["normal", "attack", "load", "hang"]);
  expect(modesOf(chosenByHand(originalTask))).toEqual(["normal", "attack", "load", "hang"]);
  expect(modesOf(servedTask(hang, 1, true))).toEqual(["normal", "hang"]);
  expect(modesOf(servedTask(rapidly, 1))).toEqual(["normal", "attack", "load"]);
});

test("a server without modes has none to choose", () => {
  expect(modesOf(servedTask(loginSpray, 1, true))).toEqual([]);
});
