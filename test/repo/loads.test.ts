import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { testFolder } from "../harness/folder.ts";
import { builtProgram } from "../program/built-program.ts";

/** Records every imported module, in a separate thread. */
const loadHook = `
import { appendFileSync } from "node:fs";
export function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + "\\n");
  return next(url, context);
}`;

/** Runs before the program; writes down its imports and, at exit, its required modules. */
const preload = `
import { createRequire, register } from "node:module";
import { appendFileSync } from "node:fs";
register(${JSON.stringify(dataUrl(loadHook))});
const { cache } = createRequire(process.execPath);
process.on("exit", () => appendFileSync(process.env.LOADED, Object.keys(cache).join("\\n")));`;

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

interface Loaded {
  /** Packages, in alphabetical order: those beside the program, and those in a file of it. */
  readonly packages: readonly string[];
  /** Of the files below `cli/commands/`, without their ending. */
  readonly commands: readonly string[];
}

/** The dependencies of the program, beside it or part of it, in alphabetical order. */
const chosen = [
  ...Object.keys(packageJson.dependencies),
  ..."csv-parse csv-stringify fastify picocolors pure-rand undici yargs".split(" "),
].toSorted();

/** What the built program loads for a command. A file of it names the modules that it was made of. */
async function loadedBy(args: readonly string[]): Promise<Loaded> {
  const list = join(testFolder(), "loaded");
  const child = spawn(process.execPath, ["--import", dataUrl(preload), builtProgram(), ...args], {
    env: { ...process.env, LOADED: list },
    stdio: "ignore",
  });
  expect(await once(child, "exit")).toEqual([0, null]);
  const loaded = readFileSync(list, "utf8");
  const files = [...new Set(loaded.match(/(?<=^file:\/\/).*\/dist\/.*\.js$/gm))];
  const modules = files.flatMap(
    (path) => readFileSync(path, "utf8").match(/^ *\/\/ \S+\.[cm]?[jt]s$/gm) ?? [],
  );
  const places = `${loaded}\n${modules.join("\n")}`;
  return {
    packages: chosen.filter((name) => places.includes(`node_modules/${name}/`)),
    commands: [
      ...new Set([...places.matchAll(/\/\/ cli\/commands\/(.*)\.ts$/gm)].map(([, name = ""]) => name)),
    ],
  };
}

const always = ["picocolors", "yargs"];

test.for([
  [["--help"], always, [], "the help of the program comes from the table of commands"],
  [["--version"], always, [], "so does everything that is no command's"],
  [["run", "--help"], always, ["run"], "the help of a command needs no more than its options"],
  [["tune", "--help"], always, ["tune"], "and none of what it plays"],
  [["list"], [...always, "pure-rand"], ["list"], "chance has its constants"],
  [
    ["run", "rapidly", "--no-save"],
    [...always, "csv-parse", "csv-stringify", "fastify", "pure-rand", "undici"],
    ["run", "run/drills", "run/baseline"],
    "a server, a client and a log; no file of a scenario, and no metrics",
  ],
] as const)("firedrill %j loads these packages and no others: %j", async ([args, packages, commands]) => {
  const loaded = await loadedBy(args);

  expect(loaded.packages).toEqual(packages.toSorted());
  expect(loaded.commands.toSorted()).toEqual(commands.toSorted());
});
