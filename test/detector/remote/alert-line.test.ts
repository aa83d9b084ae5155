import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAlertLine } from "../../../detector/remote/alert-line.ts";
import { parseAlertPattern } from "../../../detector/remote/alert-pattern.ts";

const firing = { severity: "error", state: "firing" };

describe("a JSON object is an alert", () => {
  test.for([
    ['{"at":3}', { ...firing, atIndex: 3 }, "by default it is an error and fires"],
    [' {"at":3}  ', { ...firing, atIndex: 3 }, "surrounding spaces do not matter"],
    ['{"at":0}', { ...firing, atIndex: 0 }, "rows count from 0"],
    ['{"at":999999999}', { ...firing, atIndex: 999_999_999 }, "the last number that is an index"],
    ['{"at":"12"}', { ...firing, atIndex: 12 }, "digits in a string are an index too"],
    ['{"at":"2020-01-01T00:00:00.5Z"}', { ...firing, atMs: 1_577_836_800_500 }, "a time"],
    [
      '{"at":"2020-01-01 01:00:00,5+01:00"}',
      { ...firing, atMs: 1_577_836_800_500 },
      "another notation of the time",
    ],
    [
      '{"at":"2019-12-31T20:30:00.1234567-0330"}',
      { ...firing, atMs: 1_577_836_800_123.456 },
      "to the microsecond",
    ],
    [
      '{"atIndex":3,"atMs":1577836800000.5}',
      { ...firing, atIndex: 3, atMs: 1_577_836_800_000.5 },
      "index and time together",
    ],
    ['{"severity":"warning"}', { ...firing, severity: "warning" }, "a time is optional"],
    ['{"severity":"WARN","at":1}', { ...firing, severity: "warning", atIndex: 1 }, "in any case"],
    ['{"severity":"Critical","at":1}', { ...firing, atIndex: 1 }, "critical is an error"],
    ['{"state":"resolved","at":1}', { severity: "error", state: "resolved", atIndex: 1 }, "a resolved alert"],
    [
      '{"at":1,"key":"k","subject":"ip:203.0.113.1","score":0.5,"evidence":"e"}',
      { ...firing, atIndex: 1, key: "k", subject: "ip:203.0.113.1", score: 0.5, evidence: "e" },
      "all other fields",
    ],
    [
      '{"at":null,"severity":"error","key":null,"model":{"v":1}}',
      firing,
      "null counts as absent; unknown fields are ignored",
    ],
    ['{"at":1,"msg":"WARNING"}', { ...firing, atIndex: 1 }, "the text of its fields is not searched"],
  ] as const)("%s: %o, %s", ([line, alert]) => {
    expect(readAlertLine(line, undefined)).toEqual({ kind: "alert", alert });
  });

  test.for([
    ['{"severity":"info","at":1}', 'its "severity" is "info", not "warning" or "error"'],
    ['{"severity":3,"at":1}', 'its "severity" is 3, not "warning" or "error"'],
    ['{"severity":"constructor"}', 'its "severity" is "constructor", not "warning" or "error"'],
    ['{"state":"open"}', 'its "state" is "open", not "firing" or "resolved"'],
    ['{"at":-1}', 'its "at" is -1'],
    ['{"at":1.5}', 'its "at" is 1.5'],
    ['{"at":1000000000}', 'its "at" is 1000000000'],
    ['{"at":"2020-01-01T00:00:00"}', 'its "at" is "2020-01-01T00:00:00"'],
    ['{"at":"2020-02-30T00:00:00Z"}', 'its "at" is "2020-02-30T00:00:00Z"'],
    ['{"at":""}', 'its "at" is ""'],
    ['{"at":true}', 'its "at" is true'],
    ['{"atIndex":"3"}', `its "atIndex" is "3", not a row's index`],
    ['{"atMs":"3"}', 'its "atMs" is "3", not Unix milliseconds'],
    ['{"at":1,"key":7}', 'its "key" is 7, not a string'],
    ['{"at":1,"subject":""}', 'its "subject" is "", not a string'],
    ['{"at":1,"score":"high"}', 'its "score" is "high", not a number'],
    ['{"at":1,"evidence":[]}', 'its "evidence" is a list, not a string'],
    ['{"at": 3, "score": NaN}', "NaN is not a JSON value"],
    ['{"at": 3, "score": -Infinity}', "-Infinity is not a JSON value"],
    ["{'at': 3}", "single quotes"],
    ["['ERROR', 'WARNING']", "single quotes"],
    ["{", "JSON over several lines"],
    ["[", "JSON over several lines"],
    ["[1,2]", "it is a JSON list"],
    ['[{"at":3}]', "it is a JSON list"],
    ['\uFEFF{"at": 3', "it starts like JSON but is not valid JSON"],
    ["{}", "it has none of the fields severity, state, at, atIndex, atMs"],
    ['{"level":"info","msg":"starting"}', "it has none of the fields severity, state, at, atIndex, atMs"],
  ] as const)("%s is a mistake: %s", ([line, mistake]) => {
    const read = readAlertLine(line, undefined);

    expect(read.kind === "mistake" ? read.mistake : read).toContain(mistake);
  });
});

