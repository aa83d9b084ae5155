import { defineConfig } from "vitest/config";

const stages = "{domain,scenarios,mock-server,mock-client,log,detector,score,report,harness,cli,vitest}";

/** Real Prometheus, scikit-learn and ONNX Runtime, and guarded processes. */
const engines = [
  "test/engines/**/*.test.ts",
  "test/detector/remote/prometheus/{example,processes,promtool-batch,real,refused-rules,unit-test,virtual}.test.ts",
  "test/detector/remote/{command,command-pool,guarded-process}.test.ts",
];
/** One file that starts the program as a user does. */
const smoke = ["test/program/main.test.ts"];
/** The built program in processes of its own, and drills in wall time. */
const program = [
  "test/program/**/*.test.ts",
  "test/wire/**/*.test.ts",
  "test/cli/commands/**/*.test.ts",
  "test/harness/drill/{wall-drill,webhook-faults}.test.ts",
];
/** What pages and examples say, run as a reader would. */
const docs = ["test/docs/**/*.test.ts", "test/examples/**/*.test.ts", "test/repo/{loads,toy-source}.test.ts"];
/** Reports in a real Chromium. */
const browser = ["test/browser/**/*.test.ts"];
/** Promises of detectors and statistics over many seeds. */
const figures = ["test/**/{promises,*-figures}.test.ts"];
/** Pure functions, and the rules of this repository. */
const facts = [
  "test/{domain,scenarios,score,report}/**/*.test.ts",
  "test/detector/{access,audit,login,process,series,text,traffic}/**/*.test.ts",
  "test/repo/*.test.ts",
];
/** Their files share processes, for none needs one of its own: the product is loaded once, not for each file. */
const together = { isolate: false };

/**
 * Every test file belongs to exactly one project, which a test in test/repo holds. `npm test` runs `facts`, `parts` and
 * `smoke`; `npm run test:all` runs everything.
 */
export default defineConfig({
  test: {
    testTimeout: 120_000,
    // Removing an installed package took more than 10 s on a busy machine.
    hookTimeout: 120_000,
    pool: "forks",
    // Most of the time passes while programs that tests start come up and end.
    maxWorkers: 3,
    expect: { requireAssertions: true },
    coverage: { include: [`${stages}/**/*.ts`, "index.ts"], reporter: ["text-summary", "html"] },
    projects: [
      project("facts", facts, [...docs, ...figures], together),
      project(
        "parts",
        ["test/**/*.test.ts"],
        [...facts, ...engines, ...program, ...smoke, ...docs, ...browser, ...figures],
        together,
      ),
      project("smoke", smoke),
      project("program", program, smoke),
      project("engines", engines),
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
  more: { readonly isolate?: boolean } = {},
) {
  return { extends: true as const, test: { name, include: [...include], exclude: [...exclude], ...more } };
}
