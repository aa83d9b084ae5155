import { accessKit } from "./access/kit.ts";
import type { AccessObservation } from "./access/observation.ts";
import type { AccessPicture } from "./access/picture.ts";
import type { AccessScenario } from "./access/scenario.ts";
import { auditKit } from "./audit/kit.ts";
import type { AuditObservation } from "./audit/observation.ts";
import type { AuditPicture } from "./audit/picture.ts";
import type { AuditScenario } from "./audit/scenario.ts";
import { loginKit } from "./login/kit.ts";
import type { LoginObservation } from "./login/observation.ts";
import type { LoginPicture } from "./login/picture.ts";
import type { LoginScenario } from "./login/scenario.ts";
import { responseKit } from "./response/kit.ts";
import type { ResponseObservation } from "./response/observation.ts";
import type { ResponsePicture } from "./response/picture.ts";
import type { ResponseScenario } from "./response/scenario.ts";
import { processKit } from "./process/kit.ts";
import type { ProcessObservation } from "./process/observation.ts";
import type { ProcessPicture } from "./process/picture.ts";
import type { ProcessScenario } from "./process/scenario.ts";
import type { DomainKit } from "./source.ts";

/** Every log source with the types of its rows, scenarios and pictures. This is the only list of sources. */
interface Sources {
  readonly response: {
    readonly row: ResponseObservation;
    readonly scenario: ResponseScenario;
    readonly picture: ResponsePicture;
  };
  readonly login: {
    readonly row: LoginObservation;
    readonly scenario: LoginScenario;
    readonly picture: LoginPicture;
  };
  readonly audit: {
    readonly row: AuditObservation;
    readonly scenario: AuditScenario;
    readonly picture: AuditPicture;
  };
  readonly access: {
    readonly row: AccessObservation;
    readonly scenario: AccessScenario;
    readonly picture: AccessPicture;
  };
  readonly process: {
    readonly row: ProcessObservation;
    readonly scenario: ProcessScenario;
    readonly picture: ProcessPicture;
  };
}

/** The kind of log. */
export type LogSource = keyof Sources;

export type RowOf<S extends LogSource = LogSource> = { [P in S]: Sources[P]["row"] }[S];

export type ScenarioOf<S extends LogSource = LogSource> = { [P in S]: Sources[P]["scenario"] }[S];

export type PictureOf<S extends LogSource = LogSource> = { [P in S]: Sources[P]["picture"] }[S];

/** One line of a log as a monitoring system would see it. It never carries the truth. */
export type Observation = RowOf;

/** A drill as data: what happens, to whom, and which detectors must notice. */
export type Scenario = ScenarioOf;

/** The data of a log's charts. */
export type Picture = PictureOf;

const kits: { readonly [S in LogSource]: DomainKit<RowOf<S>, ScenarioOf<S>> } = {
  response: responseKit,
  login: loginKit,
  audit: auditKit,
  access: accessKit,
  process: processKit,
};

/** In display order. */
export const logSources: readonly LogSource[] = Object.keys(kits).filter(isLogSource);

function isLogSource(name: string): name is LogSource {
  return Object.hasOwn(kits, name);
}

/** What the source brings to every stage. */
export function domainKit<S extends LogSource>(source: S): DomainKit<RowOf<S>, ScenarioOf<S>> {
  return kits[source];
}

/** When the row's cause was set in motion. */
export function causedAtMs(row: Observation): number {
  return domainKit(row.kind).causedAtMs(row);
}
