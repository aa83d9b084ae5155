import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { builtProgram } from "../program/built-program.ts";
import { stageFolders } from "../repo/sources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A page of the project as text. */
export function pageText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The code blocks of one language, in order, each without its fences. */
export function codeBlocks(page: string, language: string): readonly string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...page.matchAll(fenced)].map(([, code = ""]) => code);
}

/** What a page tells its reader to type, one command each; `a && b` are two. */
export function commandsOf(page: string): readonly string[] {
  return codeBlocks(page, "sh")
    .flatMap((block) => block.split("\n"))
    .flatMap((line) => line.split(" && "))
    .filter((line) => line.trim() !== "");
}

const clones: string[] = [];
afterAll(() => clones.forEach((clone) => rmSync(clone, { recursive: true, force: true })));

/** A clone in a folder of its own, so that what a reader's commands write is not written here. */
export function readersClone(): string {
  const clone = mkdtempSync(join(tmpdir(), "firedrill-clone-"));
  clones.push(clone);
  for (const name of [...stageFolders, "index.ts", "node_modules", "package.json", "tsconfig.json"])
    symlinkSync(join(root, name), join(clone, name));
  return clone;
}

/** What a machine that is busy adds: lines of progress, once every ten seconds. */
const progress = /^[a-z]+ \d+ (?:of|after) .*\n/gm;

/** What a command left behind, without progress. */
export interface Typed {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Types a command into bash. Scripts of package.json that start the program from its source start that source compiled, which
 * is many times faster and differs in its name for itself; `test/program/own-command.test.ts` types them as they are.
 */
export async function typed(command: string, cwd: string): Promise<Typed> {
  const program = `node ${builtProgram()}`;
  const compiled = command
    .replaceAll(/npm run (?:-s |--silent )?firedrill --|npx tsx cli\/main\.ts/g, program)
    .replaceAll(/npm run scenario (.*?)(?= -- |$)(?: --)?/g, `${program} run $1`);
  const left = await typedAsIs(compiled, cwd);
  return { ...left, stdout: left.stdout.replaceAll("npx firedrill ", "npm run firedrill -- ") };
}

/** Types a command into bash, with the Node that runs the tests. */
export function typedAsIs(command: string, cwd: string): Promise<Typed> {
  const path = `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn("bash", ["-c", command], {
    cwd,
    env: { ...process.env, PATH: path, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code: code ?? undefined, ...output, stderr: output.stderr.replaceAll(progress, "") }),
    );
  });
}

/** The exit code that the page promises, as `# exit 1` behind the command; else 0. */
export function promisedExit(command: string): number {
  return Number(/# exit (\d+)$/.exec(command)?.[1] ?? 0);
}

/** The names of a JSON object's fields; none for anything else. */
export function fieldsOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
