import { readdirSync, readFileSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every shipped folder. */
export const stageFolders = [
  "domain",
  "scenarios",
  "mock-server",
  "mock-client",
  "log",
  "detector",
  "score",
  "report",
  "harness",
  "cli",
  "vitest",
] as const;

export interface SourceFile {
  /** Relative to the project folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The shipped sources: the stage folders that exist, and index.ts. */
export function sourceFiles(): readonly SourceFile[] {
  const inFolders = stageFolders.filter((folder) => existsSync(`${root}/${folder}`)).flatMap(filesBelow);
  const paths = existsSync(`${root}/index.ts`) ? [...inFolders, "index.ts"] : inFolders;
  return paths.map((path) => ({ path, text: readFileSync(`${root}/${path}`, "utf8") }));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

/** A file of the project as text. */
export function readText(path: string): string {
  return readFileSync(`${root}/${path}`, "utf8");
}
