import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { usualLimits } from "../../mock-server/limits.ts";
import { startFixture } from "../mock-server/fixture.ts";
import { readText } from "../repo/sources.ts";

const shell = promisify(execFile);
const page = readText("docs/mock-server.md");

test("the routes of the page are those that the server lists", async () => {
  const { ask } = await startFixture();
  const { body } = await ask("/none");

  const named = [...page.matchAll(/^\| `([A-Z]+) (\/[^?`]*)/gm)].map(
    ([, method, path]) => `${method} ${path}`,
  );

  expect(named).toHaveLength(9);
  expect(named.filter((route) => !body.includes(`"${route}`))).toEqual(["POST /login", "POST /process"]);
});

test("a foreign page is answered as the page says", async () => {
  const { server } = await startFixture();
  const [, command = "", answer = ""] = /```sh\n(curl .*?)\n```\n\n```text\n(.*?)\n```/s.exec(page) ?? [];

  const { stdout } = await shell("sh", ["-c", command], { env: { ...process.env, SERVER: server.url } });

  expect(stdout).toBe(answer);
});

test.for([
  ["time to send the headers", `${usualLimits.headersMs / 1000} s`],
  ["time to send a request", `${usualLimits.requestMs / 1000} s`],
  ["unanswered requests on one connection", String(usualLimits.unansweredPerConnection)],
  ["unanswered requests on all connections", usualLimits.unansweredInAll.toLocaleString("en-US")],
] as const)("the page has the limit of the %s: %s", ([limit, value]) => {
  expect(page).toMatch(new RegExp(`^\\| ${limit} +\\| ${value} +\\|`, "m"));
});
