import { lineErrorsBy } from "../../detector/access/autoencoder/autoencoder.ts";
import { fieldNames } from "../../detector/access/autoencoder/lines.ts";
import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlOf } from "../../domain/access/request.ts";
import type { Truth } from "../../domain/truth.ts";
import type { ClientRow, Exploration, FieldErrors, NotableLine } from "../../report/access/explore.ts";
import {
  clientRows,
  errorsByField,
  explorationText,
  notableRows,
  requestsPerClient,
  statusesPerHour,
} from "../../report/access/explore.ts";
import { counted, countText } from "../../report/text/sentences.ts";
import type { Origin } from "../../report/traffic/explored.ts";
import { foreignText } from "../../report/traffic/explored.ts";
import { readModel } from "../session/models.ts";
import type { Explorer } from "../source.ts";
import { barCollector, detachedText, nameNumbers, originOf, writeExplored } from "../traffic/explore.ts";

/** How much of a log is kept in detail, so that a log of any length fits into memory. */
interface ExploreLimits {
  /** Distinct clients. Later ones share a row. */
  readonly clients: number;
  /** Distinct paths that are counted exactly. */
  readonly names: number;
  /** Distinct paths of a client that are counted exactly. */
  readonly pathsOfClient: number;
  /** Kinds of answers: method, path and status. Later ones are not compared. */
  readonly kinds: number;
  /** Lines that are told, the strangest. */
  readonly notable: number;
  /** Hours of the log with a request. If there are more, bars become twice as wide. */
  readonly bars: number;
}

export const exploreLimits: ExploreLimits = {
  clients: 50_000,
  names: 200_000,
  pathsOfClient: 1000,
  kinds: 100_000,
  notable: 1000,
  bars: 50_000,
};

/** The row of the clients that are too many; no log has such an address. */
const otherClients = "(other clients)";

/** File names are fixed, so no text of the log gets into them. */
const pictures: Readonly<Record<string, (explored: Exploration) => string>> = {
  "statuses-per-hour.svg": statusesPerHour,
  "requests-per-client.svg": requestsPerClient,
  "errors-by-field.svg": errorsByField,
};

const sheets: Readonly<Record<string, (explored: Exploration) => Iterable<readonly string[]>>> = {
  "by-client.csv": clientRows,
  "notable.csv": notableRows,
};

/** Draws access logs as pictures, and tables by client and of the strangest lines. */
export const accessExplorer: Explorer<AccessObservation> = {
  fileNames: [...Object.keys(pictures), ...Object.keys(sheets)],
  collector: (modelPath) => {
    const strangest = modelPath === undefined ? rarestAnswers(exploreLimits) : largestErrors(modelPath);
    const { add, finish } = explorationCollector(exploreLimits, strangest);
    return {
      add,
      finish: () => {
        const explored = finish();
        if (explored === undefined) return undefined;
        return {
          text: explorationText(explored),
          write: (folder) => writeExplored(folder, explored, pictures, sheets),
        };
      },
    };
  },
};

interface GrowingClient extends Omit<ClientRow, "paths"> {
  requests: number;
  refused: number;
  failed: number;
  bytes: number;
  readonly paths: Set<string>;
  firstMs: number;
  lastMs: number;
  origin: Origin;
}

interface ExplorationCollector {
  /** @param truth - absent if unknown */
  readonly add: (row: AccessObservation, truth?: Truth) => void;
  /** `undefined` for a log without rows. Call it once. */
  readonly finish: () => Exploration | undefined;
}

