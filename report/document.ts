import type {
  Chart,
  CloseUp,
  DrawnDetector,
  DrawnEpisode,
  DrawnHarmless,
  DrawnIncident,
  DrawnPoint,
  DrillDocument,
  LineChart,
} from "../domain/results/document.ts";
import { severityText } from "../domain/alert.ts";
import { falseAlarmsAllowed, lineFor, parseWithin } from "../domain/gate.ts";
import { firstIndex } from "../domain/numbers/search.ts";
import type { Series, SeriesPoint } from "../domain/results/picture.ts";
import type {
  DetectorTrace,
  DrillTrace,
  HarmlessStretch,
  JudgedEpisode,
  KeyedIncident,
} from "../domain/results/trace.ts";
import { detectorLabels } from "../domain/results/labels.ts";
import { subjectOf } from "../domain/subject.ts";
import { plural, stripped } from "../domain/text/printable.ts";
import type { Verdict } from "../domain/verdict.ts";
import { neighborhoods, inStretch } from "./close-up.ts";
import { concluded } from "./conclusion.ts";
import { reportKit } from "./sources.ts";
import type { PictureChart } from "./source.ts";
import { remarksOn } from "./text/report.ts";
import { withinText } from "./text/sentences.ts";
import { rowNoun } from "./text/verdict-lines.ts";

const episodesDrawn = 500;
const subjectsShown = 20;
const longestText = 400;
const stretches = 1000;

/**
 * A drill as data that can be drawn without its log.
 * @param replay - the command that plays it again
 * @param about - what its scenario plays, in a sentence
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function documentOf(
  verdict: Verdict,
  trace: DrillTrace,
  replay?: string,
  about?: string,
): DrillDocument {
  const { picture, incidents, harmless } = trace;
  const kit = reportKit(picture.source);
  const isEmpty = kit.isEmpty(picture);
  const startMs = isEmpty ? 0 : kit.startMs(picture);
  const pictures = isEmpty ? [] : kit.charts(picture);
  const { instantOf, endMs } = timesOf(pictures, startMs);
  const drawnIncidents = incidents.map((keyed) => drawnIncident(keyed, startMs));
  const labels = detectorLabels(verdict.detectors);
  const detectors = trace.detectors.map((detector, at) =>
    drawnDetector(detector, labels[at] ?? "", { startMs, incidents, instantOf }),
  );
  const alertsEnd = detectors.flatMap(({ episodes }) =>
    episodes.map(({ opensAfterMs, closesAfterMs = 0 }) => Math.max(opensAfterMs, closesAfterMs)),
  );
  const named = namedSubjects(trace);
  const closeUps = closeUpsOf(trace, verdict.detectors, startMs);
  return {
    kind: "drill",
    verdict: concluded(verdict, trace, replay),
    ...(about === undefined ? {} : { about: shown(about) }),
    startMs,
    lengthMs: rounded([endMs - startMs, ...alertsEnd].reduce((longest, each) => Math.max(longest, each), 1)),
    axis: kit.axis,
    row: rowNoun(trace),
    charts: pictures.map((chart) => drawnChart(chart, startMs, named)),
    incidents: drawnIncidents,
    ...(harmless.length === 0 ? {} : { harmless: drawnHarmless(harmless, startMs) }),
    detectors,
    ...(closeUps.length === 0 ? {} : { closeUps }),
    remarks: remarksOn(verdict, trace),
  };
}

/** Nothing for a picture that does not show single rows. */
function closeUpsOf(
  { picture, detectors }: DrillTrace,
  verdicts: Verdict["detectors"],
  startMs: number,
): readonly CloseUp[] {
  const kit = reportKit(picture.source);
  if (kit.closeUp === undefined || kit.isEmpty(picture)) return [];
  const drawn = kit.charts(picture).flatMap((chart) => (chart.kind === "line" ? [chart] : []));
  return neighborhoods({ detectors }, verdicts).flatMap(({ sentence, stretch, judged, detector }) => {
    const charts = drawn.map(({ title, unit, lines }) => ({
      kind: "line" as const,
      title,
      unit,
      lines: lines.map(({ name, series }) => ({
        name: shown(name),
        ...reduced(inStretch(series, stretch), startMs),
      })),
      thresholds: [],
    }));
    const instants = charts.flatMap(({ lines }) =>
      lines.flatMap(({ points }) => points.map(([afterMs]) => afterMs)),
    );
    const notes = kit.stretchNotes?.(picture, stretch) ?? [];
    const [fromAfterMs, untilAfterMs] = [Math.min(...instants), Math.max(...instants)];
    return fromAfterMs < untilAfterMs
      ? [
          {
            sentence,
            fromAfterMs,
            untilAfterMs,
            charts,
            detector,
            episode: drawnEpisode(judged, startMs),
            notes,
          },
        ]
      : [];
  });
}

