import { expect, test } from "vitest";
import { originalModes } from "../../../domain/response/modes.ts";
import { startFixture, until } from "../fixture.ts";

test("a fresh server shows its modes and zero counts", async () => {
  const { ask } = await startFixture();

  const answer = await ask("/__firedrill/state");

  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    modes: originalModes,
    waiting: 0,
    queued: 0,
    served: 0,
    state: { waitMs: 0 },
  });
});

test("a busy server shows the forced mode and the waiting, queued and served requests", async () => {
  const { ask, play, clock, tracker } = await startFixture({ capacity: 2 });
  await play("normal");
  await ask("/__firedrill/mode?mode=attack", { method: "PUT" });
  const answers = [1, 2, 3].map(() => ask("/?param=normal"));
  await until(() => tracker.length, 5);

  const state = await ask("/__firedrill/state");

  expect(state.json).toEqual({
    forced: { mode: "attack", incident: "forced-1" },
    modes: originalModes,
    waiting: 2,
    queued: 1,
    served: 1,
    capacity: 2,
    state: { waitMs: 500 },
  });
  await clock.advance(1000);
  await Promise.all(answers);
});

test("a reset restores the initial state, ends a forced mode and empties the journal", async () => {
  const { ask, play } = await startFixture();
  await play("attack");
  await ask("/__firedrill/mode?mode=attack", { method: "PUT" });

  const answer = await ask("/__firedrill/reset", { method: "POST" });
  const journal = await ask("/__firedrill/requests");
  const { headers } = await play("load");

  expect(answer.json).toMatchObject({ state: { waitMs: 0 } });
  expect(answer.json).not.toHaveProperty("forced");
  expect(journal.json).toEqual({ requests: [] });
  expect(headers["x-firedrill-delay-ms"]).toBe("10");
});
