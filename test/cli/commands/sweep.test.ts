import { expect, test } from "vitest";
import { runMain } from "../run-main.ts";

test("a sweep of detectors with deadlines of their own says so in one line, and not with --within", async () => {
  const sweep =
    "sweep rapidly --vary attack.delayMs=500 --seeds 2 --detector knn --detector threshold --no-save";

  const own = await runMain(sweep.split(" "));
  const shared = await runMain(`${sweep} --within 5`.split(" "));

  expect(own.stdout.split("\n")[1]).toBe(
    "Deadlines differ, since detectors have defaults of their own: 10 for knn; 1 for threshold. --within sets one for all.",
  );
  expect(shared.stdout).not.toContain("Deadlines differ");
});
