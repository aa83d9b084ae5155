import { expect, test } from "vitest";
import { crashingModule } from "../crashing-module.ts";
import { runMain } from "../run-main.ts";

const compared = (report: string) =>
  runMain(
    `compare rapidly --detector ${crashingModule()} --detector threshold --repeat 2 --report ${report}`.split(
      " ",
    ),
  );

test("compare reports a crashed detector, ranks the others and exits with 3", async () => {
  const { code, stdout, stderr } = await compared("text");

  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(stdout).toMatch(
    /^ERROR {3}\S+ could not be judged in 2 of 2 drills of rapidly: .* crashed on observation 9: TypeError: ten is too many/,
  );
  expect(stdout).toMatch(/^rapidly, attack\ndetector .*\nthreshold .*\d\n\n/m);
});

test("compare --report json lists the crashed drills beside the rows of the others", async () => {
  const { code, stdout } = await compared("json");

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    rows: [{ scenario: "rapidly", detector: "threshold" }],
    crashed: [{ scenario: "rapidly", crashed: 2, drills: 2, error: { code: "DETECTOR_CRASHED" } }],
  });
});
