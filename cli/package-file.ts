import { readFileSync } from "node:fs";

const root = new URL(import.meta.url.endsWith(".ts") ? ".." : "../..", import.meta.url);

/** A file of the package, such as `docs/errors.md`. The built program is one folder deeper than the sources. */
export function packageFile(path: string): URL {
  return new URL(path, root);
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile("package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "unknown";
}
