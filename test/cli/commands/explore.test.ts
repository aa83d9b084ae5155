import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../../harness/folder.ts";
import { needleLines, trainLines } from "../../log/audit/alerts.ts";
import { firedrill } from "../../program/firedrill.ts";

const log = [
  "datetime,source_ip,username,success,failure_reason",
  "2018-11-01 00:10:00,203.0.113.9,admin,False,error_wrong_password",
  "2018-11-01 00:10:01,[::FFFF:203.0.113.9],admin,True,",
  "2018-11-01 00:10:02,\u001b[31m203.0.113.9,admin,True,",
  "nonsense",
];

test("explore prints the figures of a log, writes charts and a table, and overwrites nothing", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "log.csv"), `${log.join("\n")}\n`);

  const first = await firedrill(["explore", "log.csv"], { cwd });
  const second = await firedrill(["explore", "log.csv"], { cwd });

  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain("attempts   2 from 2018-11-01 00:10:00 to 2018-11-01 00:10:01 UTC\n");
  expect(first.stdout).toMatch(/^203\.0\.113\.9 +2 /m);
  expect(first.stdout).toContain("Written:\n  explore/attempts-per-hour.svg\n");
  expect(first.stderr).toBe(
    'Skipped 2 lines of log.csv:\n  line 4: source_ip is "[31m203.0.113.9", no address\n  line 5: 1 columns, not 5\n',
  );
  expect(readdirSync(join(cwd, "explore"))).toHaveLength(6);
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toContain("#log_exists");
});

test("explore reads Wazuh's alerts.json, and says what it could not read", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "alerts.json"), `${[...trainLines, ...needleLines].join("\n")}\n{"timestamp"\n`);

  const { code, stdout, stderr } = await firedrill(["explore", "alerts.json"], { cwd });

  expect(code).toBe(0);
  expect(stdout).toContain("alerts    55 from 2024-09-12 00:00:00 to 2024-09-13 01:50:18 UTC\n");
  expect(stdout).toContain(
    '2024-09-13 01:42:17  web2  pyama  sudo cat /etc/shadow\n  the only "sudo cat /etc" in the log; 1 of 9 commands by pyama\n',
  );
  expect(stderr).toBe("Skipped 1 line of alerts.json:\n  line 56: it is no JSON object\n");
  expect(readdirSync(join(cwd, "explore"))).toHaveLength(5);
});

test("standard error names listed attacks without rows, which the figures leave out", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "log.csv"), `${log.slice(0, 2).join("\n")}\n`);
  const attack = "2018-11-01 00:00:00,2018-11-01 01:00:00";
  const attacks = ["start,end,source_ip", `${attack},203.0.113.9`, `${attack},192.0.2.1`];
  writeFileSync(join(cwd, "attacks.csv"), `${attacks.join("\n")}\n`);

  const { code, stdout, stderr } = await firedrill(["explore", "log.csv", "--labels", "attacks.csv"], {
    cwd,
  });

  expect(code).toBe(0);
  expect(stdout).toContain("1, 1 of them attacking");
  expect(stderr).toBe("Excluded 1 attack of attacks.csv from scoring: no matching rows in log.csv.\n");
});

test("a log of response times is rejected before anything is written", async () => {
  const cwd = testFolder();
  writeFileSync(join(cwd, "log.csv"), "2018-12-30 07:29:44,814,INFO,Response_time:0.0164491\n");

  const finished = await firedrill(["explore", "log.csv", "--out", "new"], { cwd });

  expect(finished).toMatchObject({ code: 2, stdout: "" });
  expect(finished.stderr).toContain("Give a log of attempts to log in");
  expect(readdirSync(cwd)).toEqual(["log.csv"]);
});
