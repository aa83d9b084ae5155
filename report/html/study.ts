import { documentSchemaVersion } from "../../domain/results/document.ts";
import type { DelayDistribution } from "../../domain/results/document.ts";
import type { Repeat, RepeatedDetector } from "../../domain/results/repeat.ts";
import type { KindStatistics } from "../../domain/results/statistics.ts";
import { parseJson } from "../../domain/text/json.ts";
import type { AmocCurve, AmocStudy } from "../../domain/results/amoc.ts";
import type { Surface, Sweep } from "../../domain/results/sweep.ts";
import { crashedIn } from "../../domain/results/sweep.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import { amocFigure, amocJson, amocSentences } from "../study/amoc.ts";
import { heatMap } from "../study/heat-map.ts";
import { labelsOf, repeatFields, repeatSentences, seedsText } from "../study/repeat.ts";
import type { SuiteCell } from "../study/suite.ts";
import { repeatedSuiteTable } from "../study/suite.ts";
import {
  extremesOf,
  surfaceLabels,
  sweepFinding,
  sweepHeadline,
  sweepJson,
  sweepNotes,
  sweepRows,
  sweepText,
} from "../study/sweep.ts";
import {
  crashedLine,
  delayText,
  inTimeSentence,
  numberText,
  quantileText,
  replaysSentence,
} from "../study/words.ts";
import { delayPicture } from "../svg/delays.ts";
import type { Figure } from "../svg/svg.ts";
import { figurePart } from "../svg/svg.ts";
import { plainPaint } from "../text/paint.ts";
import { countText, durationText } from "../text/sentences.ts";
import type { Cell } from "./markup.ts";
import { cell, facts, filled, list, long, number, section, table, tag, text, unfolding } from "./markup.ts";
import type { PageMaking } from "./page.ts";
import { page, statusLine } from "./page.ts";

/** A repeat of one scenario, as a page shows it. */
export interface DrawnRepeat {
  readonly repeat: Repeat;
  readonly delays: readonly DelayDistribution[];
  /** The text report, without colors. */
  readonly picture: string;
}

/**
 * A page of repeats: of one scenario, or of each of a suite.
 * @param title - the scenario or the suite
 * @param repeats - at least one
 * @param command - plays all of it again
 */
export function repeatPage(
  title: string,
  repeats: readonly DrawnRepeat[],
  command: string,
  making: PageMaking,
): string {
  const passed = repeats.filter(({ repeat }) => repeat.passed).length;
  const isInvalid = repeats.some(({ repeat }) => repeat.invalid > 0);
  const word = isInvalid ? "invalid" : passed === repeats.length ? "passed" : "failed";
  const [only, ...others] = repeats;
  const sentences = only === undefined || others.length > 0 ? [] : repeatSentences(only.repeat);
  const headline =
    sentences.toSorted((a, b) => Number(a.startsWith("PASSED")) - Number(b.startsWith("PASSED")))[0] ??
    `${passed} of ${plural(repeats.length, "scenario")} passed`;
  const meta =
    only === undefined
      ? ""
      : `${title}, ${seedsText(only.repeat)}, ${only.repeat.clock} clock: ${plural(only.repeat.drills, "drill")}${others.length > 0 ? " of each scenario" : ""}`;
  const data = {
    schemaVersion: documentSchemaVersion,
    study: repeats.map(({ repeat, delays }) => ({ ...repeatFields(repeat), delays })),
  };
  const content = {
    title: `${title}: ${word.toUpperCase()}`,
    head: statusLine(word, title, headline.replace(/^[A-Z]+: /, ""), meta, command),
    main:
      only === undefined || others.length > 0
        ? suiteSection(repeats) + repeats.map(suitePart).join("")
        : repeatSections(only, "") + costSection(only.repeat),
  };
  return page(content, data, making);
}

/** What came of each scenario, which leads to its part of the page. */
function suiteSection(repeats: readonly DrawnRepeat[]): string {
  const { about, head, rows, decision, deadlines } = repeatedSuiteTable(repeats.map(({ repeat }) => repeat));
  // A scenario that expects something itself says in the last column whether that came true.
  const decides: Deciding = decision.length === 0 ? "scenario" : "detectors";
  const cells = rows.map(([scenario, ...others], at): readonly Cell[] => {
    const named = text(scenario?.text ?? "");
    const lead = repeats[at] === undefined ? named : `<a href="#${partId(at)}">${named}</a>`;
    return [{ html: lead }, ...decidingFirst(others, decides).map((one) => suiteCell(one, decides))];
  });
  const [, ...names] = head;
  const heads = [{ text: "scenario" }, ...decidingFirst(names, decides)].map(({ text: name }) => cell(name));
  return section(
    "Scenarios",
    `<p class="lead">${text(`By detector: ${about}.`)}</p>`,
    table("Scenarios by detector", heads, cells),
    list([...decision, ...deadlines]),
  );
}

