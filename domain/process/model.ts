import { randomStream } from "../chance/random.ts";
import { mostLeakedBytes, mostLeakedFiles } from "./limits.ts";
import type { Load } from "./mode.ts";
import type { ProcessSample } from "./observation.ts";
import { sampleMs } from "./scenario.ts";

/** The pid and the name of a modelled process. */
export const modelled = { pid: 4711, process: "victim" } as const;

const pageBytes = 4096;

/**
 * What samples of the real process look like, fitted to 147 of them at 2 % of a core on a busy machine with two cores:
 * processor time is exact but for a slice of work, and now and then for several, and the garbage collector moves memory.
 */
const noise = {
  /** Standard deviations, in percent of a core. */
  cpuSd: 0.06,
  /** The share of samples that the machine disturbs. */
  disturbed: 0.04,
  disturbedSd: 0.7,
  rssBytes: 50_000_000,
  rssSd: 280_000,
  switchesPerS: 26,
  switchesSd: 6,
  threads: 7,
  openFiles: 22,
} as const;

/** A process that exists in numbers only. */
export class ModelledProcess {
  readonly #chance: ReturnType<typeof randomStream>;
  #leakedBytes = 0;
  #leakedFiles = 0;

  constructor(seed: number) {
    this.#chance = randomStream(seed, "process");
  }

  /** The sample at the end of an interval with this load. Call it once for each interval, in order. */
  sample({ cpuPercent, leakedBytesPerS, leakedFilesPerS }: Load, index: number): ProcessSample {
    const random = this.#chance(index);
    const seconds = sampleMs / 1000;
    this.#leakedBytes = Math.min(this.#leakedBytes + leakedBytesPerS * seconds, mostLeakedBytes);
    this.#leakedFiles = Math.min(this.#leakedFiles + leakedFilesPerS * seconds, mostLeakedFiles);
    const cpuSd = random.uniform() < noise.disturbed ? noise.disturbedSd : noise.cpuSd;
    const rssBytes = noise.rssBytes + this.#leakedBytes + noise.rssSd * random.normal();
    return {
      kind: "sample",
      cpuPercent: cpuPercent === 0 ? 0 : thousandths(Math.max(0, cpuPercent + cpuSd * random.normal())),
      rssBytes: Math.round(rssBytes / pageBytes) * pageBytes,
      threads: noise.threads,
      openFiles: noise.openFiles + Math.floor(this.#leakedFiles),
      readBytesPerS: 0,
      writtenBytesPerS: 0,
      contextSwitchesPerS: Math.round(Math.max(0, noise.switchesPerS + noise.switchesSd * random.normal())),
    };
  }
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
