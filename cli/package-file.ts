const root = new URL(import.meta.url.endsWith(".ts") ? ".." : "../..", import.meta.url);

/** A file of the package, such as `docs/errors.md`. The built program is one folder deeper than the sources. */
export function packageFile(path: string): URL {
  return new URL(path, root);
}
