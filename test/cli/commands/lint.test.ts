import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { firedrill } from "../../program/firedrill.ts";
import { runMain } from "../run-main.ts";

const badLogins = `source: login
name: break-in
summary: Somebody breaks in.
startsAt: 2018-11-05T09:30:00Z
hours: 24
past: { hours: 2 }
traffic:
  - kind: sprya
    onset: { kind: at, hour: 10 }
    users: 60
    addresses: 4
    everySeconds: 20
  - kind: takeover
    onset: { kind: at, hour: 31 }
    tries: 0
    everySeconds: 12
expect:
  - { detector: login-guard, severity: error, within: 10, incident: break-in }
`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "firedrill-lint-"));
  const files = {
    "good.json": rapidly,
    "better.json": { ...rapidly, name: "better" },
    "logins.json": { ...loginSpray, expect: [] },
    "bad.json": { ...rapidly, name: "B", phases: [{ mode: "atack", requests: 0 }] },
    "deaf.json": {
      ...loginSpray,
      expect: [{ detector: "open-age", severity: "error", within: 10 }],
    },
    "stranger.json": {
      ...rapidly,
      expect: [
        { detector: "knm", severity: "error", within: 10 },
        { detector: "knn", severity: "error", within: 10, options: { widow: 3 } },
      ],
    },
  };
  for (const [name, scenario] of Object.entries(files)) {
    await writeFile(join(folder, name), JSON.stringify(scenario));
  }
  await writeFile(join(folder, "bad-logins.yaml"), badLogins);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("lint prints OK and a summary for every valid file", async () => {
  const { code, stdout, stderr } = await firedrill(["lint", "good.json", "better.json"], { cwd: folder });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")).toEqual([
    "OK good.json: rapidly, 300 requests, about 4 min; attack-1 from the 101st request",
    "OK better.json: better, 300 requests, about 4 min; attack-1 from the 101st request",
    "",
  ]);
});

test("lint prints how long a login scenario is and when its attack begins", async () => {
  const { code, stdout } = await firedrill(["lint", "logins.json"], { cwd: folder });

  expect(code).toBe(0);
  expect(stdout).toBe("OK logins.json: login-spray, 24 h of logins; spray at hour 10.5\n");
});

test("lint reports all mistakes of a login scenario, each with line, column and field", async () => {
  const { code, stderr } = await firedrill(["lint", "bad-logins.yaml"], { cwd: folder });

  expect(code).toBe(2);
  expect(stderr.split("\n").slice(0, 7)).toEqual([
    "firedrill: bad-logins.yaml has 6 mistakes:",
    '  bad-logins.yaml:4:11 startsAt: "2018-11-05T09:30:00Z" is not an instant in UTC on a full hour, like 2018-11-01T00:00:00Z',
    "  bad-logins.yaml:6:16 past.hours: 2 is not a whole number from 24 to 8760 (the hours without attacks before the start)",
    '  bad-logins.yaml:8:11 traffic[0].kind: "sprya" is not a kind of traffic: bruteforce, low-and-slow, spray, stuffing, distributed, takeover, office, flash-sale, forgotten-password, retrying-client. Did you mean "spray"?',
    "  bad-logins.yaml:14:30 traffic[1].onset.hour: 31 is not below 24, the hours of the scenario",
    "  bad-logins.yaml:15:12 traffic[1].tries: 0 is not a whole number from 1 to 100000 (how many tries it takes; the last one succeeds)",
    '  bad-logins.yaml:18:69 expect[0].incident: "break-in" is not a kind of incident in this scenario (kinds: takeover)',
  ]);
});

test("lint checks the other files after an invalid one, and exits with 2", async () => {
  const { code, stdout, stderr } = await firedrill(["lint", "bad.json", "none.json", "good.json"], {
    cwd: folder,
  });

  expect(code).toBe(2);
  expect(stdout).toMatch(/^OK good\.json: /);
  expect(stderr).toContain("bad.json has 3 mistakes:\n  bad.json:1:");
  expect(stderr).toContain('firedrill: Scenario file "none.json" not found.');
});

test("an unknown detector or option in expect is a mistake of the file", async () => {
  const { code, stderr } = await firedrill(["lint", "stranger.json"], { cwd: folder });

  expect(code).toBe(2);
  expect(stderr).toContain('expect[0].detector: Unknown detector "knm". Did you mean "knn"?');
  expect(stderr).toContain(
    'expect[1].options: Unknown option "widow" for knn. Did you mean "window"? Options and defaults: window=10',
  );
});

test("a detector that cannot read the scenario's log is a mistake of the file", async () => {
  const { code, stderr } = await firedrill(["lint", "deaf.json"], { cwd: folder });

  expect(code).toBe(2);
  expect(stderr).toMatch(
    /deaf\.json:1:\d+ expect\[0\]\.detector: open-age does not read login logs\. Detectors that do: .*\./,
  );
});

test("a drill is checked with its settings and detectors before it is played", async () => {
  const { code, stdout, stderr } = await runMain(
    "lint rapidly --set normal.delayMs=20 --detector knn:window=5 --detector cmd:false --within 3m".split(
      " ",
    ),
  );

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe("OK rapidly: rapidly, 300 requests, about 4 min; attack-1 from the 101st request\n");
});

test.for([
  ["rapidly --set attack.dlayMs=20", 'Cannot set "attack.dlayMs=20".'],
  ["rapidly --detector knm", 'Unknown detector "knm".'],
  ["rapidly --detector knn:widow=3", 'Unknown option "widow" for knn.'],
  ["login-spray --detector open-age", "The detector open-age cannot read login logs."],
  ["rapidly --within 3x", 'Invalid deadline "3x".'],
  ["rapidly --detector prometheus:rules=none.yml", "Cannot use the rules in none.yml"],
  ["rapidly --detector ./none.ts", "none.ts"],
] as const)("lint %s is a mistake: %s", async ([words, mistake]) => {
  const { code, stdout, stderr } = await runMain(`lint ${words}`.split(" "));

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(mistake);
});
