import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { listeningWebhook } from "../detector/remote/listening-webhook.ts";
import { readText } from "../repo/sources.ts";

const shell = promisify(execFile);

/** Each block of curl lines, and the block of answers below it. */
const examples = [
  ...readText("docs/webhook.md").matchAll(/^```sh\n(curl .*?)```\n\n```text\n(.*?)```$/gms),
].map(([, commands = "", answers = ""]) => ({ commands, answers }));

test("the page has an example for each shape", () => {
  expect(examples).toHaveLength(4);
});

test.for(examples)("$commands is answered as the page says", async ({ commands, answers }) => {
  const { url } = await listeningWebhook();
  let said = "";

  for (const command of commands.trim().split("\n"))
    said += `${(await shell("sh", ["-c", command], { env: { ...process.env, URL: url } })).stdout}\n`;

  expect(said).toBe(answers);
});

test("the examples are one episode each, and the first is over again", async () => {
  const { url, alerts } = await listeningWebhook();

  for (const { commands } of examples)
    await shell("sh", ["-c", commands], { env: { ...process.env, URL: url } });

  expect(alerts.map(({ key, severity, state }) => [key, severity, state])).toEqual([
    ["slow", "error", "firing"],
    ["slow", "error", "resolved"],
    ["f3c1b0d5a2e49687", "error", "firing"],
    ["Slow answers", "error", "firing"],
    [undefined, "warning", "firing"],
  ]);
});