describe("any other line", () => {
  test.for([
    ["ERROR: Detact anomaly!! Now date: 12:34:56.789", "error"],
    ["WARNING: Detact anomaly!! Now date: 12:34:56.789", "warning"],
    ["2020-01-01 [ERROR] slow", "error"],
  ] as const)("%s is an alert without a time", ([line, severity]) => {
    expect(readAlertLine(line, undefined)).toEqual({
      kind: "alert",
      alert: { severity, state: "firing", evidence: line },
    });
  });

  test.for([
    "",
    "starting",
    "errors: 0",
    "no error",
    "ERRORS",
    "MY_WARNING",
    "3",
    "null",
    "[12:00:01] INFO started",
    "[INFO] 3 rows read",
  ])("%j is chatter", (line) => {
    expect(readAlertLine(line, undefined)).toEqual({ kind: "chatter" });
  });

  test("its evidence is cut and has no control characters", () => {
    const line = `\u001b[31mERROR\u001b[0m \u0007${"x".repeat(1000)}`;

    expect(readAlertLine(line, undefined)).toMatchObject({
      alert: { evidence: `ERROR �${"x".repeat(193)}` },
    });
  });
});

describe("with a user's pattern", async () => {
  const pattern = await parseAlertPattern(
    String.raw`(?<severity>CRIT|WARN)?\W*row=(?<at>\d+)(?: on (?<subject>\S+))?`,
  );

  test.for([
    ["WARN row=17 on host:a", { severity: "warning", atIndex: 17, subject: "host:a" }],
    ["CRIT: row=17", { severity: "error", atIndex: 17 }],
    ["row=17", { severity: "error", atIndex: 17 }],
    ['{"level":"CRIT","text":"row=17"}', { severity: "error", atIndex: 17 }],
  ] as const)("%s is read by its groups", ([line, alert]) => {
    expect(readAlertLine(line, pattern)).toEqual({
      kind: "alert",
      alert: { state: "firing", evidence: line, ...alert },
    });
  });

  test("blanks at the start of a line are there for the pattern", async () => {
    const indented = await parseAlertPattern(String.raw`^ {2}row=(?<at>\d+)`);

    expect(readAlertLine("  row=17", indented)).toMatchObject({ kind: "alert", alert: { atIndex: 17 } });
    expect(readAlertLine("row=17", indented)).toEqual({ kind: "chatter" });
  });

  test("a line that contains ERROR is no longer an alert", () => {
    expect(readAlertLine("ERROR: slow", pattern)).toEqual({ kind: "chatter" });
  });

  test("JSON with fields of an alert still is one, and other JSON is chatter", () => {
    expect(readAlertLine('{"at":3}', pattern)).toMatchObject({ kind: "alert" });
    expect(readAlertLine('{"level":"info"}', pattern)).toEqual({ kind: "chatter" });
  });

  test("a group that captures an invalid value is a mistake", async () => {
    const read = readAlertLine("at noon", await parseAlertPattern("at (?<at>.*)"));

    expect(read.kind === "mistake" ? read.mistake : read).toContain('its "at" is "noon"');
  });
});

test("reading any line gives an alert, chatter or a mistake", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (line) => {
        expect(["alert", "chatter", "mistake"]).toContain(readAlertLine(line, undefined).kind);
      },
    ),
  );
});
