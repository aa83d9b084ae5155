import { severityText } from "../../domain/alert.ts";
import type {
  CountChart,
  DrawnEpisode,
  DrillDocument,
  LineChart,
  NameChart,
} from "../../domain/results/document.ts";
import type {
  DetectorVerdict,
  IncidentHops,
  IncidentVerdict,
  Outcome,
  Verdict,
} from "../../domain/verdict.ts";
import { plural } from "../../domain/text/printable.ts";
import type { DrawnRun, Panel } from "../svg/panels.ts";
import { circlePath, enlarged, lengthOf, panelsOf, roleText, spanText, trianglePath } from "../svg/panels.ts";
import { element } from "../svg/svg.ts";
import { afterText, percentOf, valueText } from "../svg/values.ts";
import { countText, durationText, elapsedText } from "../text/sentences.ts";
import { hopText } from "../text/timing.ts";
import type { Cell } from "./markup.ts";
import {
  bar,
  barHead,
  cell,
  facts,
  filled,
  list,
  long,
  number,
  prose,
  section,
  table,
  tag,
  text,
  unfolding,
  when,
} from "./markup.ts";

/** What wrote a page. */
export interface Versions {
  readonly firedrill: string;
  readonly node: string;
}

const rowsListed = 200;
/** Of those, what is shown without unfolding. */
const rowsOpen = 20;

/** Everything about one drill, or about several drawn over each other. @param runs - at least one */
export function drillSections(runs: readonly DrawnRun[], versions: Versions): string {
  return [
    pictureSection(runs),
    ...runs.map(whySection),
    ...runs.map(closeUpSection),
    timeSection(runs),
    subjectSection(runs),
    nameSection(runs),
    alertSection(runs),
    detectorSection(runs),
    ...runs.map((run) => drillSection(run, versions)),
  ].join("");
}

function pictureSection(runs: readonly DrawnRun[]): string {
  const drawn = runs.filter(({ document }) => document.charts.length > 0);
  if (drawn.length === 0) return "";
  const lengthMs = lengthOf(drawn);
  const attributes = {
    class: "stack",
    role: "group",
    "aria-label": "Picture over time: arrow keys read values, plus and minus zoom, Escape shows everything",
    "data-length-ms": lengthMs,
    "data-labels": JSON.stringify(drawn.map(({ label }) => label)),
  };
  return section(
    "What happened",
    tools(drawn, lengthMs),
    '<output class="readout"></output>',
    filled("div", attributes, panelsOf(drawn).map(panel).join("")),
    legend(drawn),
    ...drawn.flatMap(({ label, document }) =>
      [...document.charts, ...document.detectors.flatMap(({ score }) => score ?? [])].flatMap((chart) => {
        const whose = label === "" ? "" : `, ${label}`;
        switch (chart.kind) {
          case "line":
            return [unfolding(`Figures: ${chart.title}${whose}`, lineTable(chart, document))];
          case "counts":
            return [unfolding(`Figures: ${chart.title}${whose}`, countTable(chart, document))];
          case "names":
            return [];
        }
      }),
    ),
  );
}

function panel({ kind, heading, keys, description, height, content }: Panel): string {
  const [name = "", ...more] = heading.split(" · ");
  const small = more.length === 0 ? "" : ` <small>${text(more.join(" · "))}</small>`;
  const named = keys.map(({ colour, name: curve }) => `${curveKey(colour)}${text(curve)}`).join("");
  const head = heading === "" ? "" : `<h3>${text(name)}${small}${named}</h3>`;
  const attributes = {
    class: kind === "axis" ? "plot time" : `plot ${kind}`,
    height,
    role: "img",
    "aria-label": description,
  };
  return `${head}${element("svg", attributes, content)}`;
}

function curveKey(colour: string): string {
  const stroke = element("line", { class: `line ${colour}`, x1: 0, x2: "100%", y1: 4, y2: 4 });
  return element("svg", { class: "key", "aria-hidden": "true" }, stroke);
}

const zoomButtons = 4;

