import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import type { Clock } from "../../../domain/time/clock.ts";
import { startGuarded, within } from "../guarded-process.ts";
import { mistake } from "./mistakes.ts";
import type { RuleFile } from "./rules.ts";

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

/** What promtool said: 0 is a success, 1 that something is wrong with what it was given. */
export interface Told {
  readonly code: number;
  readonly text: string;
}

/** @throws FiredrillError ENGINE_FAILED when it crashes or takes longer than `limitMs` of `wall` */
export async function askPromtool(args: readonly string[], limitMs: number, wall: Clock): Promise<Told> {
  const tool = startGuarded({ command: ["promtool", ...args], stdin: "ignore" });
  const said = [textOf(tool.stdout), textOf(tool.stderr)];
  if ((await within(limitMs, wall, tool.exited)) === "late") {
    await tool.stop(0, wall);
    throw mistake.engineFailed("promtool", `was not done after ${limitMs / 1000} s`, tool.lastWords());
  }
  const { code } = await tool.exited;
  if (code !== 0 && code !== 1) {
    throw mistake.engineFailed("promtool", `ended with code ${code ?? "none"}`, tool.lastWords());
  }
  return { code, text: said.map((text) => text()).join("\n") };
}

function textOf(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

const checkLimitMs = 10_000;

/** Lets promtool find what only it can find. @throws FiredrillError BAD_RULES with its complaint */
export async function checkRules({ path }: Pick<RuleFile, "path">, wall: Clock): Promise<void> {
  const { code, text } = await askPromtool(["check", "rules", path], checkLimitMs, wall);
  if (code === 0) return;
  const complaint = text.split("\n").filter((line) => !/^\s*(?:Checking .*|FAILED:)?$/.test(line));
  throw mistake.badRules(path, complaint.join("; ").replaceAll(`${path}: `, ""));
}
