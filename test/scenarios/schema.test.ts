import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { Scenario } from "../../domain/scenario.ts";
import type { scenarioSchema } from "../../scenarios/schema.ts";

test("what the schema lets through has the type of a scenario, no wider and no narrower", () => {
  expectTypeOf<z.output<typeof scenarioSchema>>().toEqualTypeOf<Scenario>();
});

test("a file may leave out the modes", () => {
  expectTypeOf<Omit<Scenario, "modes">>().toExtend<z.input<typeof scenarioSchema>>();
});
