import { expect, test } from "vitest";
import { startFixture } from "./fixture.ts";

test.for([
  ["GET", "/favicon.ico"],
  ["POST", "/?param=normal"],
  ["GET", "/__firedrill/mode"],
] as const)("%s %s is a 404 that lists the routes", async ([method, path]) => {
  const { ask } = await startFixture();

  const answer = await ask(path, { method });

  expect(answer.status).toBe(404);
  expect(answer.json).toEqual({
    error: `No route for ${method} ${path}.`,
    routes: [
      "GET /?param=<mode>",
      "GET /metrics",
      "GET /__firedrill/state",
      'PUT /__firedrill/mode {"mode":"<mode>"} or ?mode=<mode>',
      "DELETE /__firedrill/mode",
      "POST /__firedrill/reset",
      "GET /__firedrill/requests?last=<count>",
    ],
  });
});

test("a path that cannot be decoded is a 400 with the same JSON fields", async () => {
  const { ask } = await startFixture();

  const answer = await ask("/%zz");

  expect(answer.status).toBe(400);
  expect(answer.body).toMatch(/^\{"error":"[^"]+"\}$/);
});

test("a body beyond 16 KiB is rejected with the same JSON fields", async () => {
  const { ask } = await startFixture();

  const answer = await ask("/__firedrill/mode", { method: "PUT", body: "x".repeat(20_000) });

  expect(answer.status).toBe(413);
  expect(answer.body).toMatch(/^\{"error":"[^"]+"\}$/);
});
