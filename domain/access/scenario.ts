import type { TrafficScenario } from "../traffic/scenario.ts";
import type { Traffic } from "./traffic.ts";

/** A scenario that produces an access log. Visitors come and go all the time, by hour and weekday. */
export interface AccessScenario extends TrafficScenario<Traffic> {
  readonly source: "access";
  /** The seed of the site: its pages with their sizes and answer times. A whole number from 0. Default 1. */
  readonly site?: number;
}

const defaultSite = 1;

export function siteSeed({ site = defaultSite }: Pick<AccessScenario, "site">): number {
  return site;
}
