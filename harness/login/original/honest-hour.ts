import type { CPythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { NumpyRandom } from "../../../domain/chance/numpy-random.ts";
import { calendarHourOf, hourOfDay, isWorkday } from "../../../domain/time/calendar.ts";
import type { LogIn } from "./log-in.ts";

interface HonestStage {
  readonly random: CPythonRandom;
  readonly arrivals: NumpyRandom;
  readonly logIn: LogIn;
  readonly names: readonly string[];
  readonly addressesOf: ReadonlyMap<string, readonly string[]>;
}

const chances = [0.87, 0.93, 0.95];
const truth = { mode: "normal" };

/** One random user makes all honest logins of the hour from `fromMicros`. The last ones may come after that hour. */
export function honestHour(
  fromMicros: number,
  { random, arrivals, logIn, names, addressesOf }: HonestStage,
): void {
  const perHour = loginsPerHour(fromMicros, random);
  const waitsHours = Array.from({ length: arrivals.poisson(perHour) }, () =>
    arrivals.exponential(1 / perHour),
  );
  const user = random.choice(names);
  const addresses = addressesOf.get(user) ?? [];
  // The original draws an address here and never uses it.
  random.choice(addresses);
  let atMicros = fromMicros;
  for (const waitHours of waitsHours) {
    const ip = random.choice(addresses);
    const accuracy = random.gauss(1.01, 0.01);
    atMicros = logIn(atMicros + microsOfHours(waitHours), { ip, user, accuracy, chances, truth });
  }
}

/** Every hour of a workday counts as working time: the original tests for an hour from 9 on or up to 17, which is always true. */
function loginsPerHour(atMicros: number, random: CPythonRandom): number {
  const calendarHour = calendarHourOf(atMicros / 1000);
  const hour = hourOfDay(calendarHour);
  if (isWorkday(calendarHour)) return random.triangular(1.5, 5, 2.75);
  return hour < 5 || hour >= 11 ? random.uniform(0, 5) : random.uniform(1.5, 4.25);
}

export const hourMicros = 3_600_000_000;

/** Hours, at least 0, in microseconds. Rounds half to even, as Python's `timedelta` does. */
export function microsOfHours(hours: number): number {
  const wholeHours = Math.floor(hours);
  return wholeHours * hourMicros + roundHalfEven((hours - wholeHours) * hourMicros);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}
