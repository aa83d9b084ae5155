import { posix } from "node:path";
import type { SourceFile } from "./sources.ts";
import { stageFolders } from "./sources.ts";

/** The allowed imports of a folder or file. */
interface ImportRule {
  /** The project's folders, besides itself. */
  readonly ours: readonly string[];
  readonly packages: readonly string[];
  /** Node's own modules, without `node:`; or all of them. */
  readonly node: "all" | readonly string[];
}

/** The design's table; the longest matching path applies. */
const importRules: Readonly<Record<string, ImportRule>> = {
  domain: { ours: [], packages: ["pure-rand"], node: [] },
  scenarios: { ours: ["domain"], packages: ["yaml", "zod"], node: [] },
  "scenarios/file/load.ts": { ours: ["domain"], packages: ["yaml", "zod"], node: ["fs", "fs/promises"] },
  "scenarios/response/file/recording.ts": { ours: ["domain"], packages: [], node: ["fs", "path"] },
  log: {
    ours: ["domain"],
    packages: ["csv-stringify", "csv-parse", "zod"],
    node: ["fs", "fs/promises", "path", "stream", "zlib"],
  },
  "mock-server": {
    ours: ["domain"],
    packages: ["fastify"],
    node: ["crypto", "events", "http", "net"],
  },
  "mock-server/process": {
    ours: ["domain"],
    packages: ["fastify"],
    node: "all",
  },
  "mock-client": { ours: ["domain"], packages: ["undici"], node: [] },
  detector: { ours: ["domain"], packages: [], node: [] },
  "detector/remote": {
    ours: ["domain"],
    packages: ["undici", "fastify", "yaml", "zod", "@prometheus-io/lezer-promql", "re2js"],
    node: "all",
  },
  score: { ours: ["domain"], packages: [], node: [] },
  report: { ours: ["domain"], packages: ["d3-scale", "d3-shape"], node: [] },
  harness: {
    ours: ["domain", "scenarios", "mock-server", "mock-client", "log", "detector", "score", "report"],
    packages: [],
    node: "all",
  },
  // zod checks external data; loaded only when such data is read.
  "harness/files/verdict-file.ts": { ours: ["domain", "log"], packages: ["zod"], node: ["fs"] },
  "harness/files/report-file.ts": {
    ours: ["domain", "log", "report"],
    packages: ["zod"],
    node: ["fs", "path"],
  },
  cli: {
    ours: ["harness", "score", "report", "scenarios", "detector", "log", "domain"],
    packages: ["yargs", "picocolors"],
    node: "all",
  },
  vitest: {
    ours: ["harness", "score", "report", "scenarios", "detector", "domain"],
    packages: ["vitest"],
    node: "all",
  },
  "index.ts": { ours: stageFolders, packages: [], node: [] },
};

const fromClause =
  /(?<![-\w$.])(?:import|export)\s*(?:type\s*)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})?\s*from\s*["']([^"']+)["']/g;
const bare = /(?<![-\w$.])import\s*["']([^"']+)["']/g;
const called = /(?<![-\w$.])(?:import|require)\s*\(\s*(?:(["'`])([^"'`$]+)\1\s*[),])?/g;

/** The imports of a file, including types; `undefined` for an `import(...)` of an expression. */
export function importsOf(text: string): readonly (string | undefined)[] {
  return [
    ...[...text.matchAll(fromClause)].map(([, specifier]) => specifier),
    ...[...text.matchAll(bare)].map(([, specifier]) => specifier),
    ...[...text.matchAll(called)].map(([, , specifier]) => specifier),
  ];
}

/** Every import of the file that the table forbids, as `path imports specifier: reason`. */
export function importMistakes({ path, text }: SourceFile): readonly string[] {
  const rule = ruleFor(path);
  if (rule === undefined) return [`${path} is in a folder without a rule`];
  return importsOf(text).flatMap((specifier) => {
    const reason = specifier === undefined ? computedReason(path) : reasonAgainst(path, rule, specifier);
    return reason === undefined ? [] : [`${path} imports ${specifier ?? "(computed)"}: ${reason}`];
  });
}

function ruleFor(path: string): ImportRule | undefined {
  const fitting = Object.keys(importRules).filter((key) => path === key || path.startsWith(`${key}/`));
  const longest = fitting.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : importRules[longest];
}

function computedReason(path: string): string | undefined {
  // The watched process starts a thread of its own, from source as well as built.
  const isAllowed = path.startsWith("harness/") || path === "mock-server/process/victim.ts";
  return isAllowed ? undefined : "only the harness loads what is named at run time";
}

function reasonAgainst(path: string, rule: ImportRule, specifier: string): string | undefined {
  if (specifier.startsWith("node:")) {
    const allowed = rule.node === "all" || rule.node.includes(specifier.slice("node:".length));
    return allowed ? undefined : "this module of Node is not for here";
  }
  if (specifier.startsWith(".")) return reasonAgainstOurs(path, rule, specifier);
  const packageName = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return rule.packages.includes(packageName) ? undefined : "this package is not for here";
}

function reasonAgainstOurs(path: string, rule: ImportRule, specifier: string): string | undefined {
  if (!specifier.endsWith(".ts")) return "it does not end in .ts";
  const target = posix.join(posix.dirname(path), specifier);
  const [folder = ""] = target.split("/");
  const own = path.split("/")[0];
  return folder === own || rule.ours.includes(folder) ? undefined : "this folder is not for here";
}
