import { expect, test } from "vitest";
import type { Gate } from "../../../domain/gate.ts";
import { alertsOn, anyIncident, gateOf, rowsOf, rowsWithAttackFrom100 } from "../../score/sample.ts";
import { concluded } from "../../../report/conclusion.ts";
import { report, reported } from "../../score/drill.ts";
import type { Drill } from "../../score/drill.ts";

const at = alertsOn(rowsWithAttackFrom100);
const resolved = { state: "resolved" } as const;
const warning = { severity: "warning" } as const;

/** The paragraphs before the one that names the drill: verdict, and why. */
function conclusion(drill: Drill): string {
  const [before = ""] = report(drill).split("\nrapidly, seed");
  return before;
}

test.for([
  [
    "late, by observations",
    { alerts: [at(115)] },
    `\
FAILED  knn raised ERROR for attack-1 too late, on its 16th affected request (limit 10), 15.5 s after the switch

knn raised ERROR for attack-1 6 affected observations too
late. Make it faster (a lower threshold, a shorter window),
or allow more with --within 16.
`,
  ],
  [
    "late, by time",
    { alerts: [at(103)], gates: [gateOf({ lines: [{ ...anyIncident, within: "3s" }] })] },
    `\
FAILED  knn raised ERROR for attack-1 too late, on its 4th affected request, 3.5 s after the switch (limit 3 s)

knn raised ERROR for attack-1 500 ms too late. Make it
faster (a lower threshold, a shorter window), or allow more
with --within 3500ms.
`,
  ],
  [
    "late, after the end",
    { alerts: [at(101, warning), at(123)], gates: [gateOf({ lines: [{ ...anyIncident, within: 20 }] })] },
    `\
FAILED  knn raised ERROR for attack-1 too late, after the last of its 20 affected requests (limit 20), 21.5 s after the switch

knn raised ERROR for attack-1 4 observations after the last
affected one, when the incident was over. Make the detector
faster (a lower threshold, a shorter window), or the
incident longer.
`,
  ],
  [
    "missed, with nothing said",
    {},
    `\
FAILED  knn missed attack-1: no ERROR alert; one was required within 10 affected observations

knn never raised ERROR for attack-1 in its 20 affected
observations. Lower its threshold, or document the limit
with \`outcome: missed\` in the scenario's expect.
`,
  ],
  [
    "missed, with a warning",
    { alerts: [at(103, { ...warning, score: 0.6123 })] },
    `\
FAILED  knn missed attack-1: no ERROR alert; one was required within 10 affected observations

knn never raised ERROR for attack-1, only WARNING on
affected observation 4 (largest score 0.612). Lower its
threshold for ERROR, require only --severity warning, or
document the limit with \`outcome: missed\` in the scenario's
expect.
`,
  ],
  [
    "inconclusive",
    { alerts: [at(97)], gates: [gateOf({ lines: [{ ...anyIncident, falseAlarmsAtMost: 1 }] })] },
    `\
FAILED  knn was already firing when attack-1 began, so the drill is inconclusive
        knn raised 1 false alarm (limit 1)

knn had been firing since observation 97 (00:49) when
attack-1 began, so the drill cannot say whether it reacted.
Raise its threshold, or put more healthy observations before
the incident, so that it is silent when the incident begins.
`,
  ],
  [
    "false alarms",
    {
      alerts: [
        ...[20, 60].flatMap((index) => [at(index, { evidence: "0.9 s away" }), at(index + 2, resolved)]),
        at(102),
      ],
    },
    `\
FAILED  knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch
        knn raised 2 false alarms (limit 0)

knn raised 2 false alarms (limit 0): at observation 20
(00:10), 0.9 s away; observation 60 (00:30), 0.9 s away.
Raise its threshold, or allow them with \`falseAlarmsAtMost\`
in the scenario's expect.
`,
  ],
  [
    "a pinned miss",
    { gates: [gateOf({ lines: [{ ...anyIncident, outcome: "missed" }] })] },
    "PASSED  knn missed attack-1, as expected\n",
  ],
  [
    "a pinned miss that was noticed",
    { alerts: [at(102)], gates: [gateOf({ lines: [{ ...anyIncident, outcome: "missed" }] })] },
    `\
FAILED  knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch, although the scenario expects a miss

The scenario expects knn to miss attack-1, but it raised an
alert. If the detector got better, remove \`outcome: missed\`
from the scenario's expect.
`,
  ],
  ["no incidents", { rows: rowsOf([{ rows: 50 }]) }, "PASSED  knn raised no alert, and nothing was wrong\n"],
  [
    "an incident that no line asks about",
    { gates: [gateOf({ lines: [{ ...anyIncident, incident: "load" }] })] },
    "PASSED  knn missed attack-1 (not required by any gate)\n",
  ],
  [
    "a recovery alert",
    { alerts: [at(102), at(119, resolved), at(123, { key: "b" })] },
    `\
PASSED  knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch
        knn raised 1 recovery alert (not counted)
`,
  ],
  [
    "one detector asked twice",
    { alerts: [at(101, warning), at(102)], gates: [gateOf({ severity: "warning" }), gateOf()] },
    `\
PASSED  knn raised WARNING for attack-1 on its 2nd affected request (limit 10), 1.5 s after the switch
PASSED  knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch
`,
  ],
  [
    "two set-ups of one detector",
    {
      alerts: [at(102)],
      gates: [
        { window: 5, k: 1 },
        { window: 9, k: 1 },
      ].map((options) => gateOf({ options })),
    },
    `\
PASSED  knn (window=5) raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch
PASSED  knn (window=9) raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch
`,
  ],
] as const)("%s is concluded in full sentences", ([, drill, expected]: readonly [string, Drill, string]) => {
  expect(conclusion(drill)).toBe(expected);
});

const own = (detector: string, within: number): Gate =>
  gateOf({ detector, lines: [{ ...anyIncident, within, isDefault: true }] });
const told = (...gates: readonly Gate[]): string => conclusion({ gates }).replaceAll("\n", " ");

test("the verdict has that line as data", () => {
  const { verdict, trace } = reported({ gates: [own("knn", 10), own("silence", 1)] });

  expect(concluded(verdict, trace).notes).toEqual([expect.stringMatching(/^Deadlines differ, /)]);
  expect(concluded(verdict, { ...trace, incidents: [] })).not.toHaveProperty("notes");
});

test("deadlines that are detectors' own defaults and differ are told in one line", () => {
  expect(told(own("knn", 10), own("silence", 1), own("cusum", 10))).toContain(
    "Deadlines differ, since detectors have defaults of their own: 10 for knn, cusum; 1 for silence. --within sets one for all.",
  );
  expect(told(own("knn", 10), own("cusum", 10))).not.toContain("Deadlines differ");
  expect(told(gateOf(), gateOf({ detector: "b", lines: [{ ...anyIncident, within: 3 }] }))).not.toContain(
    "differ",
  );
});

test("after a miss in a recorded log the advice does not mention a scenario", () => {
  const { verdict, trace } = reported({});
  const [judged] = concluded({ ...verdict, clock: "recorded" }, trace).detectors;

  expect(judged?.remedies).toEqual(["Lower its threshold."]);
});
