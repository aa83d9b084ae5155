import { expect, test } from "vitest";
import { githubAnnotations } from "../../../report/github/annotations.ts";
import { finished, healthyRows, unrunnable } from "../../score/finished.ts";
import { alertsOn, rowsWithAttackFrom100 } from "../../score/sample.ts";

const at = alertsOn(rowsWithAttackFrom100);
const inTime = [at(102)];
const inTimeText =
  "knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch.";
const missedText = "knn missed attack-1: no ERROR alert; one was required within 10 affected observations.";

test("a scenario that failed is one error that says all that failed, and nothing that passed", () => {
  const alerts = [at(40), at(41, { state: "resolved" })];

  const lines = githubAnnotations([finished({ alerts })]);

  expect(lines).toBe(
    `::error title=Firedrill%3A rapidly::${missedText}%0Aknn raised 1 false alarm (limit 0).\n`,
  );
});

test("a scenario that passed is a notice of its delays", () => {
  expect(githubAnnotations([finished({ alerts: inTime })])).toBe(
    `::notice title=Firedrill%3A rapidly::${inTimeText}\n`,
  );
});

test("a healthy scenario that passed is a notice of silence", () => {
  expect(githubAnnotations([finished({ rows: healthyRows, scenario: "healthy" })])).toBe(
    "::notice title=Firedrill%3A healthy::knn raised no false alarm.\n",
  );
});

test("what could not be judged is an error with its code, what is not installed a warning", () => {
  const lines = githubAnnotations([
    unrunnable({ code: "PORT_IN_USE", message: "taken" }),
    finished({ alerts: inTime, crashed: { code: "ENGINE_MISSING", message: "no promtool" }, scenario: "b" }),
  ]);

  expect(lines).toBe(
    "::error title=Firedrill%3A rapidly::taken (PORT_IN_USE)\n::warning title=Firedrill%3A b::no promtool\n",
  );
});

test("seeds of one scenario share an annotation", () => {
  const lines = githubAnnotations([
    finished({ alerts: inTime }),
    finished({ seed: 2 }),
    finished({ seed: 3 }),
  ]);

  expect(lines).toBe(`::error title=Firedrill%3A rapidly::seed 2: ${missedText}%0Aseed 3: ${missedText}\n`);
});

test("a hundred seeds are told in twenty lines", () => {
  const drills = Array.from({ length: 100 }, (_, seed) => finished({ seed }));

  const message = githubAnnotations(drills).split("%0A");

  expect(message).toHaveLength(21);
  expect(message.at(-1)).toBe("and 80 more\n");
});

test("errors come first, and the tenth of a kind names those that GitHub would not show", () => {
  const passing = finished({ alerts: inTime, scenario: "fine" });
  const failing = Array.from({ length: 12 }, (_, n) => finished({ scenario: `s${n}` }));

  const lines = githubAnnotations([passing, ...failing])
    .trimEnd()
    .split("\n");

  expect(lines).toHaveLength(11);
  expect(lines[9]).toBe(
    "::error title=Firedrill%3A 3 more scenarios::Not shown one by one: s9, s10, s11. The step's summary has them all.",
  );
  expect(lines[10]).toMatch(/^::notice title=Firedrill%3A fine::/);
});

test("ten of a kind are shown one by one", () => {
  const failing = Array.from({ length: 10 }, (_, n) => finished({ scenario: `s${n}` }));

  expect(githubAnnotations(failing)).not.toContain("Not shown");
});

test("nothing that was said can end a command or begin another", () => {
  const error = { code: "X", message: "100%\r\n::error::\u001b[31mgotcha" };

  const lines = githubAnnotations([unrunnable(error, { scenario: "a,b:c\n::debug::" })]);

  expect(lines).toBe(
    String.raw`::error title=Firedrill%3A a%2Cb%3Ac\n%3A%3Adebug%3A%3A::100%25\r\n::error::\x1b[31mgotcha (X)` +
      "\n",
  );
});

test("no drills are no annotations", () => {
  expect(githubAnnotations([])).toBe("");
});
