import { FiredrillError } from "../../domain/error.ts";

/** One of several parts of a study, which run elsewhere at the same time. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

const mostShards = 100_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** `2/8`. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * Reads the value of `--shard`: `2/8`, or `auto` for what the environment of a job says.
 * @throws FiredrillError BAD_SHARD, also for `auto` without both an index and a total
 */
export function parseShard(text: string, env: Environment): Shard {
  if (text === "auto") return shardIn(env);
  const [, index = "", count = ""] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index === "" || !isShard(shard))
    throw badShard(
      `Invalid --shard ${text}: expected i/n with i from 1 to n, or auto.`,
      "Pass --shard 1/4 to the first of four jobs, and so on to 4/4.",
    );
  return shard;
}

function isShard({ index, count }: Shard): boolean {
  return Number.isSafeInteger(index) && index >= 1 && index <= count && count <= mostShards;
}

/** What runs jobs, and how it numbers them. */
interface Scheduler {
  readonly name: string;
  readonly indexIn: string;
  readonly countIn: string;
  /** From its own numbers to an index from 1. */
  readonly indexOf: (number: number, env: Environment) => number;
}

const schedulers: readonly Scheduler[] = [
  {
    name: "Slurm",
    indexIn: "SLURM_ARRAY_TASK_ID",
    countIn: "SLURM_ARRAY_TASK_COUNT",
    // An array may begin anywhere and skip numbers: --array=10-16:2.
    indexOf: (number, env) => {
      const first = wholeIn(env, "SLURM_ARRAY_TASK_MIN") ?? 0;
      return (number - first) / (wholeIn(env, "SLURM_ARRAY_TASK_STEP") ?? 1) + 1;
    },
  },
  { name: "GitLab", indexIn: "CI_NODE_INDEX", countIn: "CI_NODE_TOTAL", indexOf: (number) => number },
  {
    name: "Kubernetes",
    indexIn: "JOB_COMPLETION_INDEX",
    countIn: "FIREDRILL_SHARDS",
    indexOf: (number) => number + 1,
  },
];

function shardIn(env: Environment): Shard {
  const found = schedulers.filter(({ indexIn }) => env[indexIn] !== undefined);
  const [scheduler, other] = found;
  if (scheduler === undefined) {
    const names = schedulers.map(({ name, indexIn, countIn }) => `${indexIn} and ${countIn} (${name})`);
    throw badShard(
      "--shard auto found no index in the environment.",
      `It reads ${names.join(", ")}. Elsewhere pass --shard i/n.`,
    );
  }
  if (other !== undefined)
    throw badShard(
      `--shard auto found two indexes in the environment: ${scheduler.indexIn} and ${other.indexIn}.`,
      "Pass --shard i/n.",
    );
  const { indexIn, countIn, indexOf } = scheduler;
  const [number, count] = [wholeIn(env, indexIn), wholeIn(env, countIn)];
  const shard = {
    index: number === undefined ? Number.NaN : indexOf(number, env),
    count: count ?? Number.NaN,
  };
  if (!isShard(shard)) {
    const values = [indexIn, countIn].map((name) => `${name}=${env[name] ?? ""}`).join(", ");
    throw badShard(
      `--shard auto cannot tell the shard from ${values}.`,
      count === undefined
        ? `Set ${countIn} to the number of jobs, or pass --shard i/n.`
        : "The numbers of the jobs must be evenly apart and none may be left out. Else pass --shard i/n.",
    );
  }
  return shard;
}

function wholeIn(env: Environment, name: string): number | undefined {
  const text = env[name];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function badShard(message: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_SHARD", message, advice);
}

/** Mean milliseconds of a cell in an earlier run, by what it is of. */
export type Durations = ReadonlyMap<string, number>;

/**
 * Deals out the cells of a study. All shards together have every cell once. Without durations each gets every n-th cell;
 * with them the longest cells go first, each to the shard that has the least to do.
 * @param cells - what each cell is of, as in `durations`
 * @returns the cells of this shard, in ascending order
 */
export function dealt(
  cells: readonly string[],
  { index, count }: Shard,
  durations: Durations = new Map(),
): readonly number[] {
  const mine = index - 1;
  if (durations.size === 0) return cells.flatMap((_, at) => (at % count === mine ? [at] : []));
  const known = cells.flatMap((cell) => durations.get(cell) ?? []);
  const usual = known.length === 0 ? 1 : known.reduce((sum, ms) => sum + ms, 0) / known.length;
  const lengths = cells.map((cell) => durations.get(cell) ?? usual);
  const longestFirst = Array.from(cells.keys()).toSorted(
    (a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b,
  );
  const loads = Array.from({ length: count }, () => 0);
  const dealtTo = longestFirst.flatMap((cell) => {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + (lengths[cell] ?? 0);
    return least === mine ? [cell] : [];
  });
  return dealtTo.toSorted((a, b) => a - b);
}
