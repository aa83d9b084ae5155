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

/** Sums a log up by clock hour (UTC). */
interface BarCollector {
  readonly add: (login: LoginObservation) => void;
  readonly finish: () => TimeBars;
}

interface GrowingBar extends TimeBar {
  successes: number;
  failures: number;
}

/** @param limit - when there are more bars, all become twice as wide */
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

/** Takes a log in, row by row, and keeps no row. */
export interface ExplorationCollector {
  /** @param truth - absent where nothing says it */
  readonly add: (login: LoginObservation, truth?: Truth) => void;
  /** `undefined` of a log without a row; to be called once. */
  readonly finish: () => Exploration | undefined;
}

/** Memory depends on the limits, not on the length of the log. */
export function explorationCollector(limits: ExploreLimits): ExplorationCollector {
  const names = nameNumbers(limits.names);
  const [byAddress, byAddressHour] = [pointCollector(limits.points), pointCollector(limits.points)];
  const addresses = addressCollector(limits, byAddress);
  const hours = hourCollector(limits, byAddressHour, addresses.addHour);
  const bars = barCollector(limits.bars);
  const whole = { ...noOutcomes(), firstMs: Infinity, lastMs: -Infinity };
  let truth: Exploration["truth"] = "unknown";

  function add(observation: LoginObservation, said?: Truth): void {
    const origin = originOf(said);
    const login = shortened(observation);
    const user = names.numberOf(login.user);
    countOutcome(whole, login.outcome);
    whole.firstMs = Math.min(whole.firstMs, login.atMs);
    whole.lastMs = Math.max(whole.lastMs, login.atMs);
    if (origin !== "unknown") truth = "known";
    addresses.add(login, origin, user);
    hours.add(login, origin, user);
    bars.add(login);
  }

  function finish(): Exploration | undefined {
    if (whole.attempts === 0) return undefined;
    hours.finish();
    const { rarer, ...table } = addresses.finish();
    const users = names.known();
    const rounded = byAddress.rounded() + byAddressHour.rounded();
    return {
      ...whole,
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

/** What could not be kept exactly. */
interface Inexact {
  readonly rarer: RarerAddresses | undefined;
  readonly users: BoundedCount;
  /** Hours of addresses. */
  readonly split: number;
  /** Points. */
  readonly rounded: number;
  readonly rows: readonly AddressRow[];
}

/** A sentence for each thing that is not exact; none for a usual log. */
function explorationNotes({ rarer, users, split, rounded, rows }: Inexact): readonly string[] {
  const openEnded = rows.filter((row) => row.users.bound === "at-least").length;
  return [
    ...(rarer === undefined
      ? []
      : [
          `There are too many addresses to keep: ${counted(rarer.addresses, "address", "addresses")} with few attempts ` +
            "are lumped together, and one that came back counts again.",
        ]),
    ...(users.bound === "exact"
      ? []
      : [`More than ${countText(users.count)} user names: not all are counted.`]),
    ...(openEnded === 0
      ? []
      : [`${counted(openEnded, "address", "addresses")} tried more users than are counted.`]),
    ...(split === 0
      ? []
      : [
          `There are too many hours of addresses to keep, or the log is not in order of time: ${counted(split, "hour", "hours")} ` +
            "of addresses may be counted in parts.",
        ]),
    ...(rounded === 0
      ? []
      : [`${counted(rounded, "point", "points")} of the pictures are rounded to one digit.`]),
  ];
}
