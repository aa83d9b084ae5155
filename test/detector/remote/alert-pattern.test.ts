import { expect, test } from "vitest";
import { parseAlertPattern } from "../../../detector/remote/alert-pattern.ts";

test.for(["(?<severity>WARN|CRIT)", String.raw`at (?<at>\d+)`, "(?<subject>ip:.*)|(?<at>x)"])(
  "%s is a pattern",
  (text) => {
    expect(parseAlertPattern(text).source).toBe(text);
  },
);

test.for([
  ["(", "is no regular expression"],
  ["(?<at>a)(?<at>b)", "is no regular expression"],
  ["WARN", "has no named group"],
  ["(WARN)", "has no named group"],
  ["", "has no named group"],
  ["(?<at>a)(?<when>b)", "has a group named when"],
] as const)("%s is none: it %s", ([text, what]) => {
  const parse = (): RegExp => parseAlertPattern(text);

  expect(parse).toThrow(expect.objectContaining({ kind: "usage", code: "BAD_ALERT_PATTERN" }));
  expect(parse).toThrow(`The alert pattern ${JSON.stringify(text)} ${what}`);
});
