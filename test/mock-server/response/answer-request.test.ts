import { expect, test } from "vitest";
import { startFixture, until } from "../fixture.ts";

test.for([
  ["normal", "10", "wait;dur=10.000"],
  ["attack", "500", "wait;dur=500.000"],
  ["load", "10", "wait;dur=10.000"],
] as const)("%s is an empty 200 that reports a wait of %s ms", async ([mode, delayMs, timing]) => {
  const { play } = await startFixture();

  const answer = await play(mode);

  expect(answer).toMatchObject({ status: 200, body: "" });
  expect(answer.headers).toMatchObject({
    "content-length": "0",
    "x-firedrill-mode": mode,
    "x-firedrill-delay-ms": delayMs,
    "server-timing": timing,
  });
  expect(answer.headers).not.toHaveProperty("x-firedrill-incident");
});

test("nothing is answered before its wait is over", async () => {
  const { ask, clock } = await startFixture();
  let isAnswered = false;
  const answered = ask("/?param=normal").then(() => (isAnswered = true));
  await until(clock.sleepers, 1);

  await clock.advance(9.999);
  expect(clock.sleepers()).toBe(1);
  expect(isAnswered).toBe(false);
  await clock.advance(0.001);

  await expect(answered).resolves.toBe(true);
});

test("load after an attack climbs from 500 ms for all clients together", async () => {
  const { play } = await startFixture();

  const delays = [];
  for (const mode of ["attack", "load", "load"])
    delays.push((await play(mode)).headers["x-firedrill-delay-ms"]);

  expect(delays).toEqual(["500", "510", "520"]);
});

test.for([
  ["/", "Missing mode."],
  ["/?param=", 'Unknown mode "".'],
  ["/?param=atack", 'Unknown mode "atack".'],
  ["/?param=normal&param=load", 'Unknown mode ["normal","load"].'],
  ["/?param=__proto__", 'Unknown mode "__proto__".'],
] as const)("GET %s is a 400 that names the modes: %s", async ([path, error]) => {
  const { ask, tracker } = await startFixture();

  const answer = await ask(path, { headers: { "x-firedrill-request": "7" } });

  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({ error, modes: ["normal", "attack", "load"] });
  expect(tracker).toEqual(["taken 7", "woken 7"]);
});

test("the client's incident is returned in the answer", async () => {
  const { play } = await startFixture();

  const { headers } = await play("attack", { headers: { "x-firedrill-incident": "attack-1" } });

  expect(headers["x-firedrill-incident"]).toBe("attack-1");
});

test.for(["Attack", "a b", "", "a".repeat(65), "a,b"])(
  "%j is not an incident and is ignored",
  async (incident) => {
    const { play } = await startFixture();

    const { status, headers } = await play("attack", { headers: { "x-firedrill-incident": incident } });

    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("x-firedrill-incident");
  },
);

test("a request without an index gets the number of earlier arrivals", async () => {
  const { play, ask, tracker } = await startFixture();

  await ask("/");
  await play("normal", { headers: { "x-firedrill-request": "41" } });
  await play("normal", { headers: { "x-firedrill-request": "-1" } });

  expect(tracker).toEqual(["taken 0", "woken 0", "taken 41", "woken 41", "taken 2", "woken 2"]);
});

test("a request that waits for its turn belongs to what is forced when it arrives, and then to what it meets", async () => {
  const met: string[] = [];
  const onForced = (index: number, { mode }: { readonly mode: string }): void =>
    void met.push(`${index} ${mode}`);
  const { clock, ask } = await startFixture({ capacity: 1, onForced });
  const force = (mode: string) => ask(`/__firedrill/mode?mode=${mode}`, { method: "PUT" });
  const send = (index: number) => ask("/?param=normal", { headers: { "x-firedrill-request": `${index}` } });

  await force("attack");
  const first = send(1);
  await until(clock.sleepers, 1);
  const second = send(2);
  await until(() => met.length, 3);
  expect(met).toEqual(["1 attack", "1 attack", "2 attack"]);
  await force("load");
  await clock.advance(500);
  await first;
  await until(clock.sleepers, 1);

  expect(met.slice(3)).toEqual(["2 load"]);
  await clock.advance(10_000);
  expect((await second).headers).toMatchObject({ "x-firedrill-mode": "load" });
});
