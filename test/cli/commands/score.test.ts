import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../../harness/folder.ts";
import { thirdFailure } from "../../harness/drill/third-failure.ts";
import { firedrill } from "../../program/firedrill.ts";
import type { Finished } from "../../program/firedrill.ts";

const failed = "False,error_wrong_password";
const log = [
  "datetime,source_ip,username,success,failure_reason",
  "2018-11-01 04:50:00,198.51.100.1,anna,True,",
  `2018-11-01 05:10:00,203.0.113.9,anna,${failed}`,
  `2018-11-01 05:10:01.5,203.0.113.9,bert,${failed}`,
  `2018-11-01 05:10:02,203.0.113.9,cleo,${failed}`,
  `2018-11-01 05:10:03,203.0.113.9,dora,${failed}`,
  "2018-11-01 05:40:00,198.51.100.2,bert,True,",
];
const attacks = ["start,end,source_ip", "2018-11-01 05:09:59,2018-11-01 05:10:03,203.0.113.9"];

interface Score {
  readonly log?: readonly string[];
  readonly attacks?: readonly string[];
  readonly more?: readonly string[];
}

/** Scores in a folder of its own. */
async function score({ more = ["--detector", "third.mjs"], ...lines }: Score): Promise<Finished> {
  const cwd = testFolder();
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
  write("log.csv", `${(lines.log ?? log).join("\n")}\n`);
  write("attacks.csv", `${(lines.attacks ?? attacks).join("\n")}\n`);
  write("third.mjs", thirdFailure);
  return firedrill(["score", "log.csv", "--labels", "attacks.csv", ...more], { cwd });
}

test("score judges a login log with a list of attacks by attack and by address", async () => {
  const { code, stdout, stderr } = await score({});

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`\
PASSED  third-failure raised ERROR for attack-1 on its 3rd affected attempt (limit 4), 2 s after the switch

By address: 1 found, 0 false, 0 missed of 1 among 3 (precision 1, recall 1, F1
  1; FPR 0, FDR 0, FNR 0, FOR 0)
Delay of 1 attack: median 3 attempts, 2 s; max 3 attempts, 2 s

log.csv, recorded clock: 6 observations in 50:00

Attempts in 1 min, at most 4; △ WARNING, ▲ ERROR, ─ still firing
attempts       ▃···················█·····························▃
failures       ····················█······························
incident       ····················█······························
third-failure  ····················▲──────────────────────────────
time (UTC)     2018-11-01 04:50                   2018-11-01 05:41

third-failure: 1 page; still firing for attack-1 when the log ended.

Replay  npx firedrill score log.csv --labels attacks.csv --detector third.mjs
`);
});

test("--within sets the deadline, and --report json prints one document", async () => {
  const { code, stdout } = await score({
    more: ["--detector", "third.mjs", "--within", "2", "--report", "json"],
  });

  const verdict: unknown = JSON.parse(stdout);
  expect(code).toBe(1);
  expect(verdict).toMatchObject({
    clock: "recorded",
    passed: false,
    detectors: [
      {
        incidents: [{ id: "attack-1", outcome: "late", delayAffected: 3 }],
        bySubject: [{ kind: "ip", recall: 1 }],
        delays: { found: 1, medianMs: 2000 },
      },
    ],
  });
});

test("standard error names an attack without rows, which the figures leave out", async () => {
  const unseen = "2018-11-01 05:00:00,2018-11-01 05:20:00,192.0.2.1";

  const { code, stdout, stderr } = await score({ attacks: [...attacks, unseen] });

  expect(stderr).toBe("Excluded 1 attack of attacks.csv from scoring: no matching rows in log.csv.\n");
  expect(code).toBe(0);
  expect(stdout).toContain("Delay of 1 attack:");
});

test("control characters of a log do not reach the terminal", async () => {
  const nasty = '"\u001B[2J\u001B]0;owned\u0007<b>"';
  const hostile = log.map((line) => line.replace("198.51.100.2", nasty));

  const { stdout, stderr } = await score({
    log: [
      ...hostile,
      ...[1, 2, 3].map((second) => `2018-11-01 05:50:0${second},198.51.100.3,${nasty},${failed}`),
      nasty,
    ],
  });

  expect(stdout).toContain("about ip:198.51.100.3");
  expect(stderr).toContain("Skipped 2 lines of log.csv:");
  expect(stderr).toContain('source_ip is "[2J]0;owned<b>", no address');
  expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

test.for([
  [
    ["start,end,source_ip", "2018-11-01 05:10:03,2018-11-01 05:09:59,203.0.113.9"],
    "BAD_ATTACKS_FILE",
    "line 2",
  ],
  [
    ["start,end,source_ip", "2018-12-01 05:10:03,2018-12-01 05:19:59,203.0.113.9"],
    "ATTACK_OUTSIDE_LOG",
    "line 2",
  ],
  [["start,end,source_ip", "yesterday,2018-12-01 05:19:59,203.0.113.9"], "BAD_ATTACKS_FILE", "start"],
  [[...attacks, ...attacks.slice(1)], "BAD_ATTACKS_FILE", "duplicate"],
  [["start,end"], "BAD_ATTACKS_FILE", "header"],
] as const)("attacks like %j are rejected: %s, with %s in the message", async ([lines, code, named]) => {
  const { code: exit, stdout, stderr } = await score({ attacks: lines });

  expect([exit, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`docs/errors.md#${code.toLowerCase()}`);
  expect(stderr).toContain(named);
});

test.for([
  [[], "NO_DETECTOR_TO_SCORE"],
  [["--detector", "open-age"], "WRONG_LOG_SOURCE"],
  [["--detector", "cmd:cat"], "DETECTOR_NEEDS_DRILL"],
  [["none.ndjson"], "LOG_NOT_FOUND"],
] as const)("%j is rejected: %s", async ([more, code]) => {
  const { code: exit, stderr } = await score({ more });

  expect(exit).toBe(2);
  expect(stderr).toContain(`docs/errors.md#${code.toLowerCase()}`);
});

test("a log without labels needs --labels", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "log.csv"), `${log.join("\n")}\n`);

  const { code, stderr } = await firedrill(["score", "log.csv", "--detector", "error-rate"], { cwd });

  expect(code).toBe(2);
  expect(stderr).toContain("docs/errors.md#log_not_labelled");
});

test("--out writes a page that can be drawn over another one, or the picture alone", async () => {
  const cwd = testFolder();
  await firedrill(["run", "rapidly", "--out", "runs"], { cwd });
  const [run = ""] = readdirSync(join(cwd, "runs"));
  const scored = ["score", join("runs", run, "labelled.csv"), "--detector", "knn"];

  const page = await firedrill([...scored, "--out", "scored.html"], { cwd });
  const picture = await firedrill([...scored, "--out", "scored.svg"], { cwd });
  const both = await firedrill(["report", "scored.html", "scored.html", "--out", "both.svg"], { cwd });
  const unknown = await firedrill([...scored, "--out", "scored.pdf"], { cwd });

  expect([page.code, picture.code, both.code, unknown.code]).toEqual([0, 0, 0, 2]);
  const html = readFileSync(join(cwd, "scored.html"), "utf8");
  expect(html).toContain("<h1>knn raised ERROR for attack-1 on its 3rd affected request");
  expect(html).toContain("<h3>Score of knn</h3>");
  expect(html).toContain(`firedrill ${scored.join(" ")}</code>`);
  expect(readFileSync(join(cwd, "scored.svg"), "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(unknown.stderr).toContain("docs/errors.md#unknown_report_file");
});
