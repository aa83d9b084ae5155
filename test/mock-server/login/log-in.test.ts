import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { UserBase } from "../../../domain/login/user-base.ts";
import { passwordOf } from "../../../domain/login/user-base.ts";
import type { Labelled } from "../../../domain/truth.ts";
import type { Fixture } from "../fixture.ts";
import { startFixture } from "../fixture.ts";

const users: UserBase = [{ name: "admin", addresses: ["198.51.100.7"] }];
const task = { source: "login", users } as const;

async function loginPage(
  host = "127.0.0.1",
): Promise<Fixture & { readonly rows: readonly Labelled<LoginObservation>[] }> {
  const rows: Labelled<LoginObservation>[] = [];
  const onRow = ({ observation, truth }: Labelled): void => {
    if (observation.kind === "login") rows.push({ observation, truth });
  };
  const fixture = await startFixture({ host, task, onRow });
  return { ...fixture, rows };
}

interface Knock {
  readonly username: string;
  readonly password: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function attempt(page: Fixture, { headers = {}, ...credentials }: Knock) {
  return page.ask("/login", { method: "POST", headers, body: JSON.stringify(credentials) });
}

const right = { username: "admin", password: passwordOf("admin") };
const wrong = { username: "admin", password: "guess" };

test("the right password is accepted", async () => {
  const page = await loginPage();

  const { status, json } = await attempt(page, right);

  expect({ status, json }).toEqual({ status: 200, json: { user: "welcome" } });
});

test("the log has the reason of a failure, the answer does not", async () => {
  const page = await loginPage();

  const answers = [
    await attempt(page, { ...wrong, username: "nobody" }),
    await attempt(page, wrong),
    await attempt(page, wrong),
    await attempt(page, wrong),
    await attempt(page, right),
  ];

  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(
    new Set([`401 {"error":"Wrong user name or password."}`]),
  );
  expect(page.rows.map(({ observation: { outcome } }) => outcome)).toEqual([
    { kind: "failure", reason: "wrong_username" },
    { kind: "failure", reason: "wrong_password" },
    { kind: "failure", reason: "wrong_password" },
    { kind: "failure", reason: "wrong_password" },
    { kind: "failure", reason: "account_locked" },
  ]);
});

test("the client's labels go into the labelled row, not into the observation", async () => {
  const page = await loginPage();
  const headers = {
    "x-firedrill-request": "41",
    "x-firedrill-mode": "spray",
    "x-firedrill-incident": "spray-1",
    "x-forwarded-for": "203.0.113.9",
  };

  await attempt(page, { ...wrong, headers });

  const [row] = page.rows;
  expect(row?.truth).toEqual({ mode: "spray", incident: "spray-1" });
  expect(row?.observation).toEqual({
    kind: "login",
    index: 0,
    atMs: page.clock.nowMs(),
    ip: "203.0.113.9",
    user: "admin",
    outcome: { kind: "failure", reason: "wrong_password" },
  });
  expect(page.tracker).toEqual(["taken 41", "woken 41"]);
});

test("a form is accepted like JSON", async () => {
  const page = await loginPage();
  const body = `username=admin&password=${encodeURIComponent(passwordOf("admin"))}`;

  const { status } = await page.ask("/login", { method: "POST", body });

  expect(status).toBe(200);
});

test.for([
  ["nothing", ""],
  ["a half JSON", '{"username":"admin"'],
  ["no password", '{"username":"admin"}'],
  ["numbers", '{"username":1,"password":2}'],
  ["an endless name", JSON.stringify({ username: "a".repeat(257), password: "x" })],
] as const)("%s is rejected with an example, and is not an attempt", async ([, body]) => {
  const page = await loginPage();

  const { status, body: said } = await page.ask("/login", { method: "POST", body });

  expect(status).toBe(400);
  expect(said).toContain('{\\"username\\":\\"admin\\",\\"password\\":\\"...\\"}');
  expect(page.rows).toEqual([]);
});

test.for([
  ["no header", {}, "127.0.0.1"],
  ["an IPv6 address", { "x-forwarded-for": "2001:db8::7" }, "2001:db8::7"],
  ["another spelling", { "x-forwarded-for": "2001:DB8:0::7" }, "2001:db8::7"],
  ["brackets and a port", { "x-forwarded-for": "[2001:db8::7]:4711" }, "2001:db8::7"],
  ["a port", { "x-forwarded-for": "203.0.113.9:4711" }, "203.0.113.9"],
  ["a mapped address", { "x-forwarded-for": "::ffff:203.0.113.9" }, "203.0.113.9"],
  ["a list of them", { "x-forwarded-for": "203.0.113.9, 10.0.0.1" }, "203.0.113.9"],
] as const)("from this machine with %s, the attempt has the right address", async ([, headers, ip]) => {
  const page = await loginPage();

  await attempt(page, { ...wrong, headers });

  expect(page.rows.map(({ observation }) => observation.ip)).toEqual([ip]);
});

test.for(["<script>", "unknown", "203.0.113.09", ", 203.0.113.9", ""])(
  "from this machine with the address %j, the attempt is rejected and has no row",
  async (named) => {
    const page = await loginPage();

    const { status, body } = await attempt(page, { ...wrong, headers: { "x-forwarded-for": named } });

    expect(status).toBe(400);
    expect(body).toContain("The first entry of x-forwarded-for must be an IPv4 or IPv6 address");
    expect(page.rows).toEqual([]);
  },
);

const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === "IPv4" && !address.internal)?.address;

