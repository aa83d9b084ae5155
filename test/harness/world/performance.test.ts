import { expect, test } from "vitest";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { noRequestBook } from "../../../domain/wire/request-book.ts";
import { virtualClock } from "../../../harness/clock/virtual-clock.ts";
import { perform } from "../../../harness/world/play.ts";
import type { World } from "../../../harness/world/world.ts";
import type { Flight } from "../../../mock-client/transport.ts";

const scenario: LoginScenario = {
  source: "login",
  name: "two-hours",
  summary: "Two hours.",
  hours: 2,
  traffic: [],
  expect: [],
};

/** A world whose server answers all attempts but these, by their place in the order of sending. */
function worldWithout(lost: ReadonlyMap<number, string>): World {
  const clock = virtualClock(1_541_376_000_000);
  let sent = 0;
  const send = (): Flight => {
    const at = { sentAtMs: clock.nowMs(), endedAtMs: clock.nowMs() };
    const error = lost.get(sent);
    sent += 1;
    const end =
      error === undefined
        ? ({ kind: "answered", ...at, status: 200, header: () => undefined } as const)
        : ({ kind: "failed", ...at, error } as const);
    return { end: Promise.resolve(end), abandon: () => undefined };
  };
  return {
    clock,
    serverUrl: "http://127.0.0.1:8888",
    transport: { send, close: async () => undefined },
    book: noRequestBook,
    addedMs: () => 0,
    patienceMs: 20_000,
    hearRows: () => undefined,
    settle: async () => undefined,
    stop: async () => undefined,
  };
}

async function performed(lost: ReadonlyMap<number, string>) {
  const { signal } = new AbortController();
  return perform(worldWithout(lost), { scenario, seed: 1, signal }, () => undefined);
}

test("attempts that all get their answers give nothing to distrust", async () => {
  expect(await performed(new Map())).toBeUndefined();
});

test.for([
  [1, "One attempt to log in got no answer, and the log may lack it. Nothing is said about the detector."],
  [2, "2 attempts to log in got no answer, and the log may lack them. Nothing is said about the detector."],
] as const)(
  "%i attempts without an answer make the drill one that cannot be trusted",
  async ([count, message]) => {
    const lost = new Map(Array.from({ length: count }, (_, at) => [at, "TIMEOUT"]));

    const error = await performed(lost);

    expect(error?.code).toBe("ATTEMPTS_LOST");
    expect(error?.message).toContain(message);
  },
);

test("a page that is not there any more is a target that has gone", async () => {
  const everything = new Map(Array.from({ length: 10_000 }, (_, at) => [at, "ECONNREFUSED"]));

  expect(await performed(everything)).toMatchObject({ code: "TARGET_GONE" });
});
