import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import { defineConfig } from "vitest/config";

const stages = "{domain,scenarios,mock-server,mock-client,log,detector,score,report,harness,cli,vitest}";

/** Real Prometheus, scikit-learn and ONNX Runtime, and guarded processes. */
const engines = [
  "test/engines/**/*.test.ts",
  "test/detector/remote/prometheus/{example,processes,promtool-batch,real,refused-rules,unit-test,virtual}.test.ts",
  "test/detector/remote/{command,command-pool,guarded-process}.test.ts",
];
/** What promtool and Python decide, which is the same on every Node. */
const answers = [
  "test/engines/{compare,scikit-learn}.test.ts",
  "test/detector/remote/prometheus/{example,refused-rules}.test.ts",
];
/** One file that starts the program as a user does. */
const smoke = ["test/program/main.test.ts"];
/** The built program in processes of its own, drills in wall time, and sweeps in threads. */
const program = [
  "test/program/**/*.test.ts",
  "test/wire/**/*.test.ts",
  "test/cli/commands/**/*.test.ts",
  "test/harness/drill/{wall-drill,webhook-faults}.test.ts",
  "test/harness/study/sweep.test.ts",
];
/** What pages and examples say, run as a reader would. */
const docs = ["test/docs/**/*.test.ts", "test/examples/**/*.test.ts", "test/repo/{loads,toy-source}.test.ts"];
/** Reports in a real Chromium. */
const browser = ["test/browser/**/*.test.ts"];
/** Promises of detectors and statistics over many seeds. */
const figures = ["test/**/{promises,*-figures}.test.ts"];
/** Rules of this repository, whose tools run on one Node. */
const repo = ["test/repo/*.test.ts"];
/** Pure functions. */
const facts = [
  "test/{domain,scenarios,score,report}/**/*.test.ts",
  "test/detector/{access,audit,login,process,series,text,traffic}/**/*.test.ts",
];
/**
 * Threads and processes of the product start compiled, which takes an eighth of the time. The module that starts them has
 * the URL that it has in the program. `parts` starts some from source.
 */
const startsCompiled: Plugin = {
  name: "starts-compiled",
  enforce: "pre",
  transform: (code, id) => {
    if (id !== fileURLToPath(new URL("harness/world/own-module.ts", import.meta.url))) return undefined;
    const url = `new URL("../harness/world/own-module.js", \`file://\${builtProgram()}\`).href`;
    return `import { builtProgram } from "../../test/program/built-program.ts";
      ${code.replaceAll("import.meta.url", url)}`;
  },
};
/** Their files share processes, for none needs one of its own: the product is loaded once, not for each file. */
const together = { isolate: false } as const;

/**
 * Every test file belongs to exactly one project, which a test in test/repo holds. `npm test` runs `repo`, `facts`,
 * `parts` and `smoke`; `npm run test:all` runs everything.
 */
export default defineConfig({
  test: {
    // A machine that is busy is no failure: a program took 20 s to start beside two others, a removed package 10 s.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
    // Most of the time passes while programs that tests start come up and end.
    maxWorkers: 3,
    expect: { requireAssertions: true, poll: { timeout: 90_000 } },
    coverage: { include: [`${stages}/**/*.ts`, "index.ts"], reporter: ["text-summary", "html"] },
    projects: [
      project("repo", repo, docs, together),
      project("facts", facts, [...docs, ...figures], { ...together, plugins: [startsCompiled] }),
      project(
        "parts",
        ["test/**/*.test.ts"],
        [...facts, ...repo, ...engines, ...program, ...smoke, ...docs, ...browser, ...figures],
        together,
      ),
      project("smoke", smoke),
      project("program", program, smoke, { plugins: [startsCompiled] }),
      project("engines", engines, answers),
      project("answers", answers),
      project("docs", docs),
      project("browser", browser),
      project("figures", figures),
    ],
  },
});

function project(
  name: string,
  include: readonly string[],
  exclude: readonly string[] = [],
  { plugins = [], isolate = true }: { readonly plugins?: Plugin[]; readonly isolate?: boolean } = {},
) {
  return {
    extends: true as const,
    plugins,
    test: { name, include: [...include], exclude: [...exclude], isolate },
  };
}
