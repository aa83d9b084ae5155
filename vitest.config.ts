import { defineConfig } from "vitest/config";

const stages = "{domain,scenarios,mock-server,mock-client,log,detector,score,report,harness,cli,vitest}";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    pool: "forks",
    // Most of the time goes by while programs that tests start come up and end.
    maxWorkers: 3,
    coverage: { include: [`${stages}/**/*.ts`, "index.ts"], reporter: ["text-summary", "html"] },
  },
});
