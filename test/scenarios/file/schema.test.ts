import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { loginSchema } from "../../../scenarios/login/file.ts";
import { loginBruteforce } from "../../../scenarios/login/login-bruteforce.ts";
import { responseSchema } from "../../../scenarios/response/file/schema.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";

type Written = z.output<typeof responseSchema>;

test("the schema accepts exactly the type of a response scenario", () => {
  expectTypeOf<Omit<Written, "recording">>().toEqualTypeOf<Omit<ResponseScenario, "recording">>();
  expect(responseSchema.parse(rapidly)).toEqual(rapidly);
  expect(responseSchema.safeParse({ ...rapidly, phases: "all" }).success).toBe(false);
});

test("the schema accepts exactly the type of a login scenario", () => {
  expectTypeOf<z.output<typeof loginSchema>>().toEqualTypeOf<LoginScenario>();
  expect(loginSchema.parse(loginBruteforce)).toEqual(loginBruteforce);
  expect(loginSchema.safeParse({ ...loginBruteforce, traffic: "all" }).success).toBe(false);
});

test("in a file the recording is a path", () => {
  expectTypeOf<Written["recording"]>().toEqualTypeOf<string | undefined>();
  expect(responseSchema.parse({ ...rapidly, recording: "log.csv" }).recording).toBe("log.csv");
});

test("a file can omit the modes", () => {
  expectTypeOf<Omit<ResponseScenario, "modes" | "recording">>().toExtend<z.input<typeof responseSchema>>();
  const { modes, ...rest } = rapidly;
  expect(responseSchema.parse(rest).modes).toEqual(modes);
});