/** Summarizes a log row by row and keeps no row. Memory depends on the limits, not on the length of the log. */
export function explorationCollector(limits: ExploreLimits, strangest: Strangest): ExplorationCollector {
  const paths = nameNumbers(limits.names);
  const bars = barCollector(limits.bars, 5);
  const clients = new Map<string, GrowingClient>();
  const statuses = new Map<number, number>();
  const totals = { requests: 0, bytes: 0, attackRequests: 0, firstMs: Infinity, lastMs: -Infinity };
  let truth: Exploration["truth"] = "unknown";
  let merged = 0;

  function clientOf({ ip, atMs }: AccessObservation): GrowingClient {
    const isTooMany = !clients.has(ip) && clients.size >= limits.clients;
    if (isTooMany) merged += 1;
    const key = isTooMany ? otherClients : ip;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const counts = { requests: 0, refused: 0, failed: 0, bytes: 0 };
    const name = detachedText(key);
    const row: GrowingClient = {
      ip: name,
      ...counts,
      paths: new Set(),
      firstMs: atMs,
      lastMs: atMs,
      origin: "unknown",
    };
    clients.set(name, row);
    return row;
  }

  return {
    add: (row, rowTruth) => {
      const { atMs, status, bytes, path } = row;
      const origin = originOf(rowTruth);
      if (origin !== "unknown") truth = "known";
      totals.requests += 1;
      totals.bytes += bytes;
      totals.attackRequests += Number(origin === "attack");
      totals.firstMs = Math.min(totals.firstMs, atMs);
      totals.lastMs = Math.max(totals.lastMs, atMs);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      paths.numberOf(path);
      bars.add(atMs, origin === "attack" ? 4 : layerOf(status));
      const client = clientOf(row);
      client.requests += 1;
      client.refused += Number(layerOf(status) === 2);
      client.failed += Number(layerOf(status) === 3);
      client.bytes += bytes;
      client.firstMs = Math.min(client.firstMs, atMs);
      client.lastMs = Math.max(client.lastMs, atMs);
      if (client.paths.size < limits.pathsOfClient) client.paths.add(detachedText(path));
      if (origin === "attack" || client.origin === "unknown") client.origin = origin;
      strangest.add(row, rowTruth?.incident);
    },
    finish: () => {
      if (totals.requests === 0) return undefined;
      const { notable, errors, notes } = strangest.finish(limits.notable);
      return {
        ...totals,
        truth,
        clients: {
          count: Math.min(clients.size, limits.clients),
          bound: merged === 0 ? "exact" : "at-least",
        },
        paths: paths.known(),
        statuses: [...statuses].toSorted((one, other) => other[1] - one[1] || one[0] - other[0]),
        bars: bars.finish(),
        rows: [...clients.values()]
          .map((client) => finishedClient(client, limits))
          .toSorted((one, other) => other.requests - one.requests || (one.ip < other.ip ? -1 : 1)),
        notable,
        ...(errors === undefined ? {} : { errors }),
        notes: [
          ...(merged === 0
            ? []
            : [
                `More than ${countText(limits.clients)} clients: ${counted(merged, "request", "requests")} of the others share a row.`,
              ]),
          ...notes,
        ],
      };
    },
  };
}

/** Answered, redirected or cached, refused, failed. */
function layerOf(status: number): number {
  return status < 300 ? 0 : status < 400 ? 1 : status < 500 ? 2 : 3;
}

function finishedClient({ paths, ...client }: GrowingClient, { pathsOfClient }: ExploreLimits): ClientRow {
  const bound = paths.size < pathsOfClient ? "exact" : "at-least";
  return { ...client, paths: { count: paths.size, bound } };
}

/** Finds the lines that are worth a look. */
interface Strangest {
  readonly add: (row: AccessObservation, incident: string | undefined) => void;
  readonly finish: (most: number) => Pick<Exploration, "notable" | "errors" | "notes">;
}

type Line = Omit<NotableLine, "score" | "why">;

function lineOf(row: AccessObservation, incident: string | undefined): Line {
  const { atMs, ip, method, status, bytes, responseMs } = row;
  return {
    atMs,
    ip: detachedText(ip),
    method: detachedText(method),
    url: detachedText(urlOf(row)),
    status,
    bytes,
    ...(responseMs === undefined ? {} : { responseMs }),
    incident,
  };
}

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly line: Line;
  count: number;
}

