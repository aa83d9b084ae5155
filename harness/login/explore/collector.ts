import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { Truth } from "../../../domain/truth.ts";
import type { AddressRow, Exploration, RarerAddresses } from "../../../report/login/explore/exploration.ts";
import type { BoundedCount } from "../../../report/traffic/explored.ts";
import { counted, countText } from "../../../report/text/sentences.ts";
import { addressCollector, countOutcome, noOutcomes } from "./addresses.ts";
import { hourCollector } from "./hours.ts";
import type { ExploreLimits } from "./limits.ts";
import { pointCollector, shortened } from "./limits.ts";
import { barCollector, nameNumbers, originOf } from "../../traffic/explore.ts";

/** Summarizes a log row by row and keeps no row. */
export interface ExplorationCollector {
  /** @param truth - absent if unknown */
  readonly add: (login: LoginObservation, truth?: Truth) => void;
  /** `undefined` for a log without rows. Call it once. */
  readonly finish: () => Exploration | undefined;
}

/** Memory depends on the limits, not on the length of the log. */
export function explorationCollector(limits: ExploreLimits): ExplorationCollector {
  const names = nameNumbers(limits.names);
  const [byAddress, byAddressHour] = [pointCollector(limits.points), pointCollector(limits.points)];
  const addresses = addressCollector(limits, byAddress);
  const hours = hourCollector(limits, byAddressHour, addresses.addHour);
  const bars = barCollector(limits.bars, 2);
  const totals = { ...noOutcomes(), firstMs: Infinity, lastMs: -Infinity };
  let truth: Exploration["truth"] = "unknown";

  function add(observation: LoginObservation, rowTruth?: Truth): void {
    const origin = originOf(rowTruth);
    const login = shortened(observation);
    const user = names.numberOf(login.user);
    countOutcome(totals, login.outcome);
    totals.firstMs = Math.min(totals.firstMs, login.atMs);
    totals.lastMs = Math.max(totals.lastMs, login.atMs);
    if (origin !== "unknown") truth = "known";
    addresses.add(login, origin, user);
    hours.add(login, origin, user);
    bars.add(login.atMs, login.outcome.kind === "failure" ? 0 : 1);
  }

  function finish(): Exploration | undefined {
    if (totals.attempts === 0) return undefined;
    hours.finish();
    const { rarer, ...table } = addresses.finish();
    const users = names.known();
    const rounded = byAddress.rounded() + byAddressHour.rounded();
    return {
      ...totals,
      ...table,
      ...(rarer === undefined ? {} : { rarer }),
      truth,
      users,
      bars: bars.finish(),
      byAddress: byAddress.finish(),
      byAddressHour: byAddressHour.finish(),
      notes: explorationNotes({ rarer, users, split: hours.split(), rounded, rows: table.rows }),
    };
  }

  return { add, finish };
}

/** What the limits made inexact. */
interface Inexact {
  readonly rarer: RarerAddresses | undefined;
  readonly users: BoundedCount;
  /** Hours of addresses that may be counted in parts. */
  readonly split: number;
  /** Rounded points. */
  readonly rounded: number;
  readonly rows: readonly AddressRow[];
}

/** One sentence for each inexact figure. A typical log has none. */
function explorationNotes({ rarer, users, split, rounded, rows }: Inexact): readonly string[] {
  const openEnded = rows.filter((row) => row.users.bound === "at-least").length;
  return [
    ...(rarer === undefined
      ? []
      : [
          `Too many addresses: ${counted(rarer.addresses, "address", "addresses")} with few attempts ` +
            `${rarer.addresses === 1 ? "is" : "are"} merged, and a merged address that returns counts again.`,
        ]),
    ...(users.bound === "exact"
      ? []
      : [`More than ${countText(users.count)} user names: the rest are not counted.`]),
    ...(openEnded === 0
      ? []
      : [`${counted(openEnded, "address", "addresses")} tried more users than the table counts.`]),
    ...(split === 0
      ? []
      : [
          `Too many address hours, or a log out of order: ${counted(split, "address hour", "address hours")} ` +
            "may be counted in parts.",
        ]),
    ...(rounded === 0
      ? []
      : [
          `${counted(rounded, "point of the pictures is", "points of the pictures are")} rounded to one digit.`,
        ]),
  ];
}