test.skipIf(ownAddress === undefined)(
  "a client outside loopback cannot set its address (skipped on a machine without another address)",
  async () => {
    const page = await loginPage(ownAddress);
    const headers = { "x-forwarded-for": "203.0.113.9" };

    await attempt(page, { ...wrong, headers });

    expect(page.rows.map(({ observation }) => observation.ip)).toEqual([ownAddress]);
  },
);

test("labels that are not plain names are left out of the truth", async () => {
  const page = await loginPage();

  await attempt(page, { ...wrong, headers: { "x-firedrill-mode": "=1+1", "x-firedrill-incident": "a,b" } });

  expect(page.rows.map(({ truth }) => truth)).toEqual([{ mode: "normal" }]);
});

test("a server without accounts has no login page, and the answer lists the routes", async () => {
  const { ask } = await startFixture();

  const { status, json } = await ask("/login", { method: "POST", body: "{}" });

  expect(status).toBe(404);
  expect(json).toMatchObject({ error: "No route for POST /login." });
});

test("a reset clears locks, and the log continues", async () => {
  const page = await loginPage();
  for (let left = 3; left > 0; left -= 1) await attempt(page, wrong);

  await page.ask("/__firedrill/reset", { method: "POST" });
  const { status } = await attempt(page, right);

  expect(status).toBe(200);
  expect(page.rows.map(({ observation }) => observation.index)).toEqual([0, 1, 2, 3]);
});

test("attempts are counted in /metrics like other requests", async () => {
  const { ask } = await startFixture({ metrics: "eager", task });

  await ask("/login", { method: "POST", body: JSON.stringify(wrong) });

  expect((await ask("/metrics")).body).toContain('http_requests_total{code="401"} 1');
});

test("attempts appear in the state and in the journal", async () => {
  const page = await loginPage();

  await attempt(page, {
    ...wrong,
    headers: { "x-firedrill-mode": "spray", "x-firedrill-incident": "spray-1" },
  });

  expect((await page.ask("/__firedrill/state")).json).toMatchObject({ served: 1 });
  expect((await page.ask("/__firedrill/requests")).json).toMatchObject({
    requests: [{ mode: "spray", incident: "spray-1", outcome: "answered" }],
  });
});