interface Times {
  /** When the row of this index ended, where the log's pictures tell. */
  readonly instantOf: (index: number) => number | undefined;
  readonly endMs: number;
}

function timesOf(pictures: readonly PictureChart[], startMs: number): Times {
  const series = pictures.flatMap((chart) =>
    chart.kind === "line" ? chart.lines.map((line) => line.series) : [],
  );
  const [first = []] = series;
  let endMs = startMs;
  for (const points of series) for (const { atMs } of points) endMs = Math.max(endMs, atMs);
  for (const chart of pictures)
    if (chart.kind === "counts")
      endMs = Math.max(
        endMs,
        chart.activity.fromMs + chart.activity.stretches.length * chart.activity.stretchMs,
      );
  return {
    instantOf: (index) =>
      first.at(firstIndex(0, first.length, (at) => (first.at(at)?.index ?? 0) >= index))?.atMs,
    endMs,
  };
}

function drawnIncident({ incident, affectedIndexes }: KeyedIncident, startMs: number): DrawnIncident {
  const { id, kind, fromMs, untilMs, subjects } = incident;
  return {
    id: shown(id),
    kind: shown(kind),
    fromAfterMs: rounded(fromMs - startMs),
    untilAfterMs: rounded(untilMs - startMs),
    subjects: subjects.slice(0, subjectsShown).map(shown),
    affected: affectedIndexes.length,
  };
}

const harmlessDrawn = 500;

function drawnHarmless(harmless: readonly HarmlessStretch[], startMs: number): readonly DrawnHarmless[] {
  return harmless.slice(0, harmlessDrawn).map(({ mode, fromMs, untilMs }) => ({
    mode: shown(mode),
    fromAfterMs: rounded(fromMs - startMs),
    untilAfterMs: rounded(untilMs - startMs),
  }));
}

interface Timing extends Pick<Times, "instantOf"> {
  readonly startMs: number;
  readonly incidents: readonly KeyedIncident[];
}

function drawnDetector(
  { gate, episodes, scores }: DetectorTrace,
  label: string,
  timing: Timing,
): DrawnDetector {
  const { startMs, incidents, instantOf } = timing;
  const [first, ...others] = gate.lines;
  const deadline = others.length > 0 || first === undefined ? "" : ` ${withinText(first.within)}`;
  const allowed = falseAlarmsAllowed(gate);
  const quiet = allowed === 0 ? "no false alarm" : `at most ${plural(allowed, "false alarm")}`;
  return {
    label,
    required: `${severityText(gate.severity)}${deadline}, ${quiet}`,
    episodes: episodes.slice(0, episodesDrawn).map((episode) => drawnEpisode(episode, startMs)),
    otherEpisodes: Math.max(0, episodes.length - episodesDrawn),
    ...(scores?.kind !== "score" || scores.points.length === 0
      ? {}
      : {
          score: {
            kind: "line" as const,
            title: `Score of ${label}`,
            unit: "",
            lines: [{ name: "", ...reduced(scores.points, startMs) }],
            thresholds: scores.thresholds.map(({ name, value }) => ({ name, value })),
          },
        }),
    deadlines: incidents.flatMap(({ incident, affectedIndexes }) => {
      const line = lineFor(gate, incident.kind);
      if (line === undefined) return [];
      const within = parseWithin(line.within);
      const index = within.kind === "observations" ? affectedIndexes[within.count - 1] : undefined;
      const atMs =
        within.kind === "time"
          ? incident.fromMs + within.ms
          : index === undefined
            ? undefined
            : instantOf(index);
      return atMs === undefined ? [] : [{ incident: shown(incident.id), afterMs: rounded(atMs - startMs) }];
    }),
  };
}

