import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAttackedLog } from "../../../log/files/read.ts";
import { temporaryFolder } from "../rows.ts";

function line(second: number, ip: string): string {
  return `${ip} [03/Mar/2031:06:05:0${second} +0200] "GET / HTTP/1.1" 200 0.5\n`;
}

test("a list of attacks labels a web server's own log, dated by the ends of answers in UTC", async () => {
  const folder = temporaryFolder();
  const [logPath, attacksPath] = [join(folder, "access.log"), join(folder, "attacks.csv")];
  writeFileSync(
    logPath,
    [line(1, "192.0.2.7"), line(2, "192.0.2.9"), line(3, "192.0.2.7"), line(9, "192.0.2.7")].join(""),
  );
  writeFileSync(
    attacksPath,
    "start,end,source_ip\n2031-03-03 04:05:02,2031-03-03 04:05:05,192.0.2.7\n2031-03-03 04:05:02,2031-03-03 04:05:05,192.0.2.8\n",
  );
  const format = '$remote_addr [$time_local] "$request" $status $took';

  const log = readAttackedLog(logPath, attacksPath, { format });
  const incidents: (string | undefined)[] = [];
  for await (const { truth } of log.rows) incidents.push(truth.incident);

  expect(incidents).toEqual([undefined, undefined, "attack-1", undefined]);
  expect(log.attacksWithoutRows()).toBe(1);
});
