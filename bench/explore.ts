import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoginObservation } from "../domain/login/observation.ts";
import { monotonicMs } from "../harness/clock/clock.ts";
import { openObservedLog } from "../log/files/writer.ts";
import { builtProgram, peakOf } from "./built.ts";
import type { Row, Section } from "./section.ts";

const megabyte = 1_000_000;
const rowCount = 1_000_000;
const startMs = 1_541_030_400_000;
const monthMs = 30 * 86_400_000;

/** Numbers of addresses and names in a month of attempts. */
const logs = [
  { name: "20,000 addresses, 500 users", addresses: 20_000, users: 500 },
  { name: "an address and a user for each attempt", addresses: rowCount, users: rowCount },
];

export const exploreLogs: Section = {
  name: "explore",
  summary:
    "Generated logs of a million login attempts through `firedrill explore` (the built program, whole process): the peak " +
    "resident set must not grow with the log.",
  async run() {
    const table: Row[] = [];
    for (const log of logs) table.push(await exploreRow(log));
    return table;
  },
};

async function exploreRow({ name, addresses, users }: (typeof logs)[number]): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    const path = join(folder, "observed.csv");
    writeLogins(path, addresses, users);
    const startedMs = monotonicMs();
    const peakKilobytes = await peakOf([builtProgram, "explore", path, "--out", join(folder, "out")]);
    const tookS = (monotonicMs() - startedMs) / 1000;
    return {
      log: name,
      "MB of log": statSync(path).size / megabyte,
      seconds: tookS,
      "attempts a second": rowCount / tookS,
      "peak resident MB": (peakKilobytes * 1024) / megabyte,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeLogins(path: string, addresses: number, users: number): void {
  const log = openObservedLog({
    path,
    source: "login",
    format: "csv",
    bufferBytes: 65_536,
    utcOffsetMs: () => 0,
  });
  for (let index = 0; index < rowCount; index += 1) log.write(loginAt(index, addresses, users));
  log.close();
}

function loginAt(index: number, addresses: number, users: number): LoginObservation {
  const address = (index * 7919) % addresses;
  const ip = [20 + (address >> 16), (address >> 8) % 256, address % 256, address % 250].join(".");
  const user = `user${(index * 104_729) % users}`;
  const atMs = startMs + Math.floor((index / rowCount) * monthMs);
  const outcome =
    index % 3 === 0
      ? ({ kind: "failure", reason: "wrong_password" } as const)
      : ({ kind: "success" } as const);
  return { kind: "login", index, atMs, ip, user, outcome };
}
