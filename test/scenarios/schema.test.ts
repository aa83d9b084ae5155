import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Scenario } from "../../domain/scenario.ts";
import type { scenarioSchema } from "../../scenarios/schema.ts";

type Written = z.output<typeof scenarioSchema>;

test("what the schema lets through has the type of a scenario, no wider and no narrower", () => {
  expectTypeOf<Omit<Written, "recording">>().toEqualTypeOf<Omit<Scenario, "recording">>();
});

test("a file names its recording by its path", () => {
  expectTypeOf<Written["recording"]>().toEqualTypeOf<string | undefined>();
});

test("a file may leave out the modes", () => {
  expectTypeOf<Omit<Scenario, "modes" | "recording">>().toExtend<z.input<typeof scenarioSchema>>();
});