/** What a suite passes by. */
type Deciding = "scenario" | "detectors";

function decidingFirst(cells: readonly SuiteCell[], decides: Deciding): readonly SuiteCell[] {
  return decides === "detectors" ? cells : [...cells.slice(-1), ...cells.slice(0, -1)];
}

/** A miss is no fault where the scenario expects it. */
function suiteCell({ text: said, kind }: SuiteCell, decides: Deciding): Cell {
  if (kind === "plain") return { html: text(said) };
  const isFault = kind === "bad" && (decides === "detectors" || said.startsWith("NO:"));
  const look = kind === "good" ? kind : isFault ? "bad" : "plain";
  return {
    html: said
      .split(", ")
      .map((part) => tag(part, look))
      .join(" "),
    kind: "tags",
  };
}

function partId(at: number): string {
  return `scenario-${at + 1}`;
}

/** Everything about one scenario, folded where there is nothing to look at. */
function suitePart(one: DrawnRepeat, at: number): string {
  const { passed, scenario } = one.repeat;
  const verdict = passed ? tag("passed", "good") : tag("failed", "bad");
  const opened = passed ? "" : ' open=""';
  // What has the id is inside, so that a link to it unfolds the part.
  return (
    `<details class="part"${opened}><summary>${verdict}${text(scenario)}</summary>` +
    `<div id="${partId(at)}">${repeatSections(one, `${scenario}: `)}</div></details>`
  );
}

/** @param before - begins each title */
function repeatSections({ repeat, delays, picture }: DrawnRepeat, before: string): string {
  const labels = labelsOf(repeat.detectors);
  const parts = delays.flatMap((distribution) => {
    const detector = repeat.detectors[distribution.detector];
    const kind = detector?.statistics.kinds.find((one) => one.kind === distribution.kind);
    if (detector === undefined || kind === undefined) return [];
    return [delayPart(labels[distribution.detector] ?? "", detector, kind, distribution)];
  });
  const lead = '<p class="lead">Incidents by delay, in affected observations.</p>';
  return [
    parts.length === 0 ? "" : section(`${before}How soon`, lead, ...parts),
    section(`${before}False alarms`, falseAlarmTable(repeat, labels)),
    failureSection(repeat, `${before}Drills to look at`),
    section(
      `${before}In words`,
      list(repeatSentences(repeat)),
      unfolding("The report as text", `<pre>${preformatted(picture)}</pre>`),
    ),
  ].join("");
}

/** A delay in both units; a miss is called so once. */
function both(rows: string, time: string): string {
  return rows === time ? rows : `${rows} affected; ${time}`;
}

function delayPart(
  label: string,
  { statistics, floors }: RepeatedDetector,
  kind: KindStatistics,
  distribution: DelayDistribution,
): string {
  const { affected, ms, within, missed } = kind;
  const floor = floors.get(kind.kind);
  const counts = `${countText(distribution.missed)} missed`;
  const described = `Delays of ${label} for ${printable(kind.kind)}: median ${quantileText(affected.p50, numberText)} affected observations, ${counts}.`;
  const rows = [
    ...distribution.delays,
    ...(missed > 0 ? [["missed", distribution.missed] as const] : []),
  ].map(([delay, incidents]) => [cell(String(delay)), number(countText(incidents))]);
  return [
    `<h3>${text(`${label}, ${kind.kind}`)}</h3>`,
    filled("div", { class: "stack" }, delayPicture(distribution, { within, floor }, described)),
    facts([
      ["In time", text(inTimeSentence(kind, statistics))],
      ["Median", text(both(quantileText(affected.p50, numberText), quantileText(ms.p50, durationText)))],
      ["95 % within", text(both(quantileText(affected.p95, numberText), quantileText(ms.p95, durationText)))],
      ["Longest", text(both(delayText(affected.longest, numberText), delayText(ms.longest, durationText)))],
      [
        "Mean",
        text(`${numberText(affected.restrictedMean)} (a miss counts as ${numberText(affected.horizon)})`),
      ],
      ...(floor === undefined
        ? []
        : [
            [
              "Floor",
              text(`${floor.delay.toPrecision(3)}: no rule with as few false alarms is faster on average`),
            ] as const,
          ]),
      ...(distribution.inconclusive === 0
        ? []
        : [["Inconclusive", text(countText(distribution.inconclusive))] as const]),
    ]),
    unfolding(
      `Figures: ${label}, ${kind.kind}`,
      table(
        `Delays of ${label} for ${kind.kind}`,
        [cell("affected observations"), number("incidents")],
        rows,
      ),
    ),
  ].join("");
}

