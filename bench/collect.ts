import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBuilt } from "./built.ts";
import type { Row, Section } from "./section.ts";

const processes = 10;
const seconds = 60;

/** Twenty turns of work a second, as a server with some load. */
const work = "setInterval(() => { for (let spin = 0; spin < 1e6; spin += 1); }, 50)";

/** Cost of the collector. */
export const collector: Section = {
  name: "collect",
  summary:
    `firedrill collect on ${processes} Node processes, a sample a second for ${seconds} s: its own processor time and ` +
    "peak memory, as it prints them.",
  async run() {
    const watched = Array.from({ length: processes }, () =>
      spawn(process.execPath, ["-e", work], { stdio: "ignore" }),
    );
    try {
      const pids = watched.flatMap(({ pid }) => ["--pid", String(pid)]);
      const rows: Row[] = [];
      for (const how of [[], ["--trace"]]) {
        const path = join(mkdtempSync(join(tmpdir(), "collect-")), "log.csv");
        const { output } = await runBuilt([
          "collect",
          ...pids,
          ...how,
          "--for",
          `${seconds}s`,
          "--out",
          path,
        ]);
        const [, written = "", percent = "", mebibytes = ""] =
          /^(\d+) rows.* took (\d+\.\d+) % of a core and (\d+) MiB/.exec(output) ?? [];
        rows.push({
          from: how.length === 0 ? "/proc" : "/proc and, as root, bpftrace, which has its own cost",
          rows: Number(written),
          "% of a core": Number(percent),
          "MiB, most": Number(mebibytes),
          aim: "1 %, 70 MiB",
        });
      }
      return rows;
    } finally {
      for (const child of watched) child.kill();
    }
  },
};
