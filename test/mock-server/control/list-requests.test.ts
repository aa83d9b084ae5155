import { expect, test } from "vitest";
import { epochMs } from "../../../domain/time/clock.ts";
import { startFixture } from "../fixture.ts";

test("the journal shows what happened to each request", async () => {
  const { play, ask } = await startFixture();
  await play("normal");
  await play("attack", { headers: { "x-firedrill-request": "100", "x-firedrill-incident": "attack-1" } });

  const { json } = await ask("/__firedrill/requests");

  expect(json).toEqual({
    requests: [
      { index: 0, atMs: epochMs, mode: "normal", delayMs: 10, waitedMs: 10, outcome: "answered" },
      {
        index: 100,
        atMs: epochMs + 10_000,
        mode: "attack",
        incident: "attack-1",
        delayMs: 500,
        waitedMs: 500,
        outcome: "answered",
      },
    ],
  });
});

test.for([
  ["", [2, 3, 4], "all it holds"],
  ["?last=2", [3, 4], "the newest two"],
  ["?last=99", [2, 3, 4], "there are no more"],
  ["?last=0", [], "none"],
] as const)("a journal of three after five requests answers %j with %j: %s", async ([query, indexes]) => {
  const { play, ask } = await startFixture({ journalLength: 3 });
  for (let left = 5; left > 0; left -= 1) await play("normal");

  const { json } = await ask(`/__firedrill/requests${query}`);

  expect(json).toMatchObject({ requests: indexes.map((index) => ({ index })) });
});

test.for(["-1", "two", "1.5", ""])("last=%s is a 400 with a reason", async (last) => {
  const { ask } = await startFixture();

  const answer = await ask(`/__firedrill/requests?last=${last}`);

  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({
    error: `Invalid last "${last}": expected a whole number such as 20.`,
  });
});
