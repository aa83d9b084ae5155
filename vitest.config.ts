import { defineConfig } from "vitest/config";

const stages = "{domain,scenarios,mock-server,mock-client,log,detector,score,harness,cli,vitest}";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    pool: "forks",
    coverage: { include: [`${stages}/**/*.ts`, "index.ts"], reporter: ["text-summary", "html"] },
  },
});
