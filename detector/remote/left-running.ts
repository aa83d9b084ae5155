import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { printable } from "../../domain/text/printable.ts";

/** Marks a process and whatever it starts, in their environment. */
const markName = "FIREDRILL_PROCESS";

/** An environment variable that no other process has. */
export function newMark(): Readonly<Record<string, string>> {
  return { [markName]: randomUUID() };
}

/** A process that left its group, which was stopped. */
export interface LeftRunning {
  readonly pid: number;
  /** The start of its command line, safe to print. */
  readonly words: string;
}

const longestWords = 60;

/**
 * The running processes that inherited a mark. Only Linux tells; elsewhere, and of a process with a cleared environment,
 * nothing is known.
 * @param group - the marked process and its group, whose members do not count. Ids ascend, so that most need no look.
 */
export function processesOutside(
  mark: Readonly<Record<string, string>>,
  group: number,
): readonly LeftRunning[] {
  const entry = `${markName}=${mark[markName] ?? ""}\0`;
  return pids()
    .filter((pid) => pid > group && `${textOf(pid, "environ")}\0`.includes(entry) && groupOf(pid) !== group)
    .map((pid) => ({ pid, words: wordsOf(pid) }))
    .filter(({ words }) => words !== "");
}

function pids(): readonly number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** The fifth field of `stat`; the second is a name in parentheses that can hold anything. */
function groupOf(pid: number): number {
  const stat = textOf(pid, "stat");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
}

/** Empty for a zombie, which has ended. */
function wordsOf(pid: number): string {
  return printable(textOf(pid, "cmdline").replaceAll("\0", " ").trim(), longestWords);
}

function textOf(pid: number, file: "environ" | "cmdline" | "stat"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** @returns empty when nothing is left */
export function leftRunningSentences(left: readonly LeftRunning[]): readonly string[] {
  if (left.length === 0) return [];
  const subject = left.length === 1 ? "A process" : `${left.length} processes`;
  const verb = left.length === 1 ? "is" : "are";
  const list = left.map(({ pid, words }) => `${pid} (${words})`).join(", ");
  const kill = `kill ${left.map(({ pid }) => pid).join(" ")}`;
  return [
    `${subject} of the command left its process group and ${verb} still running: ${list}. To end what is left: ${kill}.`,
  ];
}
