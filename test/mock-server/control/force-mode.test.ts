import { expect, test } from "vitest";
import { startFixture, until } from "../fixture.ts";

const path = "/__firedrill/mode";

test.for([
  [path, '{"mode":"attack"}', "as JSON"],
  [`${path}?mode=attack`, "", "in the query"],
  [`${path}?mode=load`, '{"mode":"attack"}', "as JSON, which wins over the query"],
] as const)("PUT %s %s forces attack: %s", async ([url, body]) => {
  const { ask, play } = await startFixture();

  const forced = await ask(url, { method: "PUT", body });
  const { headers } = await play("normal", { headers: { "x-firedrill-incident": "load-1" } });

  expect([forced.status, forced.json]).toEqual([200, { mode: "attack", incident: "forced-1" }]);
  expect(headers).toMatchObject({ "x-firedrill-mode": "attack", "x-firedrill-incident": "forced-1" });
});

test.for(["application/json", "application/x-www-form-urlencoded", "text/plain"])(
  "the content type %s is ignored, because curl sets an arbitrary one",
  async (type) => {
    const { ask } = await startFixture();

    const answer = await ask(path, {
      method: "PUT",
      body: '{"mode":"load"}',
      headers: { "content-type": type },
    });

    expect(answer.json).toEqual({ mode: "load", incident: "forced-1" });
  },
);

test("forcing normal reports no incident, and neither do the requests", async () => {
  const { ask, play } = await startFixture();

  const forced = await ask(`${path}?mode=normal`, { method: "PUT" });
  const { headers } = await play("attack", { headers: { "x-firedrill-incident": "attack-1" } });

  expect(forced.json).toEqual({ mode: "normal" });
  expect(headers["x-firedrill-mode"]).toBe("normal");
  expect(headers).not.toHaveProperty("x-firedrill-incident");
});

test("a queued request meets the mode forced when its turn comes", async () => {
  const { ask, clock, tracker } = await startFixture({ capacity: 1 });
  const first = ask("/?param=normal");
  await until(() => tracker.length, 1);
  const second = ask("/?param=normal");
  await until(() => tracker.length, 2);

  await ask(`${path}?mode=attack`, { method: "PUT" });
  await clock.advance(1000);

  expect((await first).headers["x-firedrill-mode"]).toBe("normal");
  expect((await second).headers["x-firedrill-mode"]).toBe("attack");
});

test.for([
  [path, '{"mode":"atack"}', 'Unknown mode "atack".'],
  [path, '{"mode":7}', "Unknown mode 7."],
  [path, "", "Missing mode."],
  [path, '{"mode":', 'Send JSON such as {"mode":"attack"}.'],
  [path, "null", 'Send JSON such as {"mode":"attack"}.'],
  [path, "attack", 'Send JSON such as {"mode":"attack"}.'],
] as const)("PUT %s %s is a 400 and forces nothing: %s", async ([url, body, error]) => {
  const { ask } = await startFixture();

  const answer = await ask(url, { method: "PUT", body });
  const state = await ask("/__firedrill/state");

  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({ error, modes: ["normal", "attack", "load"] });
  expect(state.json).not.toHaveProperty("forced");
});

test("DELETE ends a forced mode", async () => {
  const { ask, play } = await startFixture();
  await ask(`${path}?mode=attack`, { method: "PUT" });

  const cleared = await ask(path, { method: "DELETE" });
  const { headers } = await play("normal");

  expect(cleared.json).not.toHaveProperty("forced");
  expect(headers["x-firedrill-mode"]).toBe("normal");
  expect(headers).not.toHaveProperty("x-firedrill-incident");
});
