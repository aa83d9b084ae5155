import type { AccessObservation } from "../../../domain/access/observation.ts";
import { generations } from "../../traffic/generations.ts";
import type { Line } from "./answers.ts";
import type { Asked } from "./request.ts";

/** How requests are refused in health, as a model file stores it. */
export interface StoredRefusals {
  /** Share of refused requests, each client counted with its first twenty. */
  readonly share: number;
  /** The highest score that a client reached. */
  readonly worstClient: number;
  /** Each method and route with the share of its requests that is refused, where some are and most are not. */
  readonly routes: readonly (readonly [string, number])[];
  /** The highest score that a route reached. */
  readonly worstRoute: number;
  /** Paths that are always refused, to many clients: a missing icon says nothing about who asks. */
  readonly missing: readonly string[];
}

/** True for an answer that blames the client. */
export function isRefused({ status }: Pick<AccessObservation, "status">): boolean {
  return status >= 400 && status < 500;
}

/** Share of refusals among the requests of a client that probes. */
const probing = 0.6;
const [leastShare, mostShare] = [0.005, 0.3];

/** Refusals of one client or one route: a CUSUM of the log likelihood ratio of probing against health. */
export class RefusalRun {
  /** In nats, never below 0. */
  score = 0;
  refused = 0;
  requests = 0;
  firstMs = 0;
  lastMs = 0;
  /** Distinct values beside the one watched: a client's paths, a route's clients; at most a thousand. */
  readonly others = new Set<string>();

  /** @param healthy - share of refusals in health */
  count({ atMs }: Pick<AccessObservation, "atMs">, isRefusal: boolean, other: string, healthy: number): void {
    const share = Math.min(mostShare, Math.max(leastShare, healthy));
    const nats = isRefusal ? Math.log(probing / share) : Math.log((1 - probing) / (1 - share));
    this.score = Math.max(0, this.score + nats);
    if (this.score === 0) return this.restart();
    if (this.requests === 0) this.firstMs = atMs;
    this.lastMs = atMs;
    this.requests += 1;
    this.refused += isRefusal ? 1 : 0;
    if (isRefusal && this.others.size < mostOthers) this.others.add(other);
  }

  restart(): void {
    this.score = 0;
    this.refused = 0;
    this.requests = 0;
    if (this.others.size > 0) this.others.clear();
  }
}

const mostOthers = 1000;
const mostClients = 20_000;

/** Runs of refusals by client and by route. */
export class Refusals {
  private readonly stored: StoredRefusals;
  private readonly missing: ReadonlySet<string>;
  private readonly shares: ReadonlyMap<string, number>;
  private readonly clients = generations<RefusalRun>(mostClients);
  private readonly routes = new Map<string, RefusalRun>();

  constructor(stored: StoredRefusals) {
    this.stored = stored;
    this.missing = new Set(stored.missing);
    this.shares = new Map(stored.routes);
  }

  /** @returns undefined for a request that says nothing about its client */
  ofClient(row: AccessObservation, { path }: Asked): RefusalRun | undefined {
    if (this.missing.has(path)) return undefined;
    const refused = isRefused(row);
    let run = this.clients.get(row.ip);
    if (run === undefined && !refused) return undefined;
    if (run === undefined) this.clients.set(row.ip, (run = new RefusalRun()));
    run.count(row, refused, path, this.stored.share);
    return run;
  }

  /** @returns undefined for a route that always or never refuses in health, or is unknown */
  ofRoute(row: AccessObservation, asked: Asked): RefusalRun | undefined {
    const route = routeName(asked);
    const share = this.shares.get(route);
    if (share === undefined) return undefined;
    let run = this.routes.get(route);
    if (run === undefined) this.routes.set(route, (run = new RefusalRun()));
    run.count(row, isRefused(row), row.ip, share);
    return run;
  }

  /** Share of the requests of this route that is refused in health. */
  usualShare(asked: Asked): number {
    return this.shares.get(routeName(asked)) ?? this.stored.share;
  }
}

function routeName({ method, route }: Asked): string {
  return `${method} ${route}`;
}

const countedPerClient = 20;
const manyClients = 5;
const fewestOfRoute = 20;
const mostHealthy = 0.5;
const alwaysShare = 0.95;

/** Requests and how many of them were refused. */
interface Count {
  requests: number;
  refused: number;
}

/** @param lines - all training rows, in order */
export function learnedRefusals(lines: readonly Line[]): StoredRefusals {
  const clients = countsBy(lines, ({ row }) => row.ip);
  const paths = countsBy(lines, ({ asked }) => asked.path);
  const routes = countsBy(lines, ({ asked }) => routeName(asked));
  const first = {
    share: healthyShare(lines),
    worstClient: 0,
    routes: [...routes].flatMap(([route, { requests, refused }]) =>
      requests >= fewestOfRoute && refused <= mostHealthy * requests
        ? [[route, (refused + 0.5) / (requests + 1)] as const]
        : [],
    ),
    worstRoute: 0,
    missing: missingPaths(lines, paths, clients),
  };
  const refusals = new Refusals(first);
  let [worstClient, worstRoute] = [0, 0];
  for (const { row, asked } of lines) {
    worstClient = Math.max(worstClient, refusals.ofClient(row, asked)?.score ?? 0);
    worstRoute = Math.max(worstRoute, refusals.ofRoute(row, asked)?.score ?? 0);
  }
  return { ...first, worstClient, worstRoute };
}

function countsBy(lines: readonly Line[], nameOf: (line: Line) => string): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const line of lines) {
    const name = nameOf(line);
    let count = counts.get(name);
    if (count === undefined) counts.set(name, (count = { requests: 0, refused: 0 }));
    count.requests += 1;
    count.refused += isRefused(line.row) ? 1 : 0;
  }
  return counts;
}

/** Each client counts with its first twenty requests, so that one scanner does not make refusals usual. */
function healthyShare(lines: readonly Line[]): number {
  const counted = new Map<string, number>();
  let [requests, refused] = [0, 0];
  for (const { row } of lines) {
    const before = counted.get(row.ip) ?? 0;
    if (before === countedPerClient) continue;
    counted.set(row.ip, before + 1);
    requests += 1;
    refused += isRefused(row) ? 1 : 0;
  }
  return (refused + 0.5) / (requests + 1);
}

/** Clients that are refused most of what they ask for do not make a path a missing one. */
function missingPaths(
  lines: readonly Line[],
  paths: ReadonlyMap<string, Count>,
  clients: ReadonlyMap<string, Count>,
): readonly string[] {
  const askers = new Map<string, Set<string>>();
  for (const { row, asked } of lines) {
    const { requests = 0, refused = 0 } = clients.get(row.ip) ?? {};
    if (!isRefused(row) || refused > mostHealthy * requests) continue;
    const found = askers.get(asked.path);
    if (found === undefined) askers.set(asked.path, new Set([row.ip]));
    else found.add(row.ip);
  }
  return [...askers].flatMap(([path, { size }]) => {
    const { requests = 0, refused = 0 } = paths.get(path) ?? {};
    return size >= manyClients && refused >= alwaysShare * requests ? [path] : [];
  });
}
