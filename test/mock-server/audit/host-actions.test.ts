import { expect, test } from "vitest";
import type { Labelled } from "../../../domain/truth.ts";
import type { Fixture } from "../fixture.ts";
import { startFixture } from "../fixture.ts";

const act = {
  host: "web-1",
  user: "pyama",
  loginUser: "pyama",
  processId: 4711,
  parentId: 4700,
  action: { kind: "ran", words: ["ls", "-l"], program: "/usr/bin/ls", directory: "/home/pyama" },
};
const written = { kind: "added", path: "/etc/cron.d/x", program: "/bin/sh", parent: "/bin/sh" };

async function hosts(): Promise<Fixture & { readonly rows: readonly Labelled[] }> {
  const rows: Labelled[] = [];
  const fixture = await startFixture({ task: { source: "audit" }, onRow: (row) => rows.push(row) });
  return { ...fixture, rows };
}

function post(page: Fixture, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return page.ask("/host/actions", { method: "POST", body: text });
}

test.for([
  ["a command", act],
  [
    "a command with line breaks and quotes",
    { ...act, action: { ...act.action, words: ["sh", '"\n{} UID="root"'] } },
  ],
  ["a change of a file", { ...act, action: written }],
  ["a service, which nobody logged in to", { ...act, loginUser: undefined }],
] as const)("%s is reported", async ([, body]) => {
  const page = await hosts();

  const { status, json } = await post(page, body);

  expect({ status, json, rows: page.rows.length }).toEqual({
    status: 200,
    json: { reported: true },
    rows: 1,
  });
});

test.for([
  ["no JSON", "ls -l"],
  ["half a line", JSON.stringify(act).slice(0, 40)],
  ["a list", [act]],
  ["nothing", ""],
  ["an unknown host", { ...act, host: "web-99" }],
  ["no user", { ...act, user: undefined }],
  ["a user that is a number", { ...act, user: 0 }],
  ["a negative process", { ...act, processId: -1 }],
  ["a process that is a text", { ...act, parentId: "4700" }],
  ["no action", { ...act, action: undefined }],
  ["an unknown kind of action", { ...act, action: { ...written, kind: "renamed" } }],
  ["a command without words", { ...act, action: { ...act.action, words: [] } }],
  ["a command with a number among its words", { ...act, action: { ...act.action, words: ["kill", 9] } }],
  ["a command without a folder", { ...act, action: { ...act.action, directory: undefined } }],
  ["a file without a path", { ...act, action: { ...written, path: "" } }],
  ["a file without a parent", { ...act, action: { ...written, parent: undefined } }],
] as const)("%s is refused with an example, and leaves no row", async ([, body]) => {
  const page = await hosts();

  const answer = await post(page, body);

  expect([answer.status, page.rows.length]).toEqual([400, 0]);
  expect(answer.body).toContain("Send JSON such as");
});
