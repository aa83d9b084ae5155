import type { LoginObservation } from "../../../domain/login/observation.ts";
import { calendarHourOf } from "../../../domain/time/calendar.ts";
import type { Truth } from "../../../domain/truth.ts";
import { twiceAsWide } from "../../../report/login/explore/attempts-per-hour.ts";
import type {
  AddressRow,
  BoundedCount,
  Exploration,
  Origin,
  RarerAddresses,
  TimeBar,
  TimeBars,
} from "../../../report/login/explore/exploration.ts";
import { counted, countText } from "../../../report/text/sentences.ts";
import { addressCollector, countOutcome, noOutcomes } from "./addresses.ts";
import { hourCollector } from "./hours.ts";
import type { ExploreLimits } from "./limits.ts";
import { nameNumbers, pointCollector, shortened } from "./limits.ts";

/** Summarizes a log by clock hour (UTC). */
interface BarCollector {
  readonly add: (login: LoginObservation) => void;
  readonly finish: () => TimeBars;
}

interface GrowingBar extends TimeBar {
  successes: number;
  failures: number;
}

/** @param limit - if there are more bars, all become twice as wide */
function barCollector(limit: number): BarCollector {
  let widthHours = 1;
  let bars = new Map<number, GrowingBar>();

  function widen(): void {
    const wider = twiceAsWide({ widthHours, bars: [...bars.values()] });
    widthHours = wider.widthHours;
    bars = new Map(wider.bars.map((bar) => [bar.index, { ...bar }]));
  }

  return {
    add: ({ atMs, outcome }) => {
      const index = Math.floor(calendarHourOf(atMs) / widthHours);
      const bar = bars.get(index) ?? { index, successes: 0, failures: 0 };
      bars.set(index, bar);
      if (outcome.kind === "success") bar.successes += 1;
      else bar.failures += 1;
      while (bars.size > limit) widen();
    },
    finish: () => ({
      widthHours,
      bars: [...bars.values()].toSorted((one, other) => one.index - other.index),
    }),
  };
}

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
  const bars = barCollector(limits.bars);
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
    bars.add(login);
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

function originOf(truth: Truth | undefined): Origin {
  if (truth === undefined) return "unknown";
  return truth.incident === undefined ? "other" : "attack";
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
