import type { CPythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { LoginFailure, LoginOutcome } from "../../../domain/login/observation.ts";
import type { Truth } from "../../../domain/truth.ts";

/** A row of the log before sorting. */
export interface OriginalRow {
  readonly atMicros: number;
  readonly ip: string;
  readonly user: string;
  readonly outcome: LoginOutcome;
  readonly truth: Truth;
}

/** A user who tries to log in. */
interface Visitor {
  readonly ip: string;
  readonly user: string;
  /** Probability of typing the name right, and of correcting it after an error. May be below 0 or above 1. */
  readonly accuracy: number;
  /** Probability that the first, second and third password is right. */
  readonly chances: readonly number[];
  readonly truth: Truth;
}

interface LogInTools {
  readonly random: CPythonRandom;
  readonly names: ReadonlySet<string>;
  readonly record: (row: OriginalRow) => void;
}

/** Makes the attempts of a visitor from this instant on, in microseconds since 1970. Returns the instant of the last one. */
export type LogIn = (fromMicros: number, visitor: Visitor) => number;

const secondMicros = 1_000_000;
const mostTries = 3;
const letters = "abcdefghijklmnopqrstuvwxyz".split("");
const success: LoginOutcome = { kind: "success" };

/**
 * The original's login page. Attempts are a second apart. Three failures, the last with a valid name, lock the account. The
 * next visits to a locked account are refused at once, and each unlocks it with probability one half.
 */
export function loginPage({ random, names, record }: LogInTools): LogIn {
  const locked = new Set<string>();

  return (fromMicros, { ip, user, accuracy, chances, truth }) => {
    let atMicros = fromMicros;
    let typed = random.random() > accuracy ? misspelled(user, random) : user;
    const log = (outcome: LoginOutcome): void => record({ atMicros, ip, user: typed, outcome, truth });

    const succeeds = (): boolean =>
      chances.slice(0, mostTries).some((chance) => {
        atMicros += secondMicros;
        if (!names.has(typed)) {
          log(failed("wrong_username"));
          if (random.random() <= accuracy) typed = user;
          return false;
        }
        const isRight = random.random() <= chance;
        log(isRight ? success : failed("wrong_password"));
        return isRight;
      });

    if (locked.has(typed)) {
      log(failed("account_locked"));
      if (random.random() >= 0.5) locked.delete(typed);
    } else if (!succeeds() && chances.length >= mostTries && names.has(typed)) locked.add(typed);
    return atMicros;
  };
}

function failed(reason: LoginFailure): LoginOutcome {
  return { kind: "failure", reason };
}

/** The name with one letter left out or replaced by a random one, possibly the same. */
function misspelled(name: string, { random, randint, choice }: CPythonRandom): string {
  const place = randint(0, name.length - 1);
  const start = name.slice(0, place);
  const end = name.slice(place + 1);
  return random() < 0.5 ? start + end : start + choice(letters) + end;
}