function tools(runs: readonly DrawnRun[], lengthMs: number): string {
  const incidents = new Map(
    runs.flatMap(({ document }) => document.incidents.map((one) => [one.id, one] as const)),
  );
  const zooms = [...incidents.values()].slice(0, zoomButtons).map(({ id, fromAfterMs, untilAfterMs }) => {
    const around = onsetSpan(runs, fromAfterMs, untilAfterMs);
    const from = Math.max(0, (fromAfterMs - around / 2) / lengthMs);
    const until = Math.min(1, (fromAfterMs + around) / lengthMs);
    return filled("button", { type: "button", "data-zoom": `${from} ${until}` }, text(`Onset of ${id}`));
  });
  return (
    `<div class="tools" hidden="">${zooms.join("")}` +
    '<button type="button" data-by="0.5">Zoom in</button><button type="button" data-by="2">Zoom out</button>' +
    '<button type="button">Whole drill</button></div>'
  );
}

/** Long enough for the alert that noticed it, else a fifth of the incident. */
function onsetSpan(runs: readonly DrawnRun[], fromAfterMs: number, untilAfterMs: number): number {
  const after = runs.flatMap(({ document }) =>
    document.detectors.flatMap(({ episodes, deadlines }) => [
      ...episodes.flatMap(({ errorAfterMs }) => errorAfterMs ?? []),
      ...deadlines.map(({ afterMs }) => afterMs),
    ]),
  );
  const inside = after
    .filter((each) => each >= fromAfterMs && each <= untilAfterMs)
    .map((each) => each - fromAfterMs);
  return Math.max(1, inside.length === 0 ? (untilAfterMs - fromAfterMs) / 5 : Math.max(...inside) * 1.6);
}

function glyph(content: string, words: string): string {
  return `<li>${element("svg", { viewBox: "-9 -8 18 16", "aria-hidden": "true" }, content)}${text(words)}</li>`;
}

function shape(name: string, d: string): string {
  return element("path", { class: `mark ${name}`, d });
}

/** What the signs mean that occur. */
function legend(runs: readonly DrawnRun[]): string {
  const episodes = runs.flatMap(({ document }) => document.detectors.flatMap((one) => one.episodes));
  const has = (test: (episode: DrawnEpisode) => boolean): boolean => episodes.some(test);
  const charts = runs.flatMap(({ document }) => document.charts);
  const failures = charts.flatMap((chart) => (chart.kind === "counts" ? (chart.failures ?? []) : []));
  const isFailed = charts.some(
    (chart) => chart.kind === "line" && chart.lines.some((one) => one.points.some((point) => point[3] === 1)),
  );
  const entries = [
    ...(runs.some(({ document }) => document.incidents.length > 0)
      ? [
          glyph(
            element("rect", { class: "band", x: -9, y: -7, width: 18, height: 14 }) +
              element("line", { class: "edge", x1: -9, x2: -9, y1: -7, y2: 7 }),
            "incident: something is wrong",
          ),
        ]
      : []),
    ...(runs.some(({ document }) => document.harmless !== undefined)
      ? [
          glyph(
            element("rect", { class: "band harmless", x: -9, y: -7, width: 18, height: 14 }) +
              element("line", { class: "edge harmless", x1: -9, x2: -9, y1: -7, y2: 7 }),
            "harmless: unusual, and no reason for an alert",
          ),
        ]
      : []),
    ...failures
      .slice(0, 1)
      .map((words) =>
        glyph(element("rect", { class: "bars failed", x: -7, y: -5, width: 14, height: 10 }), words),
      ),
    ...(isFailed ? [glyph(element("path", { class: "fail", d: "M-4-4L4 4M4-4L-4 4" }), "failed")] : []),
    ...(has(
      ({ severity, errorAfterMs = 0, opensAfterMs }) => severity === "warning" || errorAfterMs > opensAfterMs,
    )
      ? [glyph(shape("warning further", trianglePath), "WARNING")]
      : []),
    ...(has(({ severity }) => severity === "error")
      ? [glyph(shape("error further", trianglePath), "ERROR")]
      : []),
    ...(has(({ closesAfterMs }) => closesAfterMs !== undefined)
      ? [glyph(shape("resolved further", circlePath), "resolved")]
      : []),
    ...(has(({ role }) => role === "detection")
      ? [
          glyph(
            element("rect", { class: "open detection", x: -9, y: -3, width: 18, height: 6, rx: 3 }),
            "fires: the detection",
          ),
        ]
      : []),
    ...(has(({ role }) => role === "false-alarm")
      ? [
          glyph(
            element("rect", { class: "open false-alarm", x: -9, y: -3, width: 18, height: 6, rx: 3 }),
            "fires: false alarm",
          ),
        ]
      : []),
    ...(has(({ role }) => role === "further" || role === "recovery")
      ? [
          glyph(
            element("rect", { class: "open further", x: -9, y: -3, width: 18, height: 6, rx: 3 }),
            "fires: counts as neither",
          ),
        ]
      : []),
    ...(runs.some(({ document }) => document.detectors.some((one) => one.deadlines.length > 0))
      ? [glyph(element("line", { class: "due", x1: 0, x2: 0, y1: -8, y2: 8 }), "deadline")]
      : []),
  ];
  return entries.length === 0 ? "" : `<ul class="legend">${entries.join("")}</ul>`;
}