function drawnEpisode({ episode, role, incidents }: JudgedEpisode, startMs: number): DrawnEpisode {
  const { subject, opensAt, errorAt, closesAt, peakScore } = episode;
  const evidence = (errorAt ?? opensAt).evidence ?? opensAt.evidence;
  return {
    role,
    severity: errorAt === undefined ? "warning" : "error",
    ...(subject === undefined ? {} : { subject: shown(subject) }),
    ...(evidence === undefined ? {} : { evidence: shown(evidence) }),
    ...(peakScore === undefined || !Number.isFinite(peakScore) ? {} : { peakScore }),
    atIndex: opensAt.atIndex,
    opensAfterMs: rounded(opensAt.atMs - startMs),
    ...(errorAt === undefined ? {} : { errorAfterMs: rounded(errorAt.atMs - startMs) }),
    ...(closesAt === undefined ? {} : { closesAfterMs: rounded(closesAt.atMs - startMs) }),
    incidents: incidents.map(shown),
  };
}

/** The subjects of incidents and of alerts. */
interface Named {
  readonly incidents: ReadonlySet<string>;
  readonly alerts: ReadonlySet<string | undefined>;
}

function namedSubjects({ incidents, detectors }: DrillTrace): Named {
  return {
    incidents: new Set(incidents.flatMap(({ incident }) => incident.subjects)),
    alerts: new Set(detectors.flatMap(({ episodes }) => episodes.map(({ episode }) => episode.subject))),
  };
}

function drawnChart(chart: PictureChart, startMs: number, named: Named): Chart {
  switch (chart.kind) {
    case "line":
      return {
        kind: "line",
        title: chart.title,
        unit: chart.unit,
        lines: chart.lines.map(({ name, series }) => ({ name: shown(name), ...reduced(series, startMs) })),
        thresholds: [],
      };
    case "counts": {
      const { title, rows, failures, activity } = chart;
      return {
        kind: "counts",
        title,
        rows,
        ...(failures === undefined ? {} : { failures }),
        stretchMs: activity.stretchMs,
        firstAfterMs: rounded(activity.fromMs - startMs),
        stretches: activity.stretches.map((stretch) => [stretch.rows, stretch.failures] as const),
      };
    }
    case "names": {
      const { title, rows, failures, subject, tally } = chart;
      return {
        kind: "names",
        title,
        rows,
        ...(failures === undefined ? {} : { failures }),
        names: tally.names.map(({ name, ...counts }) => {
          const full = subject === undefined ? "" : subjectOf(subject, name);
          return {
            name: shown(name),
            ...counts,
            isInIncident: named.incidents.has(full),
            isAlerted: named.alerts.has(full),
          };
        }),
        otherNames: tally.otherNames,
        others: tally.others,
      };
    }
  }
}

/**
 * At most two points of each of a thousand stretches of rows: the lowest and the highest, in order, so that one extreme value among
 * millions is drawn. A stretch with a row that failed keeps that row instead of its lowest.
 */
function reduced(series: Series, startMs: number): Pick<LineChart["lines"][number], "points" | "rows"> {
  const drawn = ({ index, atMs, value, failed }: SeriesPoint): DrawnPoint => [
    rounded(atMs - startMs),
    index,
    Number(value.toPrecision(7)),
    failed ? 1 : 0,
  ];
  const rows = series.length;
  if (rows <= 2 * stretches) return { points: Array.from(series, drawn), rows };
  const points: DrawnPoint[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * rows) / stretches);
    const until = Math.floor(((stretch + 1) * rows) / stretches);
    let [low, high] = [from, from];
    let failed: number | undefined;
    for (let at = from; at < until; at += 1) {
      const point = series.at(at);
      if (point === undefined) continue;
      if (point.value < (series.at(low)?.value ?? 0)) low = at;
      if (point.value > (series.at(high)?.value ?? 0)) high = at;
      if (point.failed) failed ??= at;
    }
    const kept = [...new Set([failed ?? low, high])].toSorted((a, b) => a - b);
    points.push(...kept.flatMap((at) => series.at(at) ?? []).map(drawn));
  }
  return { points, rows };
}

/** To a microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function shown(text: string): string {
  return stripped(text, longestText);
}
