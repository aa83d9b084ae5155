import { scaleBand } from "d3-scale";
import { accessKit } from "../../domain/access/kit.ts";
import { printable } from "../../domain/text/printable.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { area, plotPicture } from "../svg/plot.ts";
import { logCounts, lossScale, round, shares } from "../svg/scales.ts";
import { element, xml } from "../svg/svg.ts";
import { alignedRows } from "../text/paint.ts";
import { counted, countText, durationText, secondText } from "../text/sentences.ts";
import type { BoundedCount, Origin } from "../traffic/explored.ts";
import { boundedText, colourOf, foreignText } from "../traffic/explored.ts";
import type { TimeBars } from "../traffic/hour-bars.ts";
import { hourBars } from "../traffic/hour-bars.ts";

/** All requests of one client. */
export interface ClientRow {
  readonly ip: string;
  readonly requests: number;
  /** With a status from 400 to 499. */
  readonly refused: number;
  /** With a status from 500 up. */
  readonly failed: number;
  readonly bytes: number;
  /** Distinct paths. */
  readonly paths: BoundedCount;
  readonly firstMs: number;
  readonly lastMs: number;
  /** `attack` when any of the requests belongs to one. */
  readonly origin: Origin;
}

/** A line worth a look. Method, path and query are the client's words. */
export interface NotableLine {
  readonly atMs: number;
  readonly ip: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly bytes: number;
  /** Absent where the log does not tell. */
  readonly responseMs?: number;
  readonly incident: string | undefined;
  /** How rare its answer is, or the score of a model; the higher, the stranger. */
  readonly score: number;
  /** Why, as a clause. */
  readonly why: string;
}

/** How many lines have an error of a field in a range. */
export interface ErrorBin {
  /** The error in the middle. */
  readonly error: number;
  readonly count: number;
  readonly attacks: number;
}

/** The errors of each field of a trained model, above its usual error. */
export interface FieldErrors {
  readonly field: string;
  /** The lowest first; only errors above 0. */
  readonly bins: readonly ErrorBin[];
}

/** What there is to see in an access log with at least one request. */
export interface Exploration {
  readonly requests: number;
  readonly bytes: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Whether the log says what was an attack. */
  readonly truth: "known" | "unknown";
  readonly attackRequests: number;
  readonly clients: BoundedCount;
  readonly paths: BoundedCount;
  /** Most requests first. */
  readonly statuses: readonly (readonly [status: number, requests: number])[];
  /** Answered, redirected, refused and failed requests, then those of attacks, which are in no other layer. */
  readonly bars: TimeBars;
  /** Most requests first. */
  readonly rows: readonly ClientRow[];
  /** The strangest first. */
  readonly notable: readonly NotableLine[];
  /** Absent without a model. */
  readonly errors?: readonly FieldErrors[];
  /** Sentences about what is not exact. */
  readonly notes: readonly string[];
}

const { one, many } = accessKit.nouns.row;
const clientsShown = 10;
const linesShown = 15;
const statusesShown = 12;

/** What a terminal shows of a log: its figures, the clients with most requests and the strangest lines in words. */
export function explorationText(explored: Exploration): string {
  const { requests, bytes, firstMs, lastMs, truth, attackRequests, statuses, notes } = explored;
  const attacks = truth === "known" ? `, ${countText(attackRequests)} of them of attacks` : "";
  const listed = statuses.slice(0, statusesShown).map(([status, count]) => `${status}: ${countText(count)}`);
  const facts = [
    [many, `${countText(requests)} from ${secondText(firstMs)} to ${secondText(lastMs)} UTC${attacks}`],
    ["clients", boundedText(explored.clients)],
    ["paths", boundedText(explored.paths)],
    ["statuses", listed.join(", ")],
    ["bytes", countText(bytes)],
  ];
  return `${[...alignedRows(facts), "", ...topClients(explored), "", ...notableLines(explored), ...notes].join("\n")}\n`;
}