const stretchesListed = 40;

/** The series in at most forty stretches. */
function lineTable({ title, unit, lines }: LineChart, document: DrillDocument): string {
  const heads = [cell("from"), cell(document.row), number("lowest"), number("highest"), number("failed")];
  const rows = lines.flatMap(({ name, points }) => {
    const size = Math.max(1, Math.ceil(points.length / stretchesListed));
    return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => {
      const part = points.slice(at * size, (at + 1) * size);
      const [first, last] = [part[0], part.at(-1)];
      const values = part.map((point) => point[2]);
      return [
        cell(`${name === "" ? "" : `${name} `}${afterText(first?.[0] ?? 0, document)}`),
        cell(
          first?.[1] === last?.[1] ? String(first?.[1] ?? "") : `${first?.[1] ?? ""} to ${last?.[1] ?? ""}`,
        ),
        number(valueText(Math.min(...values), unit)),
        number(valueText(Math.max(...values), unit)),
        number(String(part.filter((point) => point[3] === 1).length)),
      ];
    });
  });
  return table(`${title}, in stretches`, heads, rows);
}

function countTable(
  { title, rows: noun, failures, stretchMs, firstAfterMs, stretches }: CountChart,
  document: DrillDocument,
): string {
  const size = Math.max(1, Math.ceil(stretches.length / stretchesListed));
  const rows = Array.from({ length: Math.ceil(stretches.length / size) }, (_, at) => {
    const part = stretches.slice(at * size, (at + 1) * size);
    return [
      cell(afterText(firstAfterMs + at * size * stretchMs, document)),
      number(countText(part.reduce((sum, [count]) => sum + count, 0))),
      ...(failures === undefined ? [] : [number(countText(part.reduce((sum, [, count]) => sum + count, 0)))]),
    ];
  });
  const heads = [cell("from (UTC)"), number(noun), ...(failures === undefined ? [] : [number(failures)])];
  return table(`${title}, in ${spanText(size * stretchMs)}`, heads, rows);
}

/** Why a drill did not pass, and what to change. */
function whySection({ label, document: { verdict } }: DrawnRun): string {
  const items = verdict.detectors.flatMap(({ reasons = [], remedies = [] }) =>
    reasons.map((reason, at) => ({ reason, remedy: remedies[at] })),
  );
  if (items.length === 0) return "";
  const html = items.map(
    ({ reason, remedy }) =>
      `<li><p>${text(reason)}</p>${remedy === undefined ? "" : `<p>${prose(remedy)}</p>`}</li>`,
  );
  const title = verdict.error === undefined ? "Why it failed, and what to change" : "What to change";
  return section(headed(title, label), `<ul class="why">${html.join("")}</ul>`);
}

