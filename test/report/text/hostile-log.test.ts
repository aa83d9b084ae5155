import fc from "fast-check";
import { expect, test } from "vitest";
import { plainPaint } from "../../../report/text/paint.ts";
import { githubAnnotations } from "../../../report/github/annotations.ts";
import { jsonReport } from "../../../report/json/verdict.ts";
import { junitReport } from "../../../report/junit/junit.ts";
import { textReport } from "../../../report/text/report.ts";
import { stepSummary } from "../../../report/github/step-summary.ts";
import type { FinishedDrill } from "../../../report/junit/test-cases.ts";
import { hostileDrill, hostileNames as names } from "../hostile.ts";
import { parseXml } from "../xml.ts";

/** Elements without what they say. */
function shapeOf(drill: FinishedDrill): string {
  return JSON.stringify(parseXml(junitReport([drill])), (key, value: unknown) =>
    key === "attributes" || key === "text" ? undefined : value,
  );
}

/** Bars that divide cells. */
function barsIn(markdown: string): number {
  return markdown.match(/(?<!\\)\|/g)?.length ?? 0;
}

const obeyed = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

test.for(names)("%j in a log cannot make the text report %s", ([name]) => {
  const report = textReport({ ...hostileDrill(name), replayCommand: "firedrill" }, plainPaint);

  expect(report.split("\n").filter((line) => obeyed.test(line))).toEqual([]);
  expect(report).toContain("By address: 0 found, 1 false, 1 missed of 1 among 2");
});

test.for(names)("%j in a log stands in the JSON as it is, and no terminal sees it: %s", ([name]) => {
  const json = jsonReport(hostileDrill(name).verdict);

  const document: unknown = JSON.parse(json);
  expect(json.split("\n").filter((line) => obeyed.test(line))).toEqual([]);
  expect(document).toMatchObject({
    detectors: [{ incidents: [{ id: name, subjects: [`ip:${name}`, `user:${name}`] }] }],
  });
});

test.for(names)("%j in a log leaves JUnit the same elements as any other name: %s", ([name]) => {
  expect(shapeOf(hostileDrill(name))).toBe(shapeOf(hostileDrill("harmless")));
});

test.for(names)("%j in a log is one annotation on one line, whatever it says: %s", ([name]) => {
  const annotations = githubAnnotations([hostileDrill(name)]);

  expect(annotations.match(/\n/g)).toHaveLength(1);
  expect(annotations.match(/^::error title=[^:,]*::/gm)).toHaveLength(1);
  expect(obeyed.test(annotations.trimEnd())).toBe(false);
});

test.for(names)("%j in a log leaves the summary of a step its table and no HTML: %s", ([name]) => {
  const summary = stepSummary([hostileDrill(name)]);

  expect(summary).not.toMatch(/<(?!\/?(?:details|summary|pre)>)/);
  expect(barsIn(summary)).toBe(barsIn(stepSummary([hostileDrill("harmless")])));
});

const runnerObeys = /^\s*::|##\w*\[/m;
const hostileText = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        "::",
        "##[",
        "##vso[",
        "error",
        " ",
        "\n",
        "\u2028",
        "\u0085",
        "\u202E",
        "a".repeat(30),
      ),
    )
    .map((words) => words.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);

test("no text from a log begins a line that a CI runner obeys, in no report and at no width", () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 120 }), (name, width) => {
      const drill = hostileDrill(name);
      const picture = textReport({ ...drill, replayCommand: `firedrill run ${name}` }, plainPaint, width);

      for (const report of [picture, junitReport([{ ...drill, picture }]), jsonReport(drill.verdict)]) {
        expect(report).not.toMatch(runnerObeys);
        expect(report.replaceAll("\n", "")).not.toMatch(obeyed);
      }
    }),
    { numRuns: 200 },
  );
});

test("a mention, a link or a formula from a log is none in the summary of a step", () => {
  const summary = stepSummary([hostileDrill("@team www.example.org http://example.org $x$")]);

  expect(summary).not.toMatch(/@\w|www\.|:\/\/|\$/);
});
