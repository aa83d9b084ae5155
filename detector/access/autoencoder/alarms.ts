import { pathName } from "../../../domain/access/kit.ts";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { Alert } from "../../../domain/alert.ts";
import type { Remark } from "../../../domain/detector.ts";
import { none } from "../../../domain/detector.ts";
import { addressSubject, subjectOf } from "../../../domain/subject.ts";
import { plural, stripped } from "../../../domain/text/printable.ts";
import type { Evidence } from "../../traffic/evidence.ts";
import { quietAlarms } from "../../traffic/quiet-alarms.ts";
import { fieldNames } from "./lines.ts";

/** How long a client's episode stays open without another flagged line. */
const quietMs = 600_000;
/** The same for a path: it is requested less often than a client sends requests. */
const quietPathMs = 3_600_000;
/** Clients with flagged lines on one path before the path is at fault, and not they. */
const fewClients = 2;
const mostPaths = 5000;
const longestShown = 60;

interface Flagged {
  /** Number of flagged lines. */
  lines: number;
  score: number;
  /** The worst of them in words. */
  worst: string;
}

/** Flagged lines as episodes: one for each client; one for a path whose lines are flagged for many clients. */
export class LineAlarms {
  private readonly usual: readonly number[];
  private readonly episodes = quietAlarms();
  /** By key, while it is open. */
  private readonly open = new Map<string, Flagged>();
  /** The first clients that were flagged on a path, and when one was last. */
  private readonly paths = new Map<string, { readonly clients: Set<string>; lastMs: number }>();
  private newest: Evidence | undefined;
  /** The subject of the line that was flagged last. */
  private subject = "";

  /** @param usual - the usual error of each field, in the order of `fieldNames` */
  constructor(usual: readonly number[]) {
    this.usual = usual;
  }

  /** Opens or prolongs the episode of a flagged line. @param errors - read at once, not kept */
  flag(
    row: AccessObservation,
    errors: { readonly excess: Float64Array; readonly score: number },
  ): readonly Alert[] {
    const subject = this.subjectOf(row, errors.excess);
    this.subject = subject;
    const flagged = this.open.get(subject) ?? { lines: 0, score: -1, worst: "" };
    flagged.lines += 1;
    if (errors.score > flagged.score) {
      flagged.score = errors.score;
      flagged.worst = this.described(row, errors.excess);
    }
    if (this.episodes.isOpen(subject)) {
      this.episodes.extend(subject, row.atMs);
      return none;
    }
    this.open.set(subject, flagged);
    const reason = {
      key: subject,
      subject,
      score: Math.round(flagged.score * 100) / 100,
      describe: () =>
        flagged.lines === 1 ? flagged.worst : `${plural(flagged.lines, "line")}, the worst ${flagged.worst}`,
      quietMs: () => (subject.startsWith("path:") ? quietPathMs : quietMs),
      end: () => {
        this.open.delete(subject);
      },
    };
    return this.episodes.raise(reason, row);
  }

  /**
   * A client whose episode is open keeps it; else a page that is answered with another size or slower than usual, which
   * is not its client's doing, or a path where several clients were flagged is the subject.
   */
  private subjectOf(row: AccessObservation, excess: Float64Array): string {
    const client = addressSubject(row.ip);
    const name = pathName(row);
    if (name === undefined || this.episodes.isOpen(client)) return client;
    const worst = fieldNames[excess.indexOf(Math.max(...excess))];
    if (row.status < 400 && (worst === "bytes" || worst === "time")) return subjectOf("path", name);
    const known = this.paths.get(name);
    const isRecent = known !== undefined && row.atMs - known.lastMs <= quietMs;
    const entry = isRecent ? known : { clients: new Set<string>(), lastMs: row.atMs };
    entry.lastMs = row.atMs;
    if (entry.clients.size <= fewClients) entry.clients.add(client);
    this.paths.delete(name);
    this.paths.set(name, entry);
    const [oldest] = this.paths.size > mostPaths ? this.paths.keys() : [];
    if (oldest !== undefined) this.paths.delete(oldest);
    return entry.clients.size > fewClients ? subjectOf("path", name) : client;
  }

  /** `GET /a.php 200: status 0.98 (usually 0.01), bytes 0.40, time 0.03, method 0.00, url 0.12`, the worst field first. */
  private described({ method, path, query, status }: AccessObservation, excess: Float64Array): string {
    const url = stripped(query === "" ? path : `${path}?${query}`, longestShown);
    const order = [...fieldNames.keys()].toSorted((one, other) => (excess[other] ?? 0) - (excess[one] ?? 0));
    const errors = order.map((field, place) => {
      const error = (excess[field] ?? 0) + (this.usual[field] ?? 0);
      const usual = place === 0 ? ` (usually ${(this.usual[field] ?? 0).toFixed(2)})` : "";
      return `${fieldNames[field]} ${error.toFixed(2)}${usual}`;
    });
    return `${stripped(method, 20)} ${url} ${status}: ${errors.join(", ")}`;
  }

  /** The line that was flagged last, in words. @param row - that line. @param excess - its errors */
  remark(row: AccessObservation, excess: Float64Array): Remark {
    return { subject: this.subject, evidence: this.described(row, excess) };
  }

  /** To be called after each row. */
  saw({ index, atMs }: AccessObservation): void {
    this.newest = { index, atMs };
  }

  /** Ends the episodes that have been quiet for long enough. */
  endQuiet(nowMs: number): readonly Alert[] {
    return this.newest === undefined ? none : this.episodes.endQuiet(nowMs, this.newest);
  }
}