function headed(title: string, label: string): string {
  return label === "" ? title : `${title}: ${label}`;
}

/** The neighborhood of each alert that a second detector judged. */
function closeUpSection(run: DrawnRun): string {
  const parts = (run.document.closeUps ?? []).flatMap((closeUp) => {
    const shown = enlarged(run, closeUp);
    return [
      `<h3>${text(closeUp.sentence)}</h3>`,
      filled("div", { class: "stack" }, panelsOf([shown]).map(panel).join("")),
      ...closeUp.notes.map((note) => `<p class="lead">${text(note)}</p>`),
      ...closeUp.charts.map((chart) => unfolding(`Figures: ${chart.title}`, lineTable(chart, run.document))),
    ];
  });
  return parts.length === 0 ? "" : section(headed("The alert enlarged", run.label), ...parts);
}

/** Where the time of each detection went, step by step. */
function timeSection(runs: readonly DrawnRun[]): string {
  const waterfalls = runs.flatMap(({ label, document: { verdict, detectors } }) =>
    verdict.detectors.flatMap((detector, at) => {
      const name = headed(detectors[at]?.label ?? detector.name, label);
      return detector.incidents
        .slice(0, detectionsShown)
        .flatMap((incident) => waterfall(name, detector, incident));
    }),
  );
  if (waterfalls.length === 0) return "";
  const detections = runs
    .flatMap(({ document: { verdict } }) => verdict.detectors)
    .flatMap(({ incidents }) => incidents.filter(({ alertIndex }) => alertIndex !== undefined)).length;
  const shown =
    detections > waterfalls.length ? ` ${waterfalls.length} of ${countText(detections)} detections.` : "";
  const lead = `<p class="lead">From the switch of the mode to the alert, step by step.${shown}</p>`;
  return section(
    "Where the time went",
    lead,
    waterfalls.length === 1 ? waterfalls.join("") : cards(waterfalls),
  );
}

const detectionsShown = 5;

function waterfall(name: string, detector: DetectorVerdict, incident: IncidentVerdict): readonly string[] {
  const steps = stepsOf(detector.hops ?? [], incident);
  const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  if (steps.length === 0 || totalMs <= 0) return [];
  let sinceMs = 0;
  const rows = steps.map(({ words, ms }) => {
    const from = percentOf(Math.max(0, sinceMs), totalMs);
    sinceMs += ms;
    return [
      cell(words),
      bar([{ from, width: percentOf(Math.max(0, ms), totalMs), name: "" }]),
      number(`+${durationText(ms)}`),
      number(durationText(sinceMs)),
    ];
  });
  const heads = [cell("step"), barHead, number("took"), number("after the switch")];
  return [
    `<h3>${text(`${incident.id} to ${name}`)}</h3>${table(`From the switch of ${incident.id} to the alert of ${name}`, heads, rows)}`,
  ];
}

interface Step {
  readonly words: string;
  readonly ms: number;
}

/** On the virtual clock nothing is measured between a row and the alert. */
function stepsOf(
  hops: readonly IncidentHops[],
  { id, delayMs, delayFromFirstMs }: IncidentVerdict,
): readonly Step[] {
  const own = hops.find(({ incident }) => incident === id);
  if (own !== undefined) return own.hops.map(({ name, ms }) => ({ words: hopText(name), ms }));
  if (delayMs === undefined || delayFromFirstMs === undefined) return [];
  return [
    { words: hopText("finished"), ms: delayMs - delayFromFirstMs },
    { words: hopText("received"), ms: delayFromFirstMs },
  ];
}

/** Who and what the rows are about. */
function nameSection(runs: readonly DrawnRun[]): string {
  const tables = runs.flatMap(({ label, document: { charts } }) =>
    charts.flatMap((chart) =>
      chart.kind === "names" && chart.names.length > 0 ? [nameTable(chart, label)] : [],
    ),
  );
  if (tables.length === 0) return "";
  return section("Who and what", cards(tables));
}

