import { accessSync, constants, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import type { Clock } from "../../../domain/time/clock.ts";
import { startGuarded, within } from "../guarded-process.ts";
import { mistake } from "./mistakes.ts";
import { writtenRules } from "./promtool-rules.ts";
import type { RuleFile, RuleSet } from "./rules.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** @throws FiredrillError ENGINE_MISSING unless every program is on the PATH */
export function checkPrograms(...programs: readonly string[]): void {
  const missing = programs.find((program) => !isOnPath(program));
  if (missing !== undefined) throw mistake.engineMissing(missing);
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Promtool's output. Exit code 0 is success; 1 means that its input is wrong. */
export interface PromtoolOutput {
  readonly code: number;
  readonly text: string;
}

interface PromtoolRun {
  readonly limitMs: number;
  readonly wall: Clock;
  /** Aborted to end it. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each piece of its standard output. */
  readonly onText?: (text: string) => void;
}

/** @returns `late` if it was ended after the time limit. @throws FiredrillError ENGINE_FAILED when it crashes */
export async function runPromtool(
  args: readonly string[],
  { limitMs, wall, signal, onText }: PromtoolRun,
): Promise<PromtoolOutput | "late"> {
  const tool = startGuarded({ command: ["promtool", ...args], stdin: "ignore" });
  const outputs = [textOf(tool.stdout), textOf(tool.stderr)];
  if (onText !== undefined) tool.stdout.on("data", (chunk: Buffer) => onText(chunk.toString("utf8")));
  const end = (): void => void tool.stop(0, wall);
  signal?.addEventListener("abort", end);
  if (signal?.aborted === true) end();
  const inTime = await within(limitMs, wall, tool.exited);
  signal?.removeEventListener("abort", end);
  if (inTime === "late") {
    await tool.stop(0, wall);
    return "late";
  }
  const { code } = await tool.exited;
  if (code !== 0 && code !== 1) {
    throw mistake.engineFailed("promtool", `ended with code ${code ?? "none"}`, tool.lastWords());
  }
  return { code, text: outputs.map((text) => text()).join("\n") };
}

function textOf(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

const checkLimitMs = 10_000;

/** @throws FiredrillError BAD_RULES with promtool's messages, which name the lines of the user's files */
export async function checkRules({ files }: Pick<RuleSet, "files">, wall: Clock): Promise<void> {
  for (const file of files) {
    const messages =
      file.kind === "plain" ? await problemsIn(file.path, wall) : await writtenProblems(file, wall);
    if (messages !== undefined) throw mistake.badRules(file.path, messages);
  }
}

async function problemsIn(path: string, wall: Clock): Promise<string | undefined> {
  const checked = await runPromtool(["check", "rules", path], { limitMs: checkLimitMs, wall });
  if (checked === "late")
    throw mistake.engineFailed("promtool", `did not check ${path} within ${checkLimitMs / 1000} s`, "");
  const { code, text } = checked;
  if (code === 0) return undefined;
  const messages = text.split("\n").filter((line) => !/^\s*(?:Checking .*|FAILED:)?$/.test(line));
  return messages.join("; ").replaceAll(`${path}: `, "");
}

async function writtenProblems(
  { groups }: Pick<RuleFile, "groups">,
  wall: Clock,
): Promise<string | undefined> {
  const folder = makeTemporaryFolder("rules");
  try {
    const { text, lines } = writtenRules(groups);
    const path = join(folder.path, "rules.yml");
    writeFileSync(path, text);
    const problems = await problemsIn(path, wall);
    return problems?.replaceAll(
      /\b(?:line (\d+)|(\d+):\d+)(?=: )/g,
      (_, named?: string, placed?: string) => `line ${lines[Number(named ?? placed) - 1] ?? 1}`,
    );
  } finally {
    folder.remove();
  }
}
