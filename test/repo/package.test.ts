import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { readText } from "./sources.ts";

/** The packages chosen in the design. What every drill loads becomes part of the build. */
const chosen: Readonly<Record<string, string>> = {
  dependencies: `zod yaml d3-scale d3-shape re2js @prometheus-io/lezer-promql @lezer/lr @lezer/highlight`,
  devDependencies: `fastify undici yargs csv-stringify csv-parse picocolors pure-rand
    typescript tsx esbuild vitest @vitest/coverage-v8 fast-check oxlint oxlint-tsgolint prettier knip
    @changesets/cli playwright-core axe-core @types/node @types/yargs @types/d3-scale @types/d3-shape`,
  peerDependencies: `tsx vitest onnxruntime-node @nats-io/nats-core @nats-io/transport-node @nats-io/jetstream`,
};

/** A field of an object read from JSON. */
function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}

const manifest: unknown = JSON.parse(readText("package.json"));

test.for(Object.keys(chosen))("all %s are among those chosen in the design", (kind) => {
  const names = Object.keys(field(manifest, kind) ?? {});

  expect(names.filter((name) => chosen[kind]?.split(/\s+/).includes(name) !== true)).toEqual([]);
});

test("every shipped dependency has a lower bound and comes from the registry", () => {
  const ranges = Object.values(field(manifest, "dependencies") ?? {});

  expect(ranges.length).toBeGreaterThan(5);
  expect(ranges.filter((range) => !/^\^\d+\.\d+\.\d+$/.test(String(range)))).toEqual([]);
});

/** The allowed files of the tarball; `dist` exists after a build. */
const shipped =
  /^(?:dist\/(?:[\w-]+\/)*[\w-]+(?:\.d\.ts|\.js)|dist\/THIRD-PARTY\.txt|dist\/yargs\/locales\/en\.json|scenarios\/scenario\.schema\.json|docs\/(?:README|[a-z-]+)\.md|examples\/[\w./-]+|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

test("the tarball contains the program, schema, docs, examples and legal files, and nothing else", () => {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const listed: unknown = JSON.parse(execFileSync("npm", args, { encoding: "utf8", stdio: "pipe" }));
  const [tarball] = Array.isArray(listed) ? listed.map((one: unknown) => field(one, "files")) : [];

  const paths = Array.isArray(tarball) ? tarball.map((file: unknown) => String(field(file, "path"))) : [];

  expect(paths).toEqual(
    expect.arrayContaining([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "docs/errors.md",
      "package.json",
      "scenarios/scenario.schema.json",
    ]),
  );
  expect(paths.filter((path) => !shipped.test(path) || path.startsWith("dist/test/"))).toEqual([]);
});

test("the changelog begins with the version of the package", () => {
  const [, newest] = /^## (\S+)$/m.exec(readText("CHANGELOG.md")) ?? [];

  expect(newest).toBe(field(manifest, "version"));
});
