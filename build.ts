import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile, Plugin } from "esbuild";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Modules that package.json names, or that this program starts as threads and processes. */
const entries = [
  "cli/main.ts",
  "index.ts",
  "vitest/index.ts",
  "harness/clock/timer-worker.ts",
  "harness/session/onnx-worker.ts",
  "harness/session/stop-ear-worker.ts",
  "harness/study/sweep-worker.ts",
  "harness/world/server-process.ts",
  "mock-server/process/keeper.ts",
  "mock-server/process/victim.ts",
];

/** What every drill loads. It becomes part of the program; other packages are installed beside it. */
const bundled = /^(?:csv-parse|csv-stringify|fastify|picocolors|pure-rand|undici|yargs)(?:\/|$)/;

/** What the packages above load only for features that are not used here: schemas, a logger, requests without a socket. */
const neverLoaded =
  /^(?:@fastify\/ajv-compiler|@fastify\/fast-json-stringify-compiler|light-my-request|pino)$/;

const packages: Plugin = {
  name: "packages",
  setup: (setup) => {
    setup.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || path.startsWith("node:")) return undefined;
      const isOutside = importer.includes("/node_modules/") ? neverLoaded.test(path) : !bundled.test(path);
      return isOutside ? { path, external: true } : undefined;
    });
  },
};

/** Stands for the folder of the build in the text of a module. */
const home = "firedrill-build:/";

/** The words of yargs, which it reads from beside itself. */
const yargsShim = "yargs/lib/platform-shims/esm.mjs";
const yargsWords = "yargs/locales/en.json";

/** A module has the URL that it would have as a file of its own, whichever file it ends up in. */
const ownUrls: Plugin = {
  name: "own-urls",
  setup: (setup) => {
    setup.onLoad({ filter: /\.ts$|[/\\]platform-shims[/\\]esm\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const isOurs = path.endsWith(".ts");
      const place = isOurs ? relative(root, path).replace(/\.ts$/, ".js") : yargsShim;
      const url = `new URL(${JSON.stringify(home + place)}, import.meta.url).href`;
      return { loader: isOurs ? "ts" : "js", contents: text.replaceAll("import.meta.url", url) };
    });
  },
};

/**
 * string-width makes these as it is loaded, in 40 ms, for text that is not plain ASCII. Only the help has its text measured, so
 * they are made when they are used.
 */
const measuresWidth = /^const (segmenter|rgiEmojiRegex) = (.+);$/gm;

const madeWhenUsed: Plugin = {
  name: "made-when-used",
  setup: (setup) => {
    setup.onLoad({ filter: /[/\\]string-width[/\\]index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const makers = new Map(
        [...text.matchAll(measuresWidth)].map(([, name = "", maker = ""]) => [name, maker]),
      );
      if (!makers.has("segmenter")) throw new RangeError(`${path} no longer makes a segmenter`);
      return {
        loader: "js",
        contents: text
          .replaceAll(measuresWidth, "let $1;")
          .replaceAll(
            /\b(segmenter|rgiEmojiRegex)\./g,
            (_use, name: string) => `(${name} ??= ${makers.get(name)}).`,
          ),
      };
    });
  },
};

/** What a package in CommonJS needs to find the modules of Node. */
const usesRequire = 'typeof require !== "undefined" ? require';
const requireLine =
  'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n';

/**
 * `tsx build.ts [FOLDER]` writes the program as files that share what they have in common: a module is evaluated once, whoever
 * imports it, so that a class is the same in the program, in the library and in a detector of the user's.
 */
async function main(folder = "dist"): Promise<void> {
  const out = resolve(folder);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: out,
    outbase: root,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    write: false,
    plugins: [packages, ownUrls, madeWhenUsed],
  });
  for (const { path, text } of outputFiles) {
    const up = relative(dirname(path), out);
    const placed = text.replaceAll(home, up === "" ? "./" : `${up}/`);
    write(path, placed.includes(usesRequire) ? requireLine + placed : placed);
  }
  write(join(out, yargsWords), readFileSync(join(root, "node_modules", yargsWords), "utf8"));
  write(join(out, "THIRD-PARTY.txt"), licenses(metafile));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The packages that are part of the build, with their licenses. */
function licenses({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = new Set(
    inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const texts = new Set([...folders].map((folder) => licenseIn(join(root, folder))));
  return `Firedrill contains these packages.\n\n${[...texts].toSorted().join("\n")}`;
}

function licenseIn(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  const words = ["name", "version", "license"].map((field) => wordIn(manifest, field));
  return `${"-".repeat(72)}\n${words.join(" ")}\n${text}`;
}

/** @throws RangeError for a package that does not say under which license it is */
function wordIn(manifest: unknown, field: string): string {
  const fields = typeof manifest === "object" && manifest !== null ? Object.entries(manifest) : [];
  const value: unknown = new Map<string, unknown>(fields).get(field);
  if (typeof value !== "string") throw new RangeError(`a bundled package has no ${field}`);
  return value;
}

await main(process.argv[2]);
