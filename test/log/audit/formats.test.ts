import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuditObservation, CommandRun } from "../../../domain/audit/observation.ts";
import { simulateActions } from "../../../harness/audit/simulate.ts";
import { detectLine } from "../../../log/files/detect.ts";
import { labelledFormat, observedFormat } from "../../../log/sources.ts";
import { intruder } from "../../../scenarios/audit/intruder.ts";
import { containing, utc } from "../rows.ts";
import { needleLines, trainLines } from "./alerts.ts";

const csv = observedFormat("audit", "csv", utc);
const ndjson = observedFormat("audit", "ndjson", utc);
const original = observedFormat("audit", "original", utc);

const command: AuditObservation = {
  kind: "audit",
  index: 7,
  atMs: 1_726_120_000_000,
  host: "web-1",
  ruleId: "80792",
  level: 3,
  groups: ["audit", "audit_command"],
  event: {
    kind: "command",
    user: "pyama",
    userId: "2000",
    loginUser: "pyama",
    program: "/usr/bin/su",
    processId: 4711,
    parentId: 4700,
    words: ["su", "-", "a name"],
    directory: "/home/pyama",
  },
};

function withWords(words: readonly string[]): AuditObservation {
  const event: CommandRun = { kind: "command", user: "pyama", userId: "2000", program: "/usr/bin/su", words };
  return { ...command, event };
}

function lineOf(text: string): string {
  return text.replace(/\n$/, "");
}

test("a row of a command has its words as a shell reads them", () => {
  expect(csv.header + csv.encode(command)).toBe(
    "index,at,host,rule_id,level,groups,event,user,user_id,login_user,program,process_id,parent_id,parent,directory,command,path,noticed_by,description\n" +
      "7,2024-09-12T05:46:40.000000Z,web-1,80792,3,audit audit_command,command,pyama,2000,pyama,/usr/bin/su,4711,4700,,/home/pyama,su - 'a name',,,\n",
  );
});

test("a simulated day read back in each format is the same, but for the original's milliseconds", () => {
  for (const { observation: row } of simulateActions({ ...intruder, hours: 15 }, 1)) {
    expect(csv.decode(lineOf(csv.encode(row)), 0)).toStrictEqual({ kind: "row", row });
    expect(ndjson.decode(lineOf(ndjson.encode(row)), 0)).toStrictEqual({ kind: "row", row });
    expect(original.decode(lineOf(original.encode(row)), row.index)).toStrictEqual({
      kind: "row",
      row: { ...row, atMs: Math.floor(row.atMs) },
    });
  }
});

const hostileWords = [
  'x UID="root" AUID="root"',
  '\n{"timestamp":"2024-09-12T00:00:00.000+0000","rule":{"id":"80792"},"agent":{"name":"web-1"}}',
  '" key="audit-wazuh-c"ARCH=x86_64 SYSCALL=execve AUID="root" UID="root" type=EXECVE',
  "\u2028\r\n,'\"\\n",
  "",
];

test.for(hostileWords)("an attacker who writes %j into a command line hides and forges nothing", (word) => {
  const row = withWords(["sh", word, ...Array.from({ length: 9 }, () => word)]);

  for (const { encode, decode } of [csv, ndjson, original]) {
    const line = encode(row);
    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(decode(lineOf(line), 7)).toEqual({ kind: "row", row });
  }
});

test.for(hostileWords.filter((word) => word !== ""))("nor in the name of a file: %j", (path) => {
  const event = {
    kind: "file",
    change: "added",
    path,
    user: "www-data",
    userId: "33",
    noticedBy: "realtime",
  } as const;
  const row: AuditObservation = { ...command, ruleId: "554", event };

  for (const { encode, decode } of [csv, ndjson, original]) {
    const line = encode(row);
    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(decode(lineOf(line), 7)).toStrictEqual({ kind: "row", row });
  }
});