function cards(parts: readonly string[]): string {
  return `<div class="cards">${parts.map((html) => `<div>${html}</div>`).join("")}</div>`;
}

const subjectsListed = 60;

/** Whom incidents are about, and whom alerts named. */
function subjectSection(runs: readonly DrawnRun[]): string {
  return runs.map(({ label, document }) => subjectsOf(label, document)).join("");
}

function subjectsOf(label: string, document: DrillDocument): string {
  const { incidents, detectors } = document;
  const alerted = detectors.flatMap(({ label: detector, episodes }) =>
    episodes.flatMap(({ subject, role, opensAfterMs }) =>
      subject === undefined ? [] : [{ detector, subject, role, opensAfterMs }],
    ),
  );
  if (alerted.length === 0) return "";
  const involved = incidents.flatMap(({ id, subjects }) => subjects.map((subject) => ({ id, subject })));
  // An intrusion has subjects of kinds that no detector names.
  const kinds = new Set(alerted.map(({ subject }) => kindOf(subject)));
  const all = [...new Set([...alerted, ...involved].map(({ subject }) => subject))].filter((one) =>
    kinds.has(kindOf(one)),
  );
  const found = new Set(
    involved.filter((one) => alerted.some(({ subject }) => subject === one.subject)).map(({ id }) => id),
  );
  const rows = all.slice(0, subjectsListed).map((subject) => {
    const ids = involved.flatMap((one) => (one.subject === subject ? [one.id] : []));
    const alerts = alerted.filter((one) => one.subject === subject);
    const names = [...new Set(alerts.map(({ detector }) => detector))];
    const first = alerts.reduce((least, { opensAfterMs }) => Math.min(least, opensAfterMs), Infinity);
    return [
      long(subject),
      { html: subjectTag(ids, alerts, found) },
      long(ids.join(", ")),
      cell(names.join(", ")),
      when(names.length === 0 ? "" : afterText(first, document)),
    ];
  });
  const left = all.length - rows.length;
  const heads = [long("subject"), cell("result"), long("incident"), cell("named by"), cell("first named")];
  const more = left === 0 ? "" : `<p>${text(`${countText(left)} more are not listed.`)}</p>`;
  return section(headed("Subjects", label), table("Subjects of incidents and of alerts", heads, rows), more);
}

function kindOf(subject: string): string {
  return subject.slice(0, Math.max(0, subject.indexOf(":")));
}

/**
 * An alert need name only one subject of an incident, and an incident lists only the first of many.
 * @param alerts - about the subject
 * @param found - incidents of which one was named
 */
function subjectTag(
  incidents: readonly string[],
  alerts: readonly Pick<DrawnEpisode, "role">[],
  found: ReadonlySet<string>,
): string {
  if (incidents.length === 0)
    return alerts.some(({ role }) => role === "false-alarm")
      ? tag("named wrongly", "bad")
      : tag(roleText("further"));
  if (alerts.length > 0) return tag("found", "good");
  return incidents.every((id) => found.has(id)) ? tag("not needed") : tag("missed", "bad");
}

function nameTable(
  { title, rows: noun, failures, names, otherNames, others }: NameChart,
  label: string,
): string {
  const most = Math.max(1, ...names.map(({ rows }) => rows));
  const partsOf = (rows: number, failed: number) => [
    { from: 0, width: percentOf(rows, most), name: "" },
    ...(failures !== undefined && failed > 0
      ? [{ from: 0, width: percentOf(failed, most), name: "failed-part" }]
      : []),
  ];
  const body = names.map(({ name, rows, failures: failed, isInIncident, isAlerted }) => [
    {
      kind: "long" as const,
      html: `${text(name)} ${isInIncident ? tag("incident", "warn") : ""}${isAlerted ? tag("alerted", isInIncident ? "good" : "bad") : ""}`,
    },
    bar(partsOf(rows, failed)),
    number(countText(rows)),
    ...(failures === undefined ? [] : [number(countText(failed))]),
  ]);
  const last =
    otherNames === 0
      ? []
      : [
          [
            cell(`${countText(otherNames)} more`),
            bar([]),
            number(countText(others.rows)),
            ...(failures === undefined ? [] : [number(countText(others.failures))]),
          ],
        ];
  const heads: readonly Cell[] = [
    cell("name"),
    barHead,
    number(noun),
    ...(failures === undefined ? [] : [number(failures)]),
  ];
  return `<h3>${text(headed(title, label))}</h3>${table(`${title} by ${noun}`, heads, [...body, ...last])}`;
}

