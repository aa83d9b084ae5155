import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { Alert } from "../../../domain/alert.ts";
import { none } from "../../../domain/detector.ts";
import { addressSubject, subjectOf } from "../../../domain/subject.ts";
import { plural, stripped } from "../../../domain/text/printable.ts";
import { hourMs } from "../../../domain/time/calendar.ts";
import type { Evidence } from "../../traffic/evidence.ts";
import { spanText } from "../../traffic/evidence.ts";
import { generations } from "../../traffic/generations.ts";
import type { AlarmReason } from "../../traffic/quiet-alarms.ts";
import { quietAlarms } from "../../traffic/quiet-alarms.ts";
import type { Answers, Surprise } from "./answers.ts";
import { surpriseInWords } from "./words.ts";
import type { RefusalRun, Refusals } from "./refusals.ts";
import { isRefused } from "./refusals.ts";
import type { Asked } from "./request.ts";
import { askedOf } from "./request.ts";

/** Limits in nats. */
export interface GuardLimits {
  /** Of a line's surprise. */
  readonly line: number;
  /** Of a client's refusals. */
  readonly client: number;
  /** Of a route's refusals. */
  readonly route: number;
}

const quietMs = hourMs;

/** So many clients with the same surprise at the same path make it a matter of the path. */
const manyClients = 3;
const mostPaths = 1000;

/**
 * Raises alarms about lines, clients and routes. One client has one alarm at a time, whatever it does. When several
 * clients meet the same surprise at the same path, the third alarm is about the path, and stands for all that follow.
 */
export class AccessWatch {
  private readonly answers: Answers;
  private readonly refusals: Refusals;
  private readonly limits: GuardLimits;
  private readonly episodes = quietAlarms();
  /** Clients of each field and path with a surprise. */
  private readonly surprised = generations<Set<string>>(mostPaths);
  private newest: Evidence | undefined;

  constructor(answers: Answers, refusals: Refusals, limits: GuardLimits) {
    this.answers = answers;
    this.refusals = refusals;
    this.limits = limits;
  }

  observe(row: AccessObservation): readonly Alert[] {
    const quiet = this.elapse(row.atMs);
    const alerts = this.judge(row);
    this.newest = { index: row.index, atMs: row.atMs };
    return quiet.length === 0 ? alerts : [...quiet, ...alerts];
  }

  elapse(nowMs: number): readonly Alert[] {
    return this.newest === undefined ? none : this.episodes.endQuiet(nowMs, this.newest);
  }

  private judge(row: AccessObservation): readonly Alert[] {
    const asked = askedOf(row);
    const client = this.refusals.ofClient(row, asked);
    const subject = addressSubject(row.ip);
    const surprise = this.answers.surprise(row, asked);
    const isStrange = surprise.nats >= this.limits.line;
    if (this.episodes.isOpen(subject)) {
      if (isStrange || isRefused(row)) this.episodes.extend(subject, row.atMs);
      return none;
    }
    if (client !== undefined && client.score >= this.limits.client)
      return this.episodes.raise(clientReason(row, client), row);
    const route = this.refusals.ofRoute(row, asked);
    if (isStrange) return this.judgeSurprise(row, asked, surprise);
    return route === undefined ? none : this.judgeRoute(row, asked, route);
  }

  private judgeSurprise(row: AccessObservation, asked: Asked, surprise: Surprise): readonly Alert[] {
    const key = `${surprise.field} ${asked.path}`;
    const clients = this.surprised.get(key) ?? new Set<string>();
    this.surprised.set(key, clients);
    if (clients.size < manyClients) clients.add(row.ip);
    const isOfPath = clients.size >= manyClients;
    const subject = isOfPath ? pathSubject(asked) : addressSubject(row.ip);
    const evidence = surpriseInWords(this.answers, row, surprise);
    return this.raised(row, {
      key: isOfPath ? key : subject,
      subject,
      score: surprise.nats,
      describe: () => evidence,
      quietMs: () => quietMs,
      end: () => (isOfPath ? clients.clear() : undefined),
    });
  }

  private judgeRoute(row: AccessObservation, asked: Asked, run: RefusalRun): readonly Alert[] {
    const subject = pathSubject(asked);
    if (run.score < this.limits.route) return none;
    const usual = this.refusals.usualShare(asked);
    return this.raised(row, {
      key: subject,
      subject,
      score: run.score,
      describe: () =>
        `${run.refused} of ${plural(run.requests, "request")} for ${shownRequest(asked)} refused in ` +
        `${spanText(run.lastMs - run.firstMs)}, to ${plural(run.others.size, "client")}; usually ${percent(usual)}`,
      quietMs: () => quietMs,
      end: () => run.restart(),
    });
  }

  /** Opens an episode, or prolongs the open one. */
  private raised(row: AccessObservation, reason: AlarmReason): readonly Alert[] {
    if (!this.episodes.isOpen(reason.key)) return this.episodes.raise(reason, row);
    this.episodes.extend(reason.key, row.atMs);
    return none;
  }
}

function clientReason({ ip }: AccessObservation, run: RefusalRun): AlarmReason {
  const subject = addressSubject(ip);
  return {
    key: subject,
    subject,
    score: run.score,
    describe: () =>
      `${run.refused} of ${plural(run.requests, "request")} from ${stripped(ip, 45)} refused in ` +
      `${spanText(run.lastMs - run.firstMs)}, for ${plural(run.others.size, "path")}`,
    quietMs: () => quietMs,
    end: () => run.restart(),
  };
}

const longestSubject = 200;

function pathSubject({ path }: Asked): string {
  return subjectOf("path", stripped(path, longestSubject));
}

function shownRequest({ method, path }: Asked): string {
  return stripped(`${method} ${path}`, 80);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
