import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { filesIn, testFolder } from "../harness/folder.ts";
import { until } from "../harness/world/children.ts";
import { needleLines } from "../log/audit/alerts.ts";
import type { Finished } from "./firedrill.ts";
import { firedrill, startFiredrill } from "./firedrill.ts";

const secret = "T0SECRET0B1";
const log = `${needleLines.join("\n")}\n`;
const watch = ["watch", "-", "--detector", "threshold"] as const;

/** A chat that answers every post with this status. */
async function chat(status: number): Promise<{ readonly url: string; readonly texts: string[] }> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      texts.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { url: `http://127.0.0.1:${port}/services/${secret}`, texts };
}

function fed(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  const program = startFiredrill([...watch, ...args], { stdin: "open", ...options });
  program.type(log);
  program.endInput();
  return program.finished;
}

test("each episode is posted when it opens, and the URL is in no output and no file", async () => {
  const { url, texts } = await chat(200);
  const cwd = testFolder();

  const { code, stdout, stderr } = await fed(["--notify", url], { cwd });

  expect(code).toBe(0);
  expect(texts).toEqual([
    '{"text":"[FIRING] ERROR threshold at 2024-09-13 01:42:17 UTC: 1.000, limit 0.25"}',
    '{"text":"[FIRING] ERROR threshold at 2024-09-13 01:47:13 UTC: 1.000, limit 0.25"}',
  ]);
  expect(stderr).toBe("Reading standard input until it ends.\n15 rows read, 0 lines skipped.\n");
  expect(stdout + stderr + JSON.stringify(filesIn(cwd))).not.toContain(secret);
});

test("the URL can stand in a variable or in a file, which the list of processes does not show", async () => {
  const { url, texts } = await chat(200);
  const cwd = testFolder();
  writeFileSync(join(cwd, "hook"), `${url}\n`);

  const ends = [
    await fed(["--notify", "env:CHAT_URL"], { env: { CHAT_URL: url } }),
    await fed(["--notify", "file:hook"], { cwd }),
  ];

  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  expect(texts).toHaveLength(4);
});

test("alerts that could not be posted are counted at the end, and the exit code is that of the watch", async () => {
  const { url, texts } = await chat(404);

  const refused = await fed(["--notify", url]);
  const unheard = await fed(["--notify", `http://127.0.0.1:1/${secret}`]);

  expect(texts).toHaveLength(2);
  expect([refused.code, unheard.code]).toEqual([0, 0]);
  expect(refused.stderr).toContain("\n--notify could not tell about 2 alerts: status 404.\n");
  expect(unheard.stderr).toContain("\n--notify could not tell about 2 alerts: ECONNREFUSED.\n");
  expect(JSON.stringify([refused, unheard])).not.toContain(secret);
});

test("a chat that never answers does not hold up detection, and the end waits for it in vain only so long", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const program = startFiredrill([...watch, "--notify", `http://localhost:${port}/${secret}`], {
    stdin: "open",
  });

  program.type(log);
  await until(() => program.output().split("resolved").length === 3);
  program.kill("SIGINT");

  expect(await program.finished).toMatchObject({ code: 130 });
  expect(program.output()).toContain("--notify could not tell about 2 alerts: no answer in time.");
});

const url = `https://hooks.slack.com/services/${secret}`;

test.for([
  [["watch", "x", "--notify", url], "bad host", "#notify_not_allowed"],
  [["watch", "x", "--notify", `ftp://127.0.0.1/${secret}`], "no HTTP", "#bad_notify_url"],
  [["watch", "x", "--notify", `env:${url}`], "a URL for a name", "#bad_notify_url"],
  [["watch", "x", "--notify", `file:${url}`], "a URL for a path", "#bad_notify_url"],
  [["watch", "x", "--notify", "env:NO_SUCH_VARIABLE"], "no variable", "variable NO_SUCH_VARIABLE is not set"],
  [["watch", "x", "--notify", "file:no/such"], "no file", "There is no file no/such."],
  [["watch", "x", "--notify", url, "--notify", url], "twice", "--notify is given more than once."],
  [["watch", "x", url], "without its option", "Unexpected argument a URL."],
  [["watch", "x", "--notfy", url], "a typing mistake", "Unknown option --notfy."],
  [["watch", "x", `--notfy=${url}`], "a typing mistake", "Unknown option --notfy."],
] as const)("%j exits with 2 and does not say the URL: %s", async ([args, , words]) => {
  const { code, stdout, stderr } = await firedrill(args);

  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stdout + stderr).not.toContain(secret);
});

test("help does not show the URL that a variable holds", async () => {
  const { stdout } = await firedrill(["watch", "--help", "--notify", url], { env: { CHAT_URL: url } });

  expect(stdout).toContain("--notify");
  expect(stdout).not.toContain(secret);
});