/** Every alert and its end. */
function alertSection(runs: readonly DrawnRun[]): string {
  const alerts = runs.flatMap(({ label, document }) =>
    document.detectors.flatMap((detector) =>
      detector.episodes.map((episode) => ({ name: headed(detector.label, label), episode, document })),
    ),
  );
  if (alerts.length === 0) return section("Alerts", "<p>No detector raised an alert.</p>");
  const has = (field: "subject" | "evidence" | "peakScore"): boolean =>
    alerts.some(({ episode }) => episode[field] !== undefined);
  const [subjects, evidences, scores] = [has("subject"), has("evidence"), has("peakScore")];
  const rows = alerts
    .slice(0, rowsListed)
    .map(({ name, episode, document }) => [
      when(afterText(episode.errorAfterMs ?? episode.opensAfterMs, document)),
      cell(name),
      { html: tag(severityText(episode.severity), episode.severity === "error" ? "bad" : "warn") },
      { html: roleCell(episode) },
      ...(subjects ? [long(episode.subject ?? "")] : []),
      ...(evidences ? [long(episode.evidence ?? "")] : []),
      ...(scores
        ? [number(episode.peakScore === undefined ? "" : String(Number(episode.peakScore.toPrecision(4))))]
        : []),
      when(
        episode.closesAfterMs === undefined ? "open at the end" : afterText(episode.closesAfterMs, document),
      ),
    ]);
  const heads = [
    cell("when"),
    cell("detector"),
    cell("severity"),
    cell("counts as"),
    ...(subjects ? [long("about")] : []),
    ...(evidences ? [long("evidence")] : []),
    ...(scores ? [number("score")] : []),
    cell("resolved"),
  ];
  const unlisted =
    runs.reduce(
      (sum, { document }) => document.detectors.reduce((all, one) => all + one.otherEpisodes, sum),
      0,
    ) +
    alerts.length -
    rows.length;
  const more =
    unlisted === 0
      ? ""
      : `<p>${text(`${countText(unlisted)} more are in alerts.ndjson of the run folder.`)}</p>`;
  const [first, others] = [rows.slice(0, rowsOpen), rows.slice(rowsOpen)];
  return section(
    "Alerts",
    table("Alerts, from opening to resolving", heads, first),
    others.length === 0
      ? ""
      : unfolding(plural(others.length, "more alert"), table("More alerts", heads, others)),
    more,
  );
}

function roleCell({ role, incidents }: DrawnEpisode): string {
  switch (role) {
    case "detection":
      return `${tag("detection", "good")}${text(`of ${incidents.join(", ")}`)}`;
    case "false-alarm":
      return tag(roleText(role), "bad");
    case "further":
    case "recovery":
      return tag(roleText(role));
  }
}

/** What each detector was asked, and what came of it. */
function detectorSection(runs: readonly DrawnRun[]): string {
  const parts = runs.flatMap(({ label, document }) =>
    document.verdict.detectors.map((detector, at) => {
      const drawn = document.detectors[at];
      return detectorPart(
        detector,
        headed(drawn?.label ?? detector.name, label),
        drawn?.required ?? "",
        document,
      );
    }),
  );
  return parts.length === 0 ? "" : section("Detectors", ...parts);
}

