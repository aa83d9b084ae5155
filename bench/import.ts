import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monotonicMs } from "../harness/clock/clock.ts";
import { builtProgram, peakOf } from "./built.ts";
import type { Row, Section } from "./section.ts";
import { median } from "./section.ts";

const megabyte = 1_000_000;
const repeats = 3;
/** Of the barest loop's speed; the program falls below it only when lines are no longer read as bytes. */
const leastShare = 0.2;

/** `IMPORT_BENCH_MB=1000` sets the size of nginx's log. */
export const importLog: Section = {
  name: "import",
  summary:
    `Generated access logs through \`firedrill import\` (the built program, whole process, median of ${repeats}), in turns with the barest loop that does the ` +
    "same work in a process that has started: it reads, cuts lines, finds time, status and response time of nginx's, and writes the recording, without " +
    "a check. Aims: 120 MB a second and 150 MB for nginx's, 40 MB a second for every other.",
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
    try {
      const rows: Row[] = [];
      for (const kind of kinds) rows.push(await importRow(folder, kind));
      return rows;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

interface Kind {
  readonly name: string;
  readonly megabytes: number;
  readonly line: (request: Sent) => string;
}

interface Sent {
  readonly index: number;
  readonly second: number;
  readonly tookS: number;
}

async function importRow(folder: string, { name, megabytes, line }: Kind): Promise<Row> {
  const path = join(folder, `${name}.log`);
  const lines = writeAccessLog(path, megabytes * megabyte, line);
  const sizeMb = statSync(path).size / megabyte;
  const took: number[] = [];
  const bare: number[] = [];
  let peakKilobytes = 0;
  let recordingMb = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const out = join(folder, `${name}-${repeat}.yaml`);
    const startedMs = monotonicMs();
    const peak = await peakOf([builtProgram, "import", path, "--onset", "13:30:00", "--out", out]);
    took.push((monotonicMs() - startedMs) / 1000);
    peakKilobytes = Math.max(peakKilobytes, peak);
    const csv = out.replace(".yaml", ".csv");
    recordingMb = statSync(csv).size / megabyte;
    if (name === "nginx") bare.push(bareSeconds(path, join(folder, `bare-${repeat}.csv`)));
  }
  rmSync(path);
  const speed = sizeMb / median(took);
  const share = bare.length === 0 ? undefined : speed / (sizeMb / median(bare));
  if (share !== undefined && share < leastShare)
    throw new RangeError(`import reaches ${share.toFixed(2)} of the barest loop, less than ${leastShare}`);
  return {
    log: name,
    MB: sizeMb,
    requests: lines,
    seconds: median(took),
    "MB a second": speed,
    "barest loop": bare.length === 0 ? "" : sizeMb / median(bare),
    share: share ?? "",
    "peak resident MB": (peakKilobytes * 1024) / megabyte,
    "MB of recording": recordingMb,
  };
}

/** Knows where everything stands in the lines that are made here. */
function bareSeconds(path: string, out: string): number {
  const startedMs = monotonicMs();
  const [from, to] = [openSync(path, "r"), openSync(out, "wx")];
  const bytes = Buffer.alloc(1 << 18);
  let [held, firstMs, text] = [0, -1, ""];
  for (;;) {
    const read = readSync(from, bytes, held, bytes.length - held, null);
    if (read === 0) break;
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0 && end < held + read; end = bytes.indexOf(10, start)) {
      const time = bytes.indexOf(91, start) + 1;
      const atMs = Date.UTC(
        2026,
        10,
        20,
        digits(bytes, time + 12, 2),
        digits(bytes, time + 15, 2),
        digits(bytes, time + 18, 2),
      );
      if (firstMs < 0) firstMs = atMs;
      const status = bytes.toString("latin1", bytes.indexOf('" ', time) + 2, bytes.indexOf('" ', time) + 5);
      const tookS = digits(bytes, end - 5, 1) + digits(bytes, end - 3, 3) / 1000;
      text += `${((atMs - firstMs) / 1000).toFixed(6)},${tookS.toFixed(6)},${status}\n`;
      start = end + 1;
    }
    writeSync(to, text);
    text = "";
    held = held + read - start;
    bytes.copyWithin(0, start, start + held);
  }
  closeSync(from);
  closeSync(to);
  rmSync(out);
  return (monotonicMs() - startedMs) / 1000;
}

