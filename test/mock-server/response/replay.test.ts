import { expect, test } from "vitest";
import { recordingBuilder } from "../../../domain/response/recording.ts";
import type { ResponsePhase } from "../../../domain/response/scenario.ts";
import type { RequestEnd } from "../../../domain/wire/request-end.ts";
import { createReplay } from "../../../mock-server/response/replay.ts";
import { startFixture } from "../fixture.ts";

function recordingOf(requests: readonly (readonly [offsetMs: number, tookMs: number, end: RequestEnd])[]) {
  const builder = recordingBuilder(requests.length);
  for (const [offsetMs, tookMs, end] of requests) builder.add({ offsetMs, tookMs, end });
  return builder.columns();
}

const ok = { kind: "answered", status: 200 } as const;
const recording = recordingOf([
  [0, 10, ok],
  [100, 20, ok],
  [200, 300, { kind: "answered", status: 503 }],
  [300, 40, { kind: "cut" }],
]);
const phases: readonly ResponsePhase[] = [
  { mode: "normal", requests: 2 },
  { mode: "incident", requests: 2 },
];

test.for([
  [0, 0, undefined, "the first request of all is the first of the recording"],
  [99.999, 0, undefined, "the next recorded one had not left by then"],
  [100, 1, undefined, "it had, to the microsecond"],
  [250, 2, "incident-1", "the incident comes as long after the start as it did then"],
  [399, 3, "incident-1", "the last one has its time too"],
  [400, 0, undefined, "then it starts over"],
  [2650, 2, "incident-1", "however often"],
] as const)(
  "%d ms after the start a request meets recorded request %i, for %s",
  ([afterMs, index, incident]) => {
    let nowMs = 5000;
    const clock = { nowMs: () => nowMs, sleepUntilMs: async () => undefined, hold: () => () => undefined };
    const replay = createReplay({ recording, phases, clock });
    replay.orderNow();

    nowMs += afterMs;

    expect(replay.orderNow()).toMatchObject({ index, incident });
  },
);

test("any client meets the recording, whatever it requests, until a reset starts it over", async () => {
  const modes = { normal: { kind: "recorded" }, incident: { kind: "recorded" } } as const;
  const { ask, open, clock } = await startFixture({ modes, recording, replayed: phases });
  const waited = async (path: string, method: string, byMs: number) => {
    const { answered } = open(path, { method, ...(method === "POST" ? { body: "x".repeat(100_000) } : {}) });
    await expect.poll(() => clock.sleepers()).toBe(1);
    await clock.advance(byMs);
    return answered;
  };

  expect((await waited("/any/path?q=1", "GET", 10)).status).toBe(200);
  await clock.advance(200);
  const failed = await waited("/", "POST", 300);
  expect([failed.status, failed.headers["x-firedrill-incident"]]).toEqual([503, "incident-1"]);
  await ask("/__firedrill/reset", { method: "POST" });
  expect((await waited("/again", "GET", 10)).headers["x-firedrill-mode"]).toBe("normal");
});
