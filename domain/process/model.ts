import type { Random } from "../chance/random.ts";
import { randomStream } from "../chance/random.ts";
import { mostLeakedBytes, mostLeakedFiles } from "./limits.ts";
import type { Load } from "./mode.ts";
import type { ProcessSample } from "./observation.ts";
import { sampleMs } from "./scenario.ts";

/** The pid and the name of a modelled process. */
export const modelled = { pid: 4711, process: "victim" } as const;

const pageBytes = 4096;

/**
 * What samples of the real process look like, fitted to recorded ones at one a second. Processor time is the kernel's own
 * accounting in nanoseconds, exact but for a beat of work that falls into the next sample, and now and then for several;
 * memory grows by what is thrown away, until a collection takes it back.
 */
const noise = {
  /** Standard deviations of the work that falls into the next sample, in percent of a core. */
  cpuSd: 0.01,
  /** The share of samples that the machine disturbs. */
  disturbed: 0.15,
  disturbedSd: 0.13,
  /** Of a process without work, and of one whose main thread is blocked. */
  idlePercent: 0.5,
  idleSd: 0.15,
  blockedPercent: 0.3,
  blockedSd: 0.05,
  rssBytes: 61_500_000,
  /** Mean and spread of what a second of work leaves to be collected. */
  litterBytes: 24_000,
  litterSd: 6000,
  /** A new page of the heap, now and then. */
  heapPage: 0.02,
  heapPageBytes: 220_000,
  collectedAtBytes: 980_000,
  /** The median, and the standard deviation of its logarithm. */
  switchesPerS: 34,
  switchesSd: 0.08,
  disturbedSwitchesSd: 0.4,
  blockedSwitchesPerS: 29,
  threads: 12,
  openFiles: 24,
} as const;

/**
 * What the duties beside the work cost, by the same recordings: processor time in percent of a core, switches a second,
 * and the share by which both vary.
 */
const costs = {
  receivedMb: { cpuPercent: 0.041, switches: 2.7 },
  sentMb: { cpuPercent: 0.039, switches: 2.2 },
  thousandSyscalls: { cpuPercent: 0.0193, switches: 0.04 },
  fork: { cpuPercent: 0.133, switches: 2.3 },
  sd: 0.2,
  /** Held while it receives. */
  bufferBytes: 34_000_000,
  socketFiles: 2,
} as const;

/** A process that exists in numbers only. */
export class ModelledProcess {
  readonly #chance: ReturnType<typeof randomStream>;
  #leakedBytes = 0;
  #leakedFiles = 0;
  #litterBytes = 0;
  #postponedCpu = 0;

  constructor(seed: number) {
    this.#chance = randomStream(seed, "process");
  }

  /** The sample at the end of an interval with this load. Call it once for each interval, in order. */
  sample(load: Load, index: number): ProcessSample {
    const random = this.#chance(index);
    const seconds = sampleMs / 1000;
    this.#leakedBytes = Math.min(this.#leakedBytes + load.leakedBytesPerS * seconds, mostLeakedBytes);
    this.#leakedFiles = Math.min(this.#leakedFiles + load.leakedFilesPerS * seconds, mostLeakedFiles);
    const duties = dutiesOf(load);
    const varied = Math.max(0, 1 + costs.sd * random.normal());
    const work = this.#workPercent(load, random);
    const heapBytes = random.uniform() < noise.heapPage ? noise.heapPageBytes : 0;
    if (!load.isBlocked) this.#litter(noise.litterBytes + noise.litterSd * random.normal() + heapBytes);
    const switchesPerS = load.isBlocked ? noise.blockedSwitchesPerS : noise.switchesPerS;
    const disturbance =
      random.uniform() < noise.disturbed ? noise.disturbedSwitchesSd * Math.abs(random.normal()) : 0;
    const switches = switchesPerS * Math.exp(noise.switchesSd * random.normal() + disturbance);
    return {
      kind: "sample",
      cpuPercent: thousandths(Math.max(0, work + duties.cpuPercent * varied)),
      rssBytes: this.#rssBytes(load),
      threads: noise.threads,
      openFiles: noise.openFiles + Math.floor(this.#leakedFiles) + (isFlooded(load) ? costs.socketFiles : 0),
      readBytesPerS: 0,
      writtenBytesPerS: 0,
      contextSwitchesPerS: Math.round(switches + duties.switches * varied),
    };
  }

  /** Work that one sample lacks, the next one has. */
  #workPercent({ cpuPercent, isBlocked }: Load, random: Random): number {
    const isDisturbed = random.uniform() < noise.disturbed;
    const postponed = (isDisturbed ? noise.disturbedSd : noise.cpuSd) * random.normal();
    const before = this.#postponedCpu;
    this.#postponedCpu = postponed;
    if (cpuPercent > 0) return cpuPercent + before - postponed;
    return isBlocked
      ? noise.blockedPercent + noise.blockedSd * random.normal()
      : noise.idlePercent + noise.idleSd * random.normal();
  }

  #litter(bytes: number): void {
    this.#litterBytes += Math.max(0, bytes);
    if (this.#litterBytes > noise.collectedAtBytes) this.#litterBytes = 0;
  }

  #rssBytes({ receivedBytesPerS }: Load): number {
    const buffers = receivedBytesPerS > 0 ? costs.bufferBytes : 0;
    const bytes = noise.rssBytes + this.#leakedBytes + this.#litterBytes + buffers;
    return Math.round(bytes / pageBytes) * pageBytes;
  }
}

function isFlooded({ receivedBytesPerS, sentBytesPerS }: Load): boolean {
  return receivedBytesPerS + sentBytesPerS > 0;
}

function dutiesOf({ receivedBytesPerS, sentBytesPerS, syscallsPerS, forksPerS }: Load): {
  readonly cpuPercent: number;
  readonly switches: number;
} {
  const { receivedMb, sentMb, thousandSyscalls, fork } = costs;
  const amounts = [
    [receivedBytesPerS / 1e6, receivedMb],
    [sentBytesPerS / 1e6, sentMb],
    [syscallsPerS / 1000, thousandSyscalls],
    [forksPerS, fork],
  ] as const;
  return {
    cpuPercent: amounts.reduce((sum, [amount, cost]) => sum + amount * cost.cpuPercent, 0),
    switches: amounts.reduce((sum, [amount, cost]) => sum + amount * cost.switches, 0),
  };
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
