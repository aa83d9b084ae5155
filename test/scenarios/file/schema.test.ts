import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import type { loginSchema } from "../../../scenarios/login/file/schema.ts";
import type { responseSchema } from "../../../scenarios/response/file/schema.ts";

type Written = z.output<typeof responseSchema>;

test("what the schema lets through has the type of a scenario of responses, no wider and no narrower", () => {
  expectTypeOf<Omit<Written, "recording">>().toEqualTypeOf<Omit<ResponseScenario, "recording">>();
});

test("the same holds for scenarios of logins", () => {
  expectTypeOf<z.output<typeof loginSchema>>().toEqualTypeOf<LoginScenario>();
});

test("a file names its recording by its path", () => {
  expectTypeOf<Written["recording"]>().toEqualTypeOf<string | undefined>();
});

test("a file may leave out the modes", () => {
  expectTypeOf<Omit<ResponseScenario, "modes" | "recording">>().toExtend<z.input<typeof responseSchema>>();
});
