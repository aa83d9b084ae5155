import { expect, test } from "vitest";
import { planLogins } from "../../../domain/login/plan.ts";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { untracked } from "../../../domain/wire/request-tracker.ts";
import { virtualClock } from "../../../harness/clock/virtual-clock.ts";
import { playLogins } from "../../../mock-client/login/play.ts";
import type { PlayedRequest } from "../../../mock-client/source.ts";
import type { PendingAnswer, Transport, WireEnd, WireRequest } from "../../../mock-client/transport.ts";

const scenario: LoginScenario = {
  source: "login",
  name: "short",
  summary: "Ten hours.",
  hours: 10,
  users: 20,
  traffic: [{ kind: "spray", onset: { kind: "at", hour: 2 }, users: 8, addresses: 2, everySeconds: 5 }],
  expect: [],
};
const startMs = 1_541_376_000_000;

const header = (): undefined => undefined;

/** A minimal login page on virtual time that answers at once. */
function page(statusFor: (request: WireRequest) => number | "broken") {
  const clock = virtualClock(startMs);
  const sent: WireRequest[] = [];
  const send = (request: WireRequest): PendingAnswer => {
    sent.push(request);
    const at = { sentAtMs: clock.nowMs(), endedAtMs: clock.nowMs() };
    const status = statusFor(request);
    const end =
      status === "broken"
        ? ({ kind: "failed", ...at, error: "ECONNRESET" } as const)
        : ({ kind: "answered", ...at, status, header } as const);
    return { end: Promise.resolve(end), abandon: () => undefined };
  };
  const transport: Transport = { send, close: async () => undefined };
  return { clock, sent, transport };
}

const settings = { scenario, seed: 4, tracker: untracked, addedMs: () => 0, patienceMs: 20_000 };

async function played(statusFor: (request: WireRequest) => number | "broken") {
  const { clock, sent, transport } = page(statusFor);
  const logins: PlayedRequest[] = [];
  const { signal } = new AbortController();
  await playLogins({ ...settings, clock, transport, signal }, (login) => logins.push(login));
  return { sent, logins };
}

const plan = [...planLogins(scenario, 4)];
const visits = new Set(plan.map(({ visit }) => visit));

test("a page without successes gets every attempt of the plan, in order", async () => {
  const { sent } = await played(() => 401);

  expect(sent.map(({ headers }) => headers["x-firedrill-request"])).toEqual(plan.map((_, at) => String(at)));
  expect(sent.map(({ headers }) => headers["x-forwarded-for"])).toEqual(plan.map(({ ip }) => ip));
});

test("a page with successes only gets one attempt per visit", async () => {
  const { sent } = await played(() => 200);

  expect(sent).toHaveLength(visits.size);
});

test.for([500, "broken"] as const)("after an answer of %s the visitor tries again", async (answer) => {
  const { sent, logins } = await played(() => answer);

  expect(sent).toHaveLength(plan.length);
  expect(logins[0]?.outcome.kind).toBe(answer === "broken" ? "failed" : "completed");
});

test("an attacker's requests have the incident header, and those of honest users do not", async () => {
  const { sent } = await played(() => 401);

  const labels = sent.map(({ headers }) => [headers["x-firedrill-mode"], headers["x-firedrill-incident"]]);
  expect(new Set(labels.map(String))).toEqual(new Set(["normal,", "spray,spray-1"]));
});

test("a name is sent with its own password, or with a wrong one", async () => {
  const { sent } = await played(() => 401);

  const bodies = sent.map(({ body }) => body);
  expect(bodies[0]).toMatch(/^\{"username":"[a-z0-9]+","password":"[a-z0-9-]+"\}$/);
  expect(bodies.filter((body) => body?.includes("wrong-password")).length).toBe(
    plan.filter(({ password }) => password === "wrong").length,
  );
});

test("aborting the play rejects with the reason", async () => {
  const { clock, transport, sent } = page(() => 401);
  const breaking = new AbortController();
  const reason = new Error("enough");
  const { signal } = breaking;
  const playing = playLogins({ ...settings, clock, transport, signal }, () => breaking.abort(reason));

  await expect(playing).rejects.toBe(reason);
  expect(sent).toHaveLength(1);
});

test("a try that waits for the previous one is not sent after an abort", async () => {
  const clock = virtualClock(startMs);
  const breaking = new AbortController();
  const sentAfter: boolean[] = [];
  const send = (): PendingAnswer => {
    sentAfter.push(breaking.signal.aborted);
    const cut = new AbortController();
    const failed = { kind: "failed", sentAtMs: 0, endedAtMs: 0, error: "CUT" } as const;
    const end = new Promise<WireEnd>((resolve) => {
      cut.signal.addEventListener("abort", () => resolve(failed));
    });
    return { end, abandon: () => cut.abort() };
  };
  void clock.sleepUntilMs(startMs + 5 * 3_600_000).then(() => breaking.abort(new Error("enough")));

  const transport = { send, close: async () => undefined };
  const playing = playLogins(
    { ...settings, clock, transport, patienceMs: 1e12, signal: breaking.signal },
    () => undefined,
  );

  await expect(playing).rejects.toThrow("enough");
  expect(sentAfter.length).toBeGreaterThan(3);
  expect(sentAfter).not.toContain(true);
});

test("a callback that throws aborts the play with its error", async () => {
  const { clock, transport, sent } = page(() => 401);
  const { signal } = new AbortController();

  const playing = playLogins({ ...settings, clock, transport, signal }, () => {
    throw new Error("no room");
  });

  await expect(playing).rejects.toThrow("no room");
  expect(sent).toHaveLength(1);
});