function detectorPart(
  detector: DetectorVerdict,
  name: string,
  required: string,
  { row, verdict }: DrillDocument,
): string {
  // The sentence of the only one stands at the top.
  const isAlone = verdict.detectors.length === 1;
  const { incidents, options, falseAlarms, recoveryAlerts, pages, alerts, training } = detector;
  const listed = incidents.slice(0, rowsListed).map((incident) => incidentRow(incident));
  const heads = [
    cell("incident"),
    cell("outcome"),
    number(`affected ${row}`),
    number("after the switch"),
    cell("limit"),
    cell("resolved"),
  ];
  const words = Object.entries(options)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}=${value}`);
  const left = incidents.length - listed.length;
  return [
    `<h3>${resultTag(detector)}${text(name)}</h3>`,
    isAlone ? "" : `<p class="lead">${text(detector.summary ?? "")}</p>`,
    listed.length === 0 ? "" : table(`Incidents and ${name}`, heads, listed),
    left === 0 ? "" : `<p>${text(`${countText(left)} more are in verdict.json.`)}</p>`,
    facts([
      ...(required === "" ? [] : [["Required", text(required)] as const]),
      ["False alarms", text(countText(falseAlarms))],
      [
        "Alerts",
        text(`${countText(alerts)}, ${plural(pages, "page")}, ${plural(recoveryAlerts, "recovery alert")}`),
      ],
      ["Options", words.length === 0 ? "none" : `<code>${text(words.join(" "))}</code>`],
      ...(training === undefined
        ? []
        : [
            [
              "Trained",
              text(training.overlaps ? "on rows of this log, too: the figures flatter it" : "on other rows"),
            ] as const,
          ]),
    ]),
  ].join("");
}

function resultTag({ passed, error }: DetectorVerdict): string {
  if (error !== undefined) return tag("error", "warn");
  return passed ? tag("passed", "good") : tag("failed", "bad");
}

function incidentRow(incident: IncidentVerdict): readonly Cell[] {
  const { id, outcome, delayAffected, delayMs, within, resetMs } = incident;
  return [
    cell(id),
    { html: tag(outcome, outcomeKind(outcome)) },
    number(delayAffected === undefined ? "" : ordinalText(delayAffected)),
    number(delayMs === undefined ? "" : durationText(delayMs)),
    cell(String(within)),
    cell(resetText(outcome, resetMs)),
  ];
}

function ordinalText(delayAffected: number): string {
  return countText(delayAffected);
}

function resetText(outcome: Outcome, resetMs: number | undefined): string {
  if (outcome === "missed") return "";
  if (resetMs === undefined) return "still firing at the end";
  return `${spanWords(Math.abs(resetMs))} ${resetMs < 0 ? "before" : "after"} the end`;
}

/** `1.66 s`, and from two minutes on `30:05`. */
function spanWords(ms: number): string {
  return ms < 120_000 ? durationText(ms) : elapsedText(ms);
}

function outcomeKind(outcome: Outcome): "good" | "bad" | "warn" {
  switch (outcome) {
    case "detected":
      return "good";
    case "late":
    case "missed":
      return "bad";
    case "inconclusive":
      return "warn";
  }
}

/** What was played, and what else there is to know. */
function drillSection(
  { label, document: { verdict, about = "", remarks } }: DrawnRun,
  { firedrill, node }: Versions,
): string {
  const { scenario, seed, settings = [], clock } = verdict;
  return section(
    headed("This drill", label),
    about === "" ? "" : `<p class="lead">${text(about)}</p>`,
    facts([
      ["Scenario", text(scenario)],
      ...(clock === "recorded" ? [] : [["Seed", text(String(seed))] as const]),
      ...(settings.length === 0 ? [] : [["Settings", `<code>${text(settings.join(" "))}</code>`] as const]),
      ["Clock", text(clock)],
      ["Log", text(lengthText(verdict))],
      ["Made with", text(`firedrill ${firedrill}, Node ${node}`)],
    ]),
    list(remarks),
  );
}

/** `300 observations in 04:11`. */
export function lengthText({ observations, durationMs }: Verdict): string {
  return `${countText(observations)} ${observations === 1 ? "observation" : "observations"} in ${elapsedText(durationMs)}`;
}
