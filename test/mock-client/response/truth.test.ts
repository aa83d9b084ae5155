import { expect, test } from "vitest";
import { headers } from "../../../domain/wire/headers.ts";
import { truthOf } from "../../../mock-client/response/play.ts";

const planned = { index: 3, mode: "attack", incident: "attack-1" };

function answerWith(said: Readonly<Record<string, string>>): Parameters<typeof truthOf>[1] {
  return (name) => said[name];
}

test("without an answer, or without the server's report, the plan is the truth", () => {
  const asPlanned = { mode: "attack", incident: "attack-1" };

  expect(truthOf(planned, undefined)).toEqual(asPlanned);
  expect(truthOf(planned, answerWith({}))).toEqual(asPlanned);
  expect(truthOf({ index: 3, mode: "normal" }, undefined)).toEqual({ mode: "normal" });
});

test("the server's report is the truth, including the incident", () => {
  const said = answerWith({ [headers.mode]: "load", [headers.incident]: "forced-1" });

  expect(truthOf({ index: 3, mode: "normal" }, said)).toEqual({ mode: "load", incident: "forced-1" });
});

test("a reported mode without an incident clears the planned incident", () => {
  expect(truthOf(planned, answerWith({ [headers.mode]: "normal" }))).toEqual({ mode: "normal" });
});

test.for(["", "a b", "a,b", '"', "a\nb", "=cmd()", "x".repeat(65), "ünïcode"])(
  "an invalid reported mode falls back to the plan, and an invalid incident is dropped: %j",
  (hostile) => {
    expect(truthOf(planned, answerWith({ [headers.mode]: hostile, [headers.incident]: "forced-1" }))).toEqual(
      {
        mode: "attack",
        incident: "attack-1",
      },
    );
    expect(truthOf(planned, answerWith({ [headers.mode]: "load", [headers.incident]: hostile }))).toEqual({
      mode: "load",
    });
  },
);