/** Answers that a method and a path got least often, first those that got other answers most often. */
export function rarestAnswers(limits: Pick<ExploreLimits, "kinds">): Strangest {
  const answers = new Map<string, Answer>();
  const asked = new Map<string, number>();
  let notCompared = 0;
  return {
    add: (row, incident) => {
      const { method, path } = row;
      // Nothing is known of requests that could not be read; a client that has the page already gets the same answer.
      if (path === "-") return;
      const status = row.status === 304 ? 200 : row.status;
      const url = `${method} ${path.replaceAll(/\d+/g, "#")}`;
      const known = answers.get(`${status} ${url}`);
      if (known === undefined && answers.size >= limits.kinds) {
        notCompared += 1;
        return;
      }
      asked.set(url, (asked.get(url) ?? 0) + 1);
      if (known !== undefined) known.count += 1;
      else {
        const kept = detachedText(url);
        answers.set(`${status} ${kept}`, { url: kept, status, line: lineOf(row, incident), count: 1 });
      }
    },
    finish: (most) => {
      const notable = [...answers.values()].map(({ url, status, line, count }) => {
        const others = (asked.get(url) ?? count) - count;
        return {
          ...line,
          score: Math.log((others + count + 1) / (count * count)),
          why: rarity(url, status, count, others),
        };
      });
      return {
        notable: notable.toSorted((a, b) => b.score - a.score || a.atMs - b.atMs).slice(0, most),
        notes:
          notCompared === 0
            ? []
            : [
                `Too many kinds of answers: ${counted(notCompared, "request", "requests")} of new ones not compared.`,
              ],
      };
    },
  };
}

function rarity(url: string, status: number, count: number, others: number): string {
  const what = `${foreignText(url)} was answered with ${status}`;
  const often = count === 1 ? `${what} once` : `${what} ${countText(count)} times`;
  return others === 0
    ? `${often}, and never otherwise`
    : `${often}, and otherwise ${countText(others)} times`;
}

const binsPerDecade = 8;

/**
 * Lines with the largest errors by a model of the autoencoder, and how the errors of each field are spread.
 * @throws FiredrillError MODEL_NOT_READABLE, BAD_MODEL
 */
function largestErrors(modelPath: string): Strangest {
  const errorsOf = lineErrorsBy(readModel(modelPath));
  const bins = fieldNames.map(() => new Map<number, { count: number; attacks: number }>());
  const kept = exploreLimits.notable;
  let notable: NotableLine[] = [];
  let least = -Infinity;
  const strongest = (): NotableLine[] =>
    notable.toSorted((a, b) => b.score - a.score || a.atMs - b.atMs).slice(0, kept);
  return {
    add: (row, incident) => {
      const { excess, score } = errorsOf(row);
      for (const [at, error] of excess.entries()) {
        if (!(error > 0)) continue;
        const bin = Math.round(Math.log10(error) * binsPerDecade);
        const counts = bins[at]?.get(bin) ?? { count: 0, attacks: 0 };
        bins[at]?.set(bin, counts);
        counts.count += 1;
        counts.attacks += Number(incident !== undefined);
      }
      if (score <= least) return;
      notable.push({ ...lineOf(row, incident), score, why: errorWords(excess) });
      if (notable.length < 2 * kept) return;
      notable = strongest();
      least = notable.at(-1)?.score ?? least;
    },
    finish: (most) => ({
      notable: strongest().slice(0, most),
      errors: fieldNames.map((field, at): FieldErrors => ({
        field,
        bins: [...(bins[at] ?? [])]
          .toSorted(([one], [other]) => one - other)
          .map(([bin, counts]) => ({ error: 10 ** (bin / binsPerDecade), ...counts })),
      })),
      notes: [],
    }),
  };
}

/** `bytes 2.31, status 0.88 above the usual error`: the fields that stand out, the largest first. */
function errorWords(excess: Float64Array): string {
  const standing = fieldNames
    .map((field, at) => ({ field, error: excess[at] ?? 0 }))
    .toSorted((a, b) => b.error - a.error)
    .filter(({ error }, at) => at === 0 || error > 0.4);
  return `${standing.map(({ field, error }) => `${field} ${error.toFixed(2)}`).join(", ")} above the usual error`;
}
