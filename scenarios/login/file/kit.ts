import type { LoginScenario } from "../../../domain/login/scenario.ts";
import type { Traffic } from "../../../domain/login/traffic.ts";
import { loginTraffic } from "../../../domain/login/traffic.ts";
import { defaultUserCount, fewestUsers, mostUsers } from "../../../domain/login/user-base.ts";
import type { Mistake } from "../../file/mistake.ts";
import { parsedBy } from "../../file/parse.ts";
import type { FileKit } from "../../source.ts";
import type { TrafficSettings } from "../../traffic/change.ts";
import { changeTraffic } from "../../traffic/change.ts";
import { trafficMistakes } from "../../traffic/mistakes.ts";
import { loginSchema, trafficSchemas } from "./schema.ts";

const userCount = { field: "users", fewest: fewestUsers, most: mostUsers, usual: defaultUserCount };

const mistakes = (value: unknown): readonly Mistake[] => trafficMistakes(value, loginTraffic, [userCount]);

const { hours, users } = loginSchema.unwrap().shape;

const settings: TrafficSettings<Traffic> = {
  numbers: { hours, users },
  kinds: loginTraffic,
  schemas: trafficSchemas,
  mistakes,
};

export const loginFiles: FileKit<LoginScenario> = {
  schema: loginSchema,
  parse: (value) => parsedBy(loginSchema, value, mistakes(value)),
  change: (scenario, setting) => changeTraffic(settings, scenario, setting),
};
