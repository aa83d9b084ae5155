import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.push(folder);
  return folder;
}

/** An example in a folder of its own, where `firedrill` is what the packed tarball holds. */
export interface InstalledExample {
  readonly folder: string;
  /** Runs a shell command there. */
  readonly run: (
    command: string,
    env?: Readonly<Record<string, string>>,
  ) => { readonly status: number | null; readonly stdout: string; readonly stderr: string };
}

/** Packs the package as it would be published, without touching the `dist` of the clone. */
export function packTarball(): string {
  const folder = temporaryFolder("firedrill-pack-");
  const staged = join(folder, "staged");
  mkdirSync(staged);
  for (const file of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "docs", "scenarios"])
    cpSync(join(root, file), join(staged, file), { recursive: true });
  const dist = join(staged, "dist");
  const commands = [
    ["tsc", "-p", "tsconfig.build.json", "--outDir", dist],
    ["tsx", "build.ts", dist],
  ] as const;
  for (const [command, ...args] of commands)
    execFileSync(join(root, "node_modules/.bin", command), args, { cwd: root, stdio: "pipe" });
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent"], {
    cwd: staged,
    encoding: "utf8",
  });
  return join(staged, packed.trim().split("\n").at(-1) ?? "");
}

/** Copies an example and gives it the tarball; other packages come from the clone. */
export function installExample(name: string, tarball: string): InstalledExample {
  const folder = temporaryFolder(`firedrill-${name}-`);
  cpSync(join(root, "examples", name), folder, { recursive: true });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "firedrill"), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", join(modules, "firedrill")]);
  for (const entry of readdirSync(join(root, "node_modules"))) {
    if (entry !== "firedrill" && entry !== ".bin")
      symlinkSync(join(root, "node_modules", entry), join(modules, entry));
  }
  mkdirSync(join(modules, ".bin"));
  for (const [command, target] of [
    ["firedrill", "firedrill/dist/cli/main.js"],
    ["vitest", "vitest/vitest.mjs"],
  ] as const) {
    symlinkSync(join(modules, target), join(modules, ".bin", command));
    execFileSync("chmod", ["+x", join(modules, target)]);
  }
  return {
    folder,
    run: (command, env = {}) => {
      const path = [join(modules, ".bin"), dirname(process.execPath), process.env["PATH"]].join(":");
      const quiet = { NO_COLOR: "1", CI: "true", GITHUB_ACTIONS: "" };
      return spawnSync("sh", ["-c", command], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, ...quiet, PATH: path, ...env },
      });
    },
  };
}