function topClients({ rows, truth }: Exploration): readonly string[] {
  const shown = rows.slice(0, clientsShown);
  const heading =
    shown.length === rows.length
      ? "By client"
      : `The ${counted(shown.length, "client", "clients")} with most ${many}`;
  const head = ["client", many, "refused", "failed", "paths", ...(truth === "known" ? ["attack"] : [])];
  const cells = shown.map((row) => [
    foreignText(row.ip),
    countText(row.requests),
    countText(row.refused),
    countText(row.failed),
    boundedText(row.paths),
    ...(truth === "known" ? [row.origin === "attack" ? "yes" : "no"] : []),
  ]);
  return [`${heading}:`, ...alignedRows([head, ...cells])];
}

function notableLines({ notable, errors }: Exploration): readonly string[] {
  const shown = notable.slice(0, linesShown);
  const kind = errors === undefined ? "rarest answers" : "lines with the largest errors";
  return [
    `The ${shown.length} ${kind}:`,
    ...shown.flatMap((line) => {
      const truth = line.incident === undefined ? "" : `  <- ${foreignText(line.incident)}`;
      const took = line.responseMs === undefined ? "" : `, ${durationText(line.responseMs)}`;
      return [
        `${secondText(line.atMs)}  ${foreignText(line.ip)}  ${foreignText(line.method)} ${foreignText(line.url)}  ${line.status}, ${countText(line.bytes)} bytes${took}${truth}`,
        `  ${line.why}`,
      ];
    }),
  ];
}

const layers = [
  ["var(--c2)", "answered"],
  ["var(--c5)", "redirected or cached"],
  ["var(--c4)", "refused (400 to 499)"],
  ["var(--c3)", "failed (500 and up)"],
] as const;

/** Requests in each clock hour (UTC) by the class of their status, and those of attacks on top. */
export function statusesPerHour({ bars, firstMs, lastMs, truth }: Exploration): string {
  const sums = bars.bars.reduce(
    (sum, { counts }) => sum.map((count, layer) => count + (counts[layer] ?? 0)),
    [0, 0, 0, 0, 0],
  );
  const usual = layers.map(([colour, name], at) => ({ colour, text: `${countText(sums[at] ?? 0)} ${name}` }));
  const attacks = { colour: colourOf("attack"), text: `${countText(sums[4] ?? 0)} of attacks` };
  return hourBars({
    bars,
    firstMs,
    lastMs,
    row: { one, many },
    layers: truth === "known" ? [...usual, attacks] : usual,
  });
}

const clientsDrawn = 2000;

/** One point a client: how many requests, and which share of them was refused. */
export function requestsPerClient({ rows, truth }: Exploration): string {
  const drawn = rows.slice(0, clientsDrawn);
  const most = drawn[0]?.requests ?? 1;
  const x = logCounts(most, [area.left, area.right]);
  const y = shares([area.bottom, area.top]);
  // Attacks are drawn last, so that nothing hides them.
  const marks = drawn
    .toSorted((a, b) => Number(a.origin === "attack") - Number(b.origin === "attack"))
    .map(({ ip, requests, refused, origin }) => {
      const words = `${foreignText(ip)}: ${counted(requests, one, many)}, ${countText(refused)} refused`;
      const dot = {
        cx: x.place(requests),
        cy: y.place(refused / requests),
        r: origin === "attack" ? 5 : 3,
        fill: colourOf(origin),
        "fill-opacity": 0.6,
      };
      return element("circle", dot, element("title", {}, xml(words)));
    });
  return plotPicture({
    title: "Requests per client",
    description: `${counted(rows.length, "client", "clients")}, at most ${counted(most, one, many)} by one.`,
    x: { name: `${many} (logarithmic)`, ticks: x.ticks },
    y: { name: "share refused (400 to 499)", ticks: y.ticks },
    legend:
      truth === "known"
        ? [
            { mark: legendDot("attack"), text: "attacked" },
            { mark: legendDot("other"), text: "did not" },
          ]
        : [],
    marks,
    captions: rows.length > drawn.length ? [`The ${countText(clientsDrawn)} clients with most ${many}.`] : [],
  });
}

