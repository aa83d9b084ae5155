import type { AccessScenario } from "../../../domain/access/scenario.ts";
import type { Traffic } from "../../../domain/access/traffic.ts";
import { accessTraffic } from "../../../domain/access/traffic.ts";
import type { Mistake } from "../../file/mistake.ts";
import { parsedBy } from "../../file/parse.ts";
import type { FileKit } from "../../source.ts";
import type { TrafficSettings } from "../../traffic/change.ts";
import { changeTraffic } from "../../traffic/change.ts";
import { trafficMistakes } from "../../traffic/mistakes.ts";
import { accessSchema, trafficSchemas } from "./schema.ts";

const mistakes = (value: unknown): readonly Mistake[] => trafficMistakes(value, accessTraffic, []);

const { hours, site } = accessSchema.unwrap().shape;

const settings: TrafficSettings<Traffic> = {
  numbers: { hours, site },
  kinds: accessTraffic,
  schemas: trafficSchemas,
  mistakes,
};

export const accessFiles: FileKit<AccessScenario> = {
  schema: accessSchema,
  parse: (value) => parsedBy(accessSchema, value, mistakes(value)),
  change: (scenario, setting) => changeTraffic(settings, scenario, setting),
};
