import type { FiredrillError } from "../../../domain/error.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import { within } from "../guarded-process.ts";
import { textOf } from "../json-fields.ts";
import { parseGoTime } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import { dataFrom, objectsIn } from "./prometheus-api.ts";
import type { RuleGroup } from "./rules.ts";

/** Sees that a Prometheus evaluates the rules during the whole drill. */
export interface RuleWatch {
  /** Looks once more and ends. */
  readonly finish: () => Promise<void>;
  readonly abandon: () => void;
}

interface Watched {
  /** Base URL of its API. */
  readonly url: string;
  /** The groups with the rules that matter. */
  readonly groups: readonly RuleGroup[];
  readonly wall: Clock;
  /** Called at most once. */
  readonly onError: (error: FiredrillError) => void;
}

const everyMs = 1000;
const answerMs = 5000;

export function watchRules({ url, groups, wall, onError }: Watched): RuleWatch {
  const names = new Set(groups.flatMap(({ rules }) => rules.map(({ name }) => name)));
  const startedMs = wall.nowMs();
  const ended = new AbortController();
  let isOver = false;

  const look = async (): Promise<void> => {
    const asked = new AbortController();
    const asking = dataFrom(`${url}/api/v1/rules`, asked.signal);
    const inTime = await within(answerMs, wall, asking);
    asked.abort();
    if (isOver) return;
    const problem = inTime === "late" ? silent() : problemIn(await asking, names, startedMs, wall.nowMs());
    if (problem === undefined) return;
    isOver = true;
    ended.abort();
    onError(problem);
  };
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        await wall.sleepUntilMs(wall.nowMs() + everyMs, ended.signal);
      } catch {
        return;
      }
      await look();
    }
  };
  void watch();
  return {
    finish: async () => {
      ended.abort();
      await look();
      isOver = true;
    },
    abandon: () => {
      isOver = true;
      ended.abort();
    },
  };
}

function silent(): FiredrillError {
  return mistake.engineFailed(
    "prometheus",
    `did not say within ${answerMs / 1000} s whether it evaluates the rules`,
    "",
  );
}

const slackMs = 10_000;

/**
 * Why the rules were not evaluated, if they were not.
 * @param data - of Prometheus's answer about its rules
 * @param names - of the rules that matter
 * @param startedMs - from when on they should be evaluated, Unix milliseconds
 */
export function problemIn(
  data: JsonObject,
  names: ReadonlySet<string>,
  startedMs: number,
  nowMs: number,
): FiredrillError | undefined {
  for (const group of objectsIn(data, "groups")) {
    const limitMs = 2 * 1000 * Number(group["interval"] ?? 0) + slackMs;
    for (const rule of objectsIn(group, "rules")) {
      const name = textOf(rule, "name") ?? "";
      if (!names.has(name)) continue;
      const atText = textOf(rule, "lastEvaluation") ?? "";
      if (rule["health"] === "err")
        return mistake.ruleFailed(name, `at ${atText}`, textOf(rule, "lastError") ?? "no reason given");
      const idleMs = nowMs - Math.max(startedMs, parseGoTime(atText));
      if (idleMs > limitMs) {
        const idle = `has not evaluated the rule ${name} for ${Math.round(idleMs / 1000)} s`;
        return mistake.engineFailed("prometheus", idle, "");
      }
    }
  }
  return undefined;
}
