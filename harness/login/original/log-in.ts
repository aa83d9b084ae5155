import type { CPythonRandom } from "../../../domain/chance/cpython-random.ts";
import type { LoginFailure, LoginOutcome } from "../../../domain/login/observation.ts";
import type { Truth } from "../../../domain/truth.ts";

/** One line of the log before it has its place. */
export interface OriginalRow {
  readonly atMicros: number;
  readonly ip: string;
  readonly user: string;
  readonly outcome: LoginOutcome;
  readonly truth: Truth;
}

/** Somebody who comes to log in. */
interface Visitor {
  readonly ip: string;
  readonly user: string;
  /** How likely he types the name right, and puts it right after an error; beyond 0 to 1 it is certain. */
  readonly accuracy: number;
  /** How likely his first, second and third password is right. */
  readonly chances: readonly number[];
  readonly truth: Truth;
}

interface LogInTools {
  readonly random: CPythonRandom;
  readonly names: ReadonlySet<string>;
  readonly record: (row: OriginalRow) => void;
}

/** Lets a visitor try from this instant on, microseconds since 1970; returns when he is done. */
export type LogIn = (fromMicros: number, visitor: Visitor) => number;

const secondMicros = 1_000_000;
const mostTries = 3;
const letters = "abcdefghijklmnopqrstuvwxyz".split("");
const success: LoginOutcome = { kind: "success" };

/**
 * The original's login page: tries come a second apart. Who fails three times, at last with a right name, locks the name;
 * whoever comes with it then is refused at once, until a coin lets the name free.
 */
export function loginPage({ random, names, record }: LogInTools): LogIn {
  const locked = new Set<string>();

  return (fromMicros, { ip, user, accuracy, chances, truth }) => {
    let atMicros = fromMicros;
    let typed = random.random() > accuracy ? misspelled(user, random) : user;
    const note = (outcome: LoginOutcome): void => record({ atMicros, ip, user: typed, outcome, truth });

    const isLetIn = (): boolean =>
      chances.slice(0, mostTries).some((chance) => {
        atMicros += secondMicros;
        if (!names.has(typed)) {
          note(failed("wrong_username"));
          if (random.random() <= accuracy) typed = user;
          return false;
        }
        const isRight = random.random() <= chance;
        note(isRight ? success : failed("wrong_password"));
        return isRight;
      });

    if (locked.has(typed)) {
      note(failed("account_locked"));
      if (random.random() >= 0.5) locked.delete(typed);
    } else if (!isLetIn() && chances.length >= mostTries && names.has(typed)) locked.add(typed);
    return atMicros;
  };
}

function failed(reason: LoginFailure): LoginOutcome {
  return { kind: "failure", reason };
}

/** With one letter left out, or another one (by chance the same) in its place. */
function misspelled(name: string, { random, randint, choice }: CPythonRandom): string {
  const place = randint(0, name.length - 1);
  const start = name.slice(0, place);
  const end = name.slice(place + 1);
  return random() < 0.5 ? start + end : start + choice(letters) + end;
}