function digits(bytes: Buffer, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) value = value * 10 + (bytes[at] ?? 48) - 48;
  return value;
}

const batchLines = 5000;

/** Writes an hour and a half of traffic from 12:30 on, in which answers turn slow at 13:30. @returns the number of lines */
function writeAccessLog(path: string, sizeBytes: number, lineOf: Kind["line"]): number {
  const fd = openSync(path, "wx");
  let [lines, bytes] = [0, 0];
  const expected = Math.ceil(sizeBytes / Buffer.byteLength(lineOf({ index: 1000, second: 0, tookS: 0 })));
  while (bytes < sizeBytes) {
    let batch = "";
    for (let line = 0; line < batchLines; line += 1) {
      const second = Math.min(5399, Math.floor((lines / expected) * 5400));
      batch += lineOf({
        index: lines,
        second,
        tookS: ((lines * 7919) % 97) / 1000 + (second >= 3600 ? 0.4 : 0),
      });
      lines += 1;
    }
    bytes += writeSync(fd, batch);
  }
  closeSync(fd);
  return lines;
}

const agents = ["Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "curl/8.5.0"];

function clock(second: number): string {
  const [hour, minute] = [12 + Math.floor((second + 1800) / 3600), Math.floor((second + 1800) / 60) % 60];
  return [hour, minute, second % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function combined({ index, second }: Sent): string {
  const agent = agents[index % 3 === 0 ? 1 : 0];
  return `203.0.113.${index % 250} - - [20/Nov/2026:${clock(second)} +0000] "GET /api/items/${index}?page=${index % 7} HTTP/1.1" 200 ${512 + (index % 4096)} "https://www.example.org/items" "${agent}"`;
}

const kinds: readonly Kind[] = [
  {
    name: "nginx",
    megabytes: Number(process.env["IMPORT_BENCH_MB"] ?? 200),
    line: (sent) => `${combined(sent)} ${sent.tookS.toFixed(3)}\n`,
  },
  { name: "combined", megabytes: 50, line: (sent) => `${combined(sent)} rt=${sent.tookS.toFixed(3)}\n` },
  {
    name: "json",
    megabytes: 50,
    line: ({ index, second, tookS }) =>
      `{"level":"info","time":"2026-11-20T${clock(second)}.${String(index % 1000).padStart(3, "0")}Z","msg":"request completed","request_id":"${index.toString(16).padStart(32, "0")}","method":"GET","path":"/api/items/${index}","status":200,"duration_ms":${Math.round(tookS * 1000)}}\n`,
  },
  {
    name: "caddy",
    megabytes: 50,
    line: ({ index, second, tookS }) =>
      `{"level":"info","ts":${1_795_177_800 + second}.${String(index % 1_000_000).padStart(6, "0")},"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"203.0.113.${index % 250}","proto":"HTTP/2.0","method":"GET","host":"www.example.org","uri":"/api/items/${index}","headers":{"User-Agent":["curl/8.5.0"]}},"bytes_read":0,"user_id":"","duration":${tookS.toFixed(6)}1,"size":${512 + (index % 4096)},"status":200}\n`,
  },
  {
    name: "alb",
    megabytes: 50,
    line: ({ index, second, tookS }) =>
      `https 2026-11-20T${clock(second)}.${String(index % 1_000_000).padStart(6, "0")}Z app/shop/50dc6c495c0c9188 203.0.113.${index % 250}:41952 198.51.100.7:80 0.000 ${tookS.toFixed(3)} 0.000 200 200 34 366 "GET https://www.example.org:443/api/items/${index} HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/943f017f100becff "Root=1-58337262-${index.toString(16).padStart(24, "0")}" "www.example.org" "-" 0 2026-11-20T${clock(second)}.000000Z "forward" "-" "-" "198.51.100.7:80" "200" "-" "-"\n`,
  },
  {
    name: "k6",
    megabytes: 50,
    line: ({ index, second, tookS }) =>
      (index === 0
        ? "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags\n"
        : "") +
      ["http_reqs", "http_req_duration", "http_req_waiting"]
        .map(
          (metric) =>
            `${metric},${1_795_177_800 + second},${(tookS * 1000).toFixed(6)},,,,true,,GET,http://127.0.0.1/,HTTP/1.1,default,,200,,,http://127.0.0.1/items/${index},\n`,
        )
        .join(""),
  },
];
