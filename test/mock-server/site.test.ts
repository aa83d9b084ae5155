import { expect, onTestFinished, test } from "vitest";
import { epochMs } from "../../domain/time/clock.ts";
import { untracked } from "../../domain/wire/request-tracker.ts";
import { createApp } from "../../mock-server/app.ts";
import { noMetrics } from "../../mock-server/control/metrics.ts";
import { createCore } from "../../mock-server/core.ts";
import type { Site } from "../../mock-server/source.ts";
import { manualClock } from "./manual-clock.ts";

/** A site with a page per user, which answers every other request itself and writes a log of it. */
function onePageSite(log: string[]): Site {
  return {
    routes: [
      {
        usage: "GET /",
        add: (app) => {
          app.get("/", (_request, reply) => {
            log.push("GET / 200");
            return reply.send("home");
          });
        },
      },
      {
        usage: "GET /users/<name>",
        add: (app) => {
          app.get("/users/:name", (_request, reply) => reply.send("nobody"));
        },
      },
    ],
    controls: [],
    rest: ({ method, url }, reply, refused) => {
      const status = refused.status === 404 && url === "/" ? 405 : refused.status;
      log.push(`${method} ${url.slice(0, 10)} ${status}`);
      return reply.code(status).send(`page ${status}`);
    },
    state: () => ({ pages: 1 }),
    reset: () => undefined,
  };
}

function served() {
  const log: string[] = [];
  const site = onePageSite(log);
  const settings = { seed: 1, clock: manualClock(), tracker: untracked, metrics: noMetrics };
  const core = createCore({ ...settings, onRow: () => undefined });
  const state = (): object => ({ ...site.state(), ...core.load() });
  const app = createApp(site, { journal: core.journal, metrics: noMetrics, state, reset: site.reset });
  onTestFinished(() => app.close());
  const ask = async (method: "GET" | "HEAD" | "POST" | "OPTIONS" | "PUT", url: string, payload = "") => {
    const { statusCode, body } = await app.inject({ method, url, payload });
    return { status: statusCode, body };
  };
  return { ask, log };
}

const longName = "a".repeat(300);

test.for([
  ["GET", "/", 200, "its own page", ""],
  ["GET", "/wp-login.php", 404, "a path without a page", ""],
  ["GET", "/__firedrill", 404, "a path that only looks like one of the server's", ""],
  ["GET", "/metrics2", 404, "another", ""],
  ["POST", "/", 405, "a method that the page does not take", "x=1"],
  ["OPTIONS", "/", 405, "another", ""],
  ["GET", "/%zz", 400, "a path that cannot be decoded", ""],
  ["GET", `/${longName}`, 404, "a long path without a page", ""],
  ["GET", `/users/${longName}`, 414, "a path with a part that is too long for a route of its own", ""],
  ["POST", "/upload", 413, "a body that is too large for the server", "x".repeat(20_000)],
] as const)("a site answers and logs %s %s (%i): %s", async ([method, url, status, , body]) => {
  const { ask, log } = served();

  const answer = await ask(method, url, body);

  expect(answer).toEqual({ status, body: status === 200 ? "home" : `page ${status}` });
  expect(log).toEqual([`${method} ${url.slice(0, 10)} ${status}`]);
});

test.for([
  ["GET", "/metrics", 200],
  ["GET", "/metrics?now", 200],
  ["GET", "/__firedrill/state", 200],
  ["GET", "/__firedrill/requests", 200],
  ["POST", "/__firedrill/reset", 200],
  ["PUT", "/__firedrill/mode", 404],
  ["GET", "/__firedrill/%zz", 400],
] as const)(
  "the server answers %s %s (%i), and it is not in the site's log",
  async ([method, url, status]) => {
    const { ask, log } = served();

    const answer = await ask(method, url);

    expect(answer.status).toBe(status);
    expect(log).toEqual([]);
  },
);

test("the state combines the site's state with the server's load", async () => {
  const { ask } = served();

  const { body } = await ask("GET", "/__firedrill/state");

  expect(body).toBe('{"pages":1,"waiting":0,"queued":0,"served":0}');
});

test("a request without service time appears in the journal and in the load", () => {
  const core = createCore({
    seed: 1,
    clock: manualClock(),
    tracker: untracked,
    metrics: noMetrics,
    onRow: () => undefined,
  });

  const truth = { mode: "normal" };
  core.atOnce(7, truth, () => 404);

  expect(core.journal.last(1)).toEqual([
    { index: 7, mode: "normal", atMs: epochMs, delayMs: 0, waitedMs: 0, outcome: "answered" },
  ]);
  expect(core.load()).toEqual({ waiting: 0, queued: 0, served: 1 });
});
