import { loginKit } from "../../../domain/login/kit.ts";
import { hourBars } from "../../traffic/hour-bars.ts";
import { counted } from "../../text/sentences.ts";
import type { Exploration } from "./exploration.ts";

type Explored = Pick<Exploration, "bars" | "firstMs" | "lastMs" | "successes" | "attempts">;

/** Attempts in each clock hour (UTC), failures below and successes on top of them. */
export function attemptsPerHour({ successes, attempts, ...log }: Explored): string {
  return hourBars({
    ...log,
    row: loginKit.nouns.row,
    layers: [
      { colour: "var(--c1)", text: `${counted(attempts - successes, "failure", "failures")} (below)` },
      { colour: "var(--c2)", text: `${counted(successes, "success", "successes")} (above)` },
    ],
  });
}
