import { FiredrillError } from "../../../domain/error.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import type { Fire, FiresOf, PromtoolTest, PromtoolWatch, Work } from "./simulated-prometheus.ts";
import { evaluateTests } from "./simulated-prometheus.ts";
import { checkPrograms, checkRules } from "./program.ts";
import type { RuleSet } from "./rules.ts";

/** Evaluates the logs of a study: the rules are checked once, and one promtool gets the tests of many logs. */
export interface PromtoolBatch {
  readonly evaluate: FiresOf;
  /** @throws FiredrillError ENGINE_MISSING, BAD_RULES */
  readonly check: (rules: RuleSet) => Promise<void>;
}

/** Logs in one promtool, at most. */
export const logsPerPromtool = 20;

interface Request {
  readonly tests: readonly PromtoolTest[];
  readonly work: Work;
  readonly watch: PromtoolWatch;
  readonly resolve: (fires: readonly (readonly Fire[])[]) => void;
  readonly reject: (error: unknown) => void;
}

/** @param processes - promtools at once, at least 1 */
export function promtoolBatch(wall: Clock, processes: number): PromtoolBatch {
  const checked = new Map<string, Promise<void>>();
  const waiting: Request[] = [];
  let running = 0;
  let isDue = false;

  const runSome = async (): Promise<void> => {
    const share = Math.ceil(waiting.length / (processes - running));
    const requests = waiting.splice(0, Math.min(share, logsPerPromtool)).filter((one) => !isAborted(one));
    running += 1;
    try {
      await evaluateTogether(requests);
    } finally {
      running -= 1;
      look();
    }
  };
  // Logs that end in the same turn of the event loop are evaluated together.
  const look = (): void => {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      for (let free = processes - running; free > 0 && waiting.length > 0; free -= 1) void runSome();
    });
  };
  return {
    evaluate: (tests, work, watch) =>
      new Promise((resolve, reject) => {
        waiting.push({ tests, work, watch, resolve, reject });
        look();
      }),
    check: (rules) => {
      const key = rules.files.map(({ path, text }) => `${path}\n${text}`).join("\n");
      const known = checked.get(key) ?? checkAll(rules, wall);
      checked.set(key, known);
      return known;
    },
  };
}

/** A drill that was interrupted reads no alerts. */
function isAborted({ watch, resolve }: Request): boolean {
  if (watch.signal?.aborted !== true) return false;
  resolve([]);
  return true;
}

async function checkAll(rules: RuleSet, wall: Clock): Promise<void> {
  checkPrograms("promtool");
  await checkRules(rules, wall);
}

async function evaluateTogether(requests: readonly Request[]): Promise<void> {
  const [first] = requests;
  if (first === undefined) return;
  const stopped = AbortSignal.any(requests.flatMap(({ watch }) => watch.signal ?? []));
  const work = {
    limitMs: requests.reduce((sum, request) => sum + (request.watch.limitMs ?? request.work.limitMs), 0),
    text: `${requests.length} logs, each ${first.work.text}`,
  };
  try {
    const tests = requests.flatMap((request) => request.tests);
    const fires = await evaluateTests(tests, work, { wall: first.watch.wall, signal: stopped });
    let from = 0;
    for (const request of requests) {
      request.resolve(fires.slice(from, from + request.tests.length));
      from += request.tests.length;
    }
  } catch (error) {
    if (requests.length === 1 || !(error instanceof FiredrillError)) {
      for (const request of requests) request.reject(error);
      return;
    }
    // The error may be of one log alone.
    for (const request of requests) await evaluateTogether([request]);
  }
}
