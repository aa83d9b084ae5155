import { expect, test } from "vitest";
import { parseAlertPattern } from "../../../detector/remote/alert-pattern.ts";

test.for(["(?<severity>WARN|CRIT)", String.raw`at (?<at>\d+)`, "(?<subject>ip:.*)|(?<at>x)"])(
  "%s is a pattern",
  (text) => {
    expect(parseAlertPattern(text).source).toBe(text);
  },
);

test.for([
  ["(", "it is not a regular expression"],
  ["(?<at>a)(?<at>b)", "it is not a regular expression"],
  ["WARN", "it has no named group"],
  ["(WARN)", "it has no named group"],
  ["", "it has no named group"],
  ["(?<at>a)(?<when>b)", "unknown group when"],
] as const)("the pattern %j is refused: %s", ([text, why]) => {
  const parse = (): RegExp => parseAlertPattern(text);

  expect(parse).toThrow(expect.objectContaining({ kind: "usage", code: "BAD_ALERT_PATTERN" }));
  expect(parse).toThrow(`Invalid alert pattern ${JSON.stringify(text)}: ${why}`);
});
