import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Episode } from "../../domain/results/trace.ts";

/** What was said about one key at one instant, by one row. */
interface Moment {
  readonly key: string;
  readonly firing: readonly ReceivedAlert[];
  readonly resolved: readonly ReceivedAlert[];
}

/**
 * Joins alerts into episodes by key, in order of opening; the order of the alerts does not matter. Firing again while
 * open is the same episode, `resolved` while nothing is open is ignored. A row that says both closes what was open
 * and opens anew, or, when nothing was open, opens and closes.
 */
export function episodesOf(alerts: readonly ReceivedAlert[]): readonly Episode[] {
  const closed: Episode[] = [];
  const open = new Map<string, Episode>();
  for (const moment of momentsOf(alerts)) {
    const after = step(open.get(moment.key), moment);
    if (after.closed !== undefined) closed.push(after.closed);
    if (after.open === undefined) open.delete(moment.key);
    else open.set(moment.key, after.open);
  }
  return [...closed, ...open.values()].toSorted((a, b) => inOrder(a.opensAt, b.opensAt));
}

function step(
  before: Episode | undefined,
  { firing, resolved: [end], ...rest }: Moment,
): { readonly closed?: Episode; readonly open?: Episode } {
  const [start] = firing;
  if (start === undefined) {
    return before === undefined || end === undefined ? {} : { closed: close(before, end) };
  }
  const fresh = raise({ key: rest.key, ...about(start), opensAt: start }, firing);
  if (end === undefined) return { open: before === undefined ? fresh : raise(before, firing) };
  return before === undefined ? { closed: close(fresh, end) } : { closed: close(before, end), open: fresh };
}

function about({ subject }: ReceivedAlert): Pick<Episode, "subject"> {
  return subject === undefined ? {} : { subject };
}

function raise(episode: Episode, firing: readonly ReceivedAlert[]): Episode {
  const errorAt = episode.errorAt ?? firing.find(({ severity }) => severity === "error");
  const scores = [episode.peakScore, ...firing.map(({ score }) => score)].filter(
    (score) => score !== undefined,
  );
  return {
    ...episode,
    ...(errorAt === undefined ? {} : { errorAt }),
    ...(scores.length === 0 ? {} : { peakScore: Math.max(...scores) }),
  };
}

function close(episode: Episode, closesAt: ReceivedAlert): Episode {
  return { ...episode, closesAt };
}

function momentsOf(alerts: readonly ReceivedAlert[]): readonly Moment[] {
  const groups: ReceivedAlert[][] = [];
  for (const alert of alerts.toSorted(inOrder)) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    const same = first?.key === alert.key && first.atIndex === alert.atIndex && first.atMs === alert.atMs;
    if (same) group?.push(alert);
    else groups.push([alert]);
  }
  return groups.map((group) => ({
    key: group[0]?.key ?? "",
    firing: group.filter(({ state }) => state === "firing"),
    resolved: group.filter(({ state }) => state === "resolved"),
  }));
}

/** By row, instant and key; then by all that could still tell two alerts apart, so that no order of input shows. */
function inOrder(a: ReceivedAlert, b: ReceivedAlert): number {
  return (
    a.atIndex - b.atIndex ||
    a.atMs - b.atMs ||
    compare(a.key, b.key) ||
    a.receivedMs - b.receivedMs ||
    compare(a.severity, b.severity) ||
    compareIfSaid(a.subject, b.subject) ||
    (a.score ?? -Infinity) - (b.score ?? -Infinity) ||
    compareIfSaid(a.evidence, b.evidence)
  );
}

/** What is not said comes before what is, the empty text included. */
function compareIfSaid(a: string | undefined, b: string | undefined): number {
  return a === undefined || b === undefined
    ? Number(a !== undefined) - Number(b !== undefined)
    : compare(a, b);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