function falseAlarmTable({ detectors }: Repeat, labels: readonly string[]): string {
  const rows = detectors.map(({ statistics: { falseAlarms, pagesPerDrill, quiet, error }, passed }, at) => [
    {
      html: `${error === undefined ? (passed ? tag("passed", "good") : tag("failed", "bad")) : tag("error", "warn")}${text(labels[at] ?? "")}`,
    },
    number(numberText(falseAlarms.falseAlarms)),
    number(numberText(falseAlarms.observations)),
    number(numberText(falseAlarms.perThousand)),
    number(numberText(falseAlarms.arl0AtLeast)),
    number(`${numberText(quiet.successes)} of ${numberText(quiet.trials)}`),
    number(numberText(pagesPerDrill)),
  ]);
  const heads = [
    cell("detector"),
    number("false alarms"),
    number("healthy observations"),
    number("per 1,000"),
    number("ARL0 at least (95 %)"),
    number("quiet drills"),
    number("pages per drill"),
  ];
  return table("False alarms of each detector", heads, rows);
}

/** Each detector as a point; those that differ in their options alone are a curve. Nothing for a single one. */
function costSection({ detectors, scenario }: Repeat): string {
  const labels = labelsOf(detectors);
  const points = detectors.flatMap(({ statistics }, at) =>
    statistics.kinds.map(({ kind, affected, missed, inTime }) => ({
      detector: statistics.gate.detector,
      kind,
      spec: labels[at] ?? "",
      falseAlarmsPerThousand: statistics.falseAlarms.perThousand,
      delay: affected.restrictedMean,
      missed,
      incidents: inTime.trials,
    })),
  );
  if (points.length < 2) return "";
  const groups = new Map(
    points.map(({ detector, kind }) => [JSON.stringify([detector, kind]), { detector, kind }]),
  );
  const curves = Array.from(groups.values(), (group) => ({
    ...group,
    points: points
      .filter(({ detector, kind }) => detector === group.detector && kind === group.kind)
      .toSorted((a, b) => a.falseAlarmsPerThousand - b.falseAlarmsPerThousand || b.delay - a.delay),
  }));
  return section("Delay against false alarms", costPicture(scenario, curves));
}

/** The curves, and the figures of each point. */
function costPicture(scenario: string, curves: readonly AmocCurve[]): string {
  const heads = [
    cell("setting"),
    number("false alarms per 1,000"),
    number("mean delay, affected"),
    number("missed"),
  ];
  const tables = curves.map(({ detector, kind, points }) => {
    const rows = points.map(({ spec, falseAlarmsPerThousand, delay, missed, incidents }) => [
      long(spec),
      number(numberText(falseAlarmsPerThousand)),
      number(numberText(delay)),
      number(`${numberText(missed)} of ${numberText(incidents)}`),
    ]);
    const name = `${detector}, ${kind}`;
    return unfolding(`Figures: ${name}`, table(`Delay against false alarms of ${name}`, heads, rows));
  });
  return [pictured(amocFigure(scenario, curves)), ...tables].join("");
}

/** Wider than a narrow page, which scrolls it. */
function pictured(figure: Figure): string {
  return `<div class="map scroll" role="group" aria-label="Picture">${figurePart(figure)}</div>`;
}

function failureSection({ failed, failures }: Repeat, title: string): string {
  if (failed === 0) return "";
  const rows = failures.map(({ seed, settings, command, savedTo = "" }) => [
    cell(`seed ${seed}${settings.length === 0 ? "" : `, ${settings.join(" ")}`}`),
    { html: `<code>${text(command)}</code>`, kind: "long" as const },
    { html: text(savedTo), kind: "long" as const },
  ]);
  const more =
    failed > failures.length
      ? `<p>${text(`${countText(failed - failures.length)} more did not pass.`)}</p>`
      : "";
  return section(
    title,
    table(
      "Drills that did not pass",
      [cell("drill"), { ...cell("plays it again"), kind: "long" }, { ...cell("kept in"), kind: "long" }],
      rows,
    ),
    more,
  );
}