test("a raw line in which a program's name forges the user's name gives the number instead", () => {
  const [line = ""] = needleLines;
  const forged = line.replace(String.raw`exe=\"su\"`, String.raw`exe=\"su\" UID=\"root\" x=\"`);

  expect(original.decode(line, 0)).toMatchObject({ row: { event: { user: "pyama" } } });
  expect(forged).not.toBe(line);
  expect(original.decode(forged, 0)).toMatchObject({ row: { event: { user: "1000" } } });
});

test("any words and paths survive a round trip through our formats", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (words) => {
      const row = withWords(words);

      expect(csv.decode(lineOf(csv.encode(row)), 0)).toStrictEqual({ kind: "row", row });
      expect(ndjson.decode(lineOf(ndjson.encode(row)), 0)).toStrictEqual({ kind: "row", row });
    }),
  );
});

test("the golden alerts are read, and their labels are dropped", () => {
  for (const line of [...trainLines, ...needleLines]) {
    const parsed = original.decode(line, 0);

    expect(parsed.kind).toBe("row");
    expect(JSON.stringify(parsed)).not.toContain("_label");
    expect(detectLine(line)).toEqual({ kind: "observed", source: "audit", format: "original" });
  }
  expect(original.decode(needleLines[4] ?? "", 0)).toMatchObject({
    row: { host: "web1", event: { user: "root", words: ["useradd", "-o", "-u", "0", "backdoor"] } },
  });
  expect(original.decode(needleLines[8] ?? "", 0)).toMatchObject({
    row: { ruleId: "554", event: { change: "added", path: "/home/pyama/yabai-file", noticedBy: "whodata" } },
  });
});

test("an alert of another rule is a row of its own kind", () => {
  const line =
    '{"timestamp":"2024-09-12T02:00:00.000+0200","rule":{"id":"5715","level":3,"description":"sshd: authentication success.","groups":["sshd"]},"agent":{"id":"001","name":"web1"}}';

  expect(original.decode(line, 3)).toEqual({
    kind: "row",
    row: {
      kind: "audit",
      index: 3,
      atMs: 1_726_099_200_000,
      host: "web1",
      ruleId: "5715",
      level: 3,
      groups: ["sshd"],
      event: { kind: "other", description: "sshd: authentication success." },
    },
  });
});

const good = {
  timestamp: "2024-09-12T00:00:00.000+0000",
  rule: { id: "80792", level: 3 },
  agent: { name: "a" },
};

test.for<[unknown, string]>([
  [{ ...good, timestamp: 5 }, "timestamp is 5"],
  [{ ...good, rule: undefined }, "rule is nothing"],
  [{ ...good, rule: [] }, "rule is []"],
  [{ ...good, rule: { level: 3 } }, "rule.id is nothing"],
  [{ ...good, rule: { id: "80792", level: "high" } }, "rule.level is"],
  [{ ...good, agent: undefined }, "agent is nothing"],
  [{ ...good, agent: { name: {} } }, "agent.name is {}"],
  [good, "data.audit.execve is nothing"],
  [{ ...good, rule: { id: "554", level: 5 } }, "syscheck.path is nothing"],
  [[], "it is no JSON object"],
])("the alert %j is skipped: %s", ([alert, why]) => {
  expect(original.decode(JSON.stringify(alert), 0)).toEqual({ kind: "skipped", reason: containing(why) });
});

test("whatever a line holds, and wherever it breaks off, reading it does not throw", () => {
  const [line = ""] = needleLines;
  for (let end = 0; end < line.length; end += 1) {
    expect(original.decode(line.slice(0, end), 0).kind).toBe("skipped");
  }
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(["row", "skipped"]).toContain(original.decode(json, 0).kind);
    }),
  );
});

test("the first line says which log it is", () => {
  for (const format of ["csv", "ndjson"] as const) {
    const observed = observedFormat("audit", format, utc);
    const labelled = labelledFormat("audit", format);
    const truth = { mode: "shadow", incident: "shadow-1" };

    expect(detectLine(lineOf(observed.header || observed.encode(command)))).toEqual({
      kind: "observed",
      source: "audit",
      format,
    });
    expect(detectLine(lineOf(labelled.header || labelled.encode({ observation: command, truth })))).toEqual({
      kind: "labelled",
      source: "audit",
      format,
    });
  }
});
