import { expect, onTestFinished, test } from "vitest";
import type { VictimLimits } from "../../domain/process/limits.ts";
import { victimLimits } from "../../domain/process/limits.ts";
import type { Load } from "../../domain/process/mode.ts";
import { idle } from "../../domain/process/mode.ts";
import type { Modes } from "../../domain/process/modes.ts";
import { loadOf } from "../../domain/process/modes.ts";
import type { ProcessSample } from "../../domain/process/observation.ts";
import { identityOf } from "../../domain/process/proc.ts";
import { procFiles } from "../../mock-server/process/proc-files.ts";
import type { Watched } from "../../mock-server/process/watched.ts";
import { startVictim } from "../../mock-server/process/watched.ts";
import { processes } from "../harness/world/children.ts";

const isLinux = process.platform === "linux";

async function victim(limits: Partial<VictimLimits> = {}): Promise<Watched> {
  const watched = startVictim({ ...victimLimits, ...limits });
  onTestFinished(watched.stop);
  await watched.ready;
  watched.begin(performance.now());
  return watched;
}

function sampleOf(watched: Watched): ProcessSample {
  const event = watched.sample(performance.now());
  if (event.kind === "ended") throw new Error("the process has ended");
  return event;
}

const modes: Modes = {
  normal: { kind: "normal", percent: 1 },
  receive: { kind: "receive", mbPerS: 100 },
  send: { kind: "send", mbPerS: 100 },
  syscalls: { kind: "syscalls", thousandsPerS: 300 },
  fork: { kind: "fork", perS: 50 },
};
const load = (mode: string): Load => loadOf(modes, mode) ?? idle;

/** What it does is seen from outside, however little of a core it gets. */
const seen: Readonly<Record<string, (sample: ProcessSample, before: ProcessSample) => boolean>> = {
  receive: ({ openFiles = 0 }, before) => openFiles > (before.openFiles ?? 0),
  send: ({ openFiles = 0 }, before) => openFiles > (before.openFiles ?? 0),
  syscalls: ({ cpuPercent = 0 }) => cpuPercent > 3,
  fork: ({ cpuPercent = 0 }) => cpuPercent > 3,
};

test.runIf(isLinux)("in each mode it works until the next order, and then is as before", async () => {
  const watched = await victim();
  for (const [mode, isSeen] of Object.entries(seen)) {
    watched.order(load("normal"));
    const before = sampleOf(watched);

    watched.order(load(mode));
    await expect.poll(() => isSeen(sampleOf(watched), before), polling).toBe(true);
    watched.order(load("normal"));

    await expect.poll(() => isSeen(sampleOf(watched), before), polling).toBe(false);
  }
});

const isIdle = (sample: ProcessSample, before: ProcessSample): boolean =>
  sample.openFiles === before.openFiles && (sample.cpuPercent ?? 100) < 10;

const polling = { interval: 250 };

test.runIf(isLinux)("with its main thread blocked it hears the order that ends it", async () => {
  const watched = await victim();

  watched.order({ ...idle, cpuPercent: 100, isBlocked: true });
  await expect.poll(() => sampleOf(watched).cpuPercent, polling).toBeGreaterThan(3);
  watched.order({ ...idle, leakedFilesPerS: 100 });

  const { openFiles = 0 } = sampleOf(watched);
  await expect.poll(() => sampleOf(watched).openFiles, polling).toBeGreaterThan(openFiles + 20);
});

test.runIf(isLinux)("it is killed when it takes more memory than its limit", async () => {
  const watched = await victim({ rssBytes: 250e6 });

  watched.order({ ...idle, leakedBytesPerS: 300e6 });

  await expect
    .poll(() => watched.sample(performance.now()), polling)
    .toMatchObject({ kind: "ended", signal: "SIGKILL" });
});

test.runIf(isLinux).for([
  ["a leak", { ...idle, leakedFilesPerS: 1000 }],
  ["a blocked main thread", { ...idle, cpuPercent: 50, isBlocked: true }],
] as const)("%s that is forgotten ends after a while", async ([, forgotten]) => {
  const watched = await victim({ forgottenMs: 400 });

  watched.order(forgotten);
  let before = sampleOf(watched);

  await expect
    .poll(() => {
      const now = sampleOf(watched);
      const found = isIdle(now, before);
      before = now;
      return found;
    }, polling)
    .toBe(true);
  expect(before.openFiles).toBeLessThan(5000);
});

test.runIf(isLinux)("no child of it outlasts it", async () => {
  const watched = await victim();
  watched.order(load("fork"));
  await expect.poll(() => sampleOf(watched).cpuPercent, polling).toBeGreaterThan(3);

  await watched.stop();

  expect(identityOf(procFiles, watched.pid)).toBeUndefined();
  await expect.poll(() => processes().filter(({ command }) => command === "/bin/true")).toEqual([]);
});