/** Lines as they are. */
function preformatted(lines: string): string {
  return lines.split("\n").map(text).join("\n");
}

/** A page of a sweep: a map for each detector and kind of incident, and the smallest fault that it reliably notices. */
export function sweepPage(sweep: Sweep, making: PageMaking): string {
  const headline = sweepHeadline(sweep);
  const maps = surfaceLabels(sweep).flatMap(({ surface, label }) => {
    const drawn = heatMap(sweep, surface, `${sweep.scenario}: ${label}`);
    if (drawn === undefined) return [];
    return [
      `<h3>${text(label)}</h3>`,
      pictured(drawn),
      extremeFacts(sweep, surface),
      cellTable(sweep, surface, label),
    ];
  });
  const notes = [...sweepNotes(sweep), ...crashedIn(sweep).map((one) => crashedLine(one))];
  const lead =
    '<p class="lead">Color is the delay that 95 % of the drills do not exceed, in affected observations; red is missed.</p>';
  const main = [
    maps.length === 0 ? "" : section("Where detectors notice", lead, ...maps),
    section(
      "In words",
      list(notes),
      unfolding("The report as text", `<pre>${preformatted(sweepText(sweep, plainPaint))}</pre>`),
    ),
  ].join("");
  const finding = sweepFinding(sweep);
  const head = statusLine(
    undefined,
    "sweep",
    finding ?? headline,
    finding === undefined ? plural(sweep.cells.length, "cell") : headline,
    sweep.command,
  );
  const data = { schemaVersion: documentSchemaVersion, study: [parseJson(sweepJson(sweep))] };
  return page({ title: `${sweep.scenario}: sweep`, head, main }, data, making);
}

function extremeFacts(sweep: Sweep, surface: Surface): string {
  return facts(
    extremesOf(sweep, surface).map(({ name, words, command }) => [
      capitalized(name),
      text(words) + (command === undefined ? "" : `<br><code>${text(command)}</code>`),
    ]),
  );
}

function capitalized(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const cellsListed = 400;

/** The figures of a map, and the command that plays the worst drill of each cell. */
function cellTable(sweep: Sweep, surface: Surface, label: string): string {
  const [head = [], ...rows] = sweepRows(sweep, surface);
  const listed = rows
    .slice(0, cellsListed)
    .map((words) => words.map((word, at) => figureCell(head, word, at)));
  const left = rows.length - listed.length;
  const more =
    left === 0 ? "" : `<p>${text(`${countText(left)} more are in table.txt of the run folder.`)}</p>`;
  const heads = head.map((word, at) => figureCell(head, word, at));
  return unfolding(`Figures: ${label}`, table(`Delays of ${label}`, heads, listed) + more);
}

/** The last column is the command. */
function figureCell(head: readonly string[], word: string, at: number): Cell {
  return at === head.length - 1 ? long(word) : number(word);
}

/** A page of the curves of some detectors. */
export function amocPage(study: AmocStudy, making: PageMaking): string {
  const { scenario, curves, crashed, firstSeed, drills, command } = study;
  const sentences = amocSentences(curves);
  const [headline = "No detector has a curve", ...others] = sentences;
  const lead =
    '<p class="lead">Each point is a setting of a detector: the further left, the fewer false alarms; the lower, the sooner. At a hollow point every incident was missed.</p>';
  const remarks = [
    ...others,
    ...crashed.map((one) => crashedLine(one)),
    ...replaysSentence(curves.flatMap(({ points }) => points)),
  ];
  const head = statusLine(
    crashed.length > 0 ? "invalid" : undefined,
    "amoc",
    headline,
    `${scenario}, ${seedsText({ firstSeed, drills })}: ${plural(drills, "drill")} for each setting`,
    command,
  );
  const main = [
    curves.length === 0 ? "" : section("Delay against false alarms", lead, costPicture(scenario, curves)),
    remarks.length === 0 ? "" : section("In words", list(remarks)),
  ].join("");
  const data = { schemaVersion: documentSchemaVersion, study: [parseJson(amocJson(study))] };
  return page({ title: `${scenario}: amoc`, head, main }, data, making);
}