function legendDot(origin: Origin): string {
  return element("circle", { cx: 0, cy: 0, r: 4, fill: colourOf(origin) });
}

const noModel =
  "No errors: they need a trained model. Run firedrill train LOG --detector autoencoder --out model.json, then give --model model.json.";

/** A pillar a field: how many lines have which error above the usual one. Empty without a model. */
export function errorsByField({ errors = [] }: Exploration): string {
  const bins = errors.flatMap(({ bins: own }) => own);
  const [least, most] = [
    Math.min(1, ...bins.map(({ error }) => error)),
    Math.max(1, ...bins.map(({ error }) => error)),
  ];
  const fullest = Math.max(1, ...bins.map(({ count }) => count));
  const x = scaleBand(
    errors.map(({ field }) => field),
    [area.left, area.right],
  ).padding(0.2);
  const y = lossScale(least, most, [area.bottom, area.top]);
  const marks = errors.flatMap(({ field, bins: own }) =>
    own.map(({ error, count, attacks }) => {
      const box = {
        x: round(x(field) ?? 0),
        y: round(y.place(error) - 2),
        width: round(x.bandwidth()),
        height: 4,
        fill: colourOf(attacks > 0 ? "attack" : "other"),
        "fill-opacity": round(0.2 + (0.8 * Math.log(count + 1)) / Math.log(fullest + 1)),
      };
      const attack = attacks === 0 ? "" : `, ${countText(attacks)} of attacks`;
      const words = `${field}, error ${error.toPrecision(2)}: ${counted(count, "line", "lines")}${attack}`;
      return element("rect", box, element("title", {}, xml(words)));
    }),
  );
  return plotPicture({
    title: "Errors by field",
    description: "How far the fields of each line are from what a model expects.",
    x: {
      name: "field",
      ticks: errors.map(({ field }) => ({
        at: round((x(field) ?? 0) + x.bandwidth() / 2),
        text: field,
      })),
    },
    y: { name: "error above the usual one (logarithmic)", ticks: y.ticks },
    legend: [],
    marks,
    captions:
      errors.length === 0
        ? [noModel]
        : ["The darker, the more lines (logarithmically). Red: with a line of an attack."],
  });
}

/** The table by client as texts, the head first. The caller must still escape what a spreadsheet takes for a formula. */
export function* clientRows({ rows, truth }: Exploration): Generator<readonly string[], void, undefined> {
  const isLabelled = truth === "known";
  yield [
    "ip",
    "requests",
    "refused",
    "failed",
    "bytes",
    "paths",
    "first_at",
    "last_at",
    ...(isLabelled ? ["attack"] : []),
  ];
  for (const { ip, requests, refused, failed, bytes, paths, firstMs, lastMs, origin } of rows)
    yield [
      printable(ip),
      String(requests),
      String(refused),
      String(failed),
      String(bytes),
      boundedText(paths).replaceAll(",", ""),
      formatInstant(firstMs),
      formatInstant(lastMs),
      ...(isLabelled ? [String(origin === "attack")] : []),
    ];
}

/** The table of the strangest lines, as `clientRows`. */
export function* notableRows({ notable, truth }: Exploration): Generator<readonly string[], void, undefined> {
  const isLabelled = truth === "known";
  yield [
    "at",
    "ip",
    "method",
    "url",
    "status",
    "bytes",
    "response_time_s",
    "score",
    "in_words",
    ...(isLabelled ? ["incident"] : []),
  ];
  for (const line of notable)
    yield [
      formatInstant(line.atMs),
      printable(line.ip),
      printable(line.method),
      printable(line.url),
      String(line.status),
      String(line.bytes),
      line.responseMs === undefined ? "" : (line.responseMs / 1000).toFixed(6),
      String(Number(line.score.toPrecision(4))),
      line.why,
      ...(isLabelled ? [printable(line.incident ?? "")] : []),
    ];
}
