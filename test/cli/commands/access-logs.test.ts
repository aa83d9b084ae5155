import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../../harness/folder.ts";
import { runMain } from "../run-main.ts";

/** Five hundred requests, of which one address sends a hundred slow ones. */
function accessLog(behind: (tookMs: number) => string): string {
  return Array.from({ length: 500 }, (_, index) => {
    const isSlow = index >= 300 && index < 400;
    const time = `04:${String(5 + Math.floor(index / 60)).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}`;
    const tookMs = isSlow ? 900 + (index % 7) : 40 + (index % 11);
    return `192.0.2.${isSlow ? 9 : 7} - - [03/Mar/2031:${time} +0000] "GET /a HTTP/1.1" 200 512 "-" "probe"${behind(tookMs)}\n`;
  }).join("");
}

function folderWith(text: string): string {
  const folder = testFolder();
  writeFileSync(join(folder, "access.log"), text);
  writeFileSync(
    join(folder, "attacks.csv"),
    "start,end,source_ip\n2031-03-03 04:10:00,2031-03-03 04:11:39,192.0.2.9\n",
  );
  return folder;
}

const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

test.for<[string, (tookMs: number) => string, readonly string[]]>([
  ["nginx's", (tookMs) => ` ${(tookMs / 1000).toFixed(3)}`, []],
  ["Apache's", (tookMs) => ` ${tookMs * 1000}`, ["--format", "apache"]],
  ["Tomcat's", (tookMs) => ` ${tookMs}`, ["--unit", "ms"]],
  [
    "one of two times",
    (tookMs) => ` 0.001 ${(tookMs / 1000).toFixed(3)}`,
    ["--format", `${combined} $upstream_connect_time $request_time`],
  ],
])("score judges a detector on %s log, with a list of attacks", async ([, behind, words]) => {
  const cwd = folderWith(accessLog(behind));

  const { code, stdout, stderr } = await runMain(
    ["score", "access.log", "--labels", "attacks.csv", "--detector", "guard", "--within", "20", ...words],
    { cwd },
  );

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("PASSED");
});

test.for(["score", "train", "watch", "explore"])(
  "%s refuses a number of which nothing says the unit, and says what would",
  async (command) => {
    const cwd = folderWith(accessLog((tookMs) => ` ${tookMs}`));
    const more = command === "score" ? ["--labels", "attacks.csv", "--detector", "guard"] : [];

    const { code, stdout, stderr } = await runMain([command, "access.log", ...more], { cwd });

    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /number 10 \(40\) in ms: median 45 ms \(--unit ms\)\n[^]*--format apache \(microseconds\)[^]*--unit us, ms or s/,
    );
  },
);

test("a format in which such a log is not written is refused before a folder is made", async () => {
  const cwd = testFolder();

  const { code, stderr } = await runMain(["run", "rapidly", "--log-format", "nginx", "--out", "runs"], {
    cwd,
  });

  expect([code, stderr]).toEqual([
    2,
    'firedrill: Such a log cannot be written as "nginx".\nIts formats are csv, ndjson, original.\nSee docs/errors.md#not_a_log_format\n',
  ]);
  expect(existsSync(join(cwd, "runs"))).toBe(false);
});
