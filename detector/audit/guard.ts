import { auditSubjects } from "../../domain/audit/kit.ts";
import type { AuditObservation } from "../../domain/audit/observation.ts";
import type { Alert } from "../../domain/alert.ts";
import type { Detector, DetectorModel, Training } from "../../domain/detector.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { upperMiddle } from "../../domain/numbers/quantile.ts";
import { subjectOf } from "../../domain/subject.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { ModelCheck } from "../model.ts";
import { anyText, anything, badModel, fieldOf, fieldsOf, listOf, numberFrom0, wholeFrom1 } from "../model.ts";
import type { Evidence } from "../traffic/evidence.ts";
import { shownName } from "../traffic/evidence.ts";
import { ignoredBy } from "../traffic/ignored.ts";
import type { TrafficModel } from "../traffic/model.ts";
import { checkedTrafficModel, modelNeeded, trafficModelCheck, trafficTraining } from "../traffic/model.ts";
import { quietAlarms } from "../traffic/quiet-alarms.ts";
import type { Danger, Deed } from "./guard-deeds.ts";
import { DeedReader, unknownParent } from "./guard-deeds.ts";
import type { Novelty, StoredHabits, Surprise } from "./guard-habits.ts";
import { Habits } from "./guard-habits.ts";

const name = "audit-guard";
const windowSize = 10;

/**
 * Detects intruders by what is new: a user, where and from which program that user acts, what is run or changed, and with
 * which words in which order. Each novelty has a probability, from how often something new came up in the same place
 * before; their logarithms add up, back off from the exact line to the command and to the user, and count more for what
 * intruders do (`Danger`). It alarms at a sum that healthy logs reach once in `arl0` alerts, and learns what raises no alarm.
 */
export const auditGuard = defineDetector({
  name,
  summary: "Alerts on what a user has never done before, by how unlikely and how dangerous it is.",
  reads: ["audit"],
  windowSize,
  options: {
    arl0: {
      kind: "number",
      default: 10_000,
      min: 100,
      max: 1e9,
      unit: "rows",
      describe:
        "healthy alerts of hosts per false alarm, on average, if the future is like the log it learned from",
    },
    ignoreUsers: {
      kind: "text",
      default: "",
      describe: "effective users to pass over, exactly as they are named, separated by colons",
    },
    ignorePaths: {
      kind: "text",
      default: "",
      describe: "files and folders whose changes to pass over, separated by colons",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; required",
    },
  },
  create: (values, { model }) => {
    if (model === undefined) throw modelNeeded(name);
    const { calm, habits: learned } = checkedGuardModel(model);
    const habits = new Habits();
    habits.restore(learned);
    return watch(habits, limitNats(calm, values.arl0), deedsOf(values));
  },
  train: (values) => guardTraining(deedsOf(values)),
});

interface Ignored {
  readonly ignoreUsers: string;
  readonly ignorePaths: string;
}

type ReadDeed = (row: AuditObservation) => Deed | undefined;

/** Passes over what the options name. */
function deedsOf(options: Ignored): ReadDeed {
  const reader = new DeedReader();
  const isIgnored = ignoredBy(options);
  return (row) => {
    const deed = reader.read(row);
    return row.event.kind === "other" || isIgnored(row.event) ? undefined : deed;
  };
}

/** The largest sums of a healthy log: a tail above `baseNats`. */
interface Calm {
  /** Rows judged. */
  readonly rows: number;
  /** Bursts with a sum above `baseNats`. */
  readonly bursts: number;
  /** By how much, in the median; 0 without bursts. */
  readonly medianNats: number;
}

const baseNats = 3;
/** Three bursts among 1,500 rows, with a tail that is a little heavier than those of logs that we know. */
const assumed = { bursts: 3, rows: 1500, tailNats: 1.3 } as const;
const leastLimitNats = 6;
/** A heavier tail comes from rare jobs, which a longer log would know. */
const mostTailNats = 2;

/** An exponential tail, whose scale follows from the median: one rare job in the healthy log must not blind it. */
function limitNats({ rows, bursts, medianNats }: Calm, arl0: number): number {
  const perRow = (bursts + assumed.bursts) / (rows + assumed.rows);
  // The mean of the upper median of so many exponential values, as a multiple of their scale.
  let medianOfOne = 0;
  for (let place = 0; place <= bursts >> 1 && place < bursts; place += 1) medianOfOne += 1 / (bursts - place);
  const own = bursts === 0 ? 0 : (bursts * medianNats) / medianOfOne;
  const fitted = (assumed.bursts * assumed.tailNats + own) / (assumed.bursts + bursts);
  const tailNats = Math.min(mostTailNats, fitted);
  return Math.max(leastLimitNats, baseNats + tailNats * Math.log(arl0 * perRow));
}

/** How much of an alarm a deed is. */
interface Verdict extends Surprise {
  readonly danger: Danger | undefined;
  /** Novelty and danger together. What is not new is no danger. */
  readonly sum: number;
}

const fullNoveltyNats = 3;

function judged(habits: Habits, deed: Deed): Verdict {
  const { nats, novelties } = habits.surprise(deed);
  const danger = nats > 0 ? deed.danger() : undefined;
  const sum = nats + (danger === undefined ? 0 : danger.nats * Math.min(1, nats / fullNoveltyNats));
  return { nats, novelties, danger, sum };
}

/** Alerts of one user, program and parent belong together until they pause for so long. */
const quietMs = 30 * 60_000;
/** Files and processes of alarms that are remembered. */
const mostRemembered = 20_000;

function watch(habits: Habits, limit: number, read: ReadDeed): Detector<AuditObservation> {
  const episodes = quietAlarms();
  /** Open episodes of each user, program and parent. */
  const openOf = new Map<string, Set<string>>();
  const files = new Map<string, number>();
  const processes = new Map<string, string>();
  let newest: Evidence | undefined;
  const ended = (nowMs: number): readonly Alert[] =>
    newest === undefined ? none : episodes.endQuiet(nowMs, newest);

  /** The same file was changed by the same user in an open episode, on a host that tells more. */
  const isExplained = (deed: Deed, atMs: number): boolean =>
    deed.kind === "file" &&
    deed.family === "" &&
    atMs - (files.get(fileKey(habits, deed)) ?? -Infinity) <= quietMs;

  /** One process is one parent, also where only some of its alerts tell the name. */
  const familyKey = ({ host }: AuditObservation, deed: Deed): string => {
    const { parentId, family } = deed;
    const own = keyOf(habits, deed);
    if (parentId === undefined) return own;
    if (processes.size >= mostRemembered) processes.clear();
    const process = [habits.nameOf(deed.user), family, host, parentId].join("\0");
    const known = processes.get(process) ?? own;
    processes.set(process, known);
    return known;
  };

  const alarm = (row: AuditObservation, deed: Deed, verdict: Verdict): readonly Alert[] => {
    if (isExplained(deed, row.atMs)) return none;
    if (files.size >= mostRemembered) files.clear();
    if (deed.kind === "file") files.set(fileKey(habits, deed), row.atMs);
    const family = familyKey(row, deed);
    const key = `${family}${dangerKey(deed, verdict)}`;
    const open = openOf.get(family) ?? new Set();
    if (open.has(key) || (verdict.danger === undefined && open.size > 0)) {
      for (const one of open) episodes.extend(one, row.atMs);
      return none;
    }
    openOf.set(family, open.add(key));
    const evidence = evidenceOf(habits, row, deed, verdict);
    return episodes.raise(
      {
        key,
        subject: subjectFor(row, verdict),
        score: verdict.sum,
        describe: () => evidence,
        quietMs: () => quietMs,
        end: () => {
          open.delete(key);
          if (open.size === 0 && openOf.get(family) === open) openOf.delete(family);
        },
      },
      row,
    );
  };

  return {
    name,
    windowSize,
    observe: (row) => {
      const quiet = ended(row.atMs);
      newest = { index: row.index, atMs: row.atMs };
      const deed = read(row);
      if (deed === undefined) return quiet;
      const verdict = judged(habits, deed);
      if (verdict.sum < limit) {
        habits.learn(deed, row.atMs);
        return quiet;
      }
      const alerts = alarm(row, deed, verdict);
      return quiet.length === 0 ? alerts : [...quiet, ...alerts];
    },
    elapse: ended,
  };
}

function fileKey(habits: Habits, { user, pattern, line }: Deed): string {
  return [habits.nameOf(user), pattern, line].join("\0");
}

const longestKey = 120;
const greatDangerNats = 3;

/** Danger of another kind is another alert, and so is great danger on another host, in another folder or with other words. */
function dangerKey({ pattern, host }: Deed, { danger }: Verdict): string {
  if (danger === undefined) return "";
  return `, ${danger.why}${danger.nats < greatDangerNats ? "" : ` on ${shownName(host)}: ${printable(pattern, longestKey)}`}`;
}

/** Without the host: a deploy to twenty hosts is one. */
function keyOf(habits: Habits, { user, login = "", family, parent }: Deed): string {
  const [own, before] = [habits.nameOf(user), habits.nameOf(login)];
  const who = before === "" || before === own ? own : `${own} as ${before}`;
  const from = parent === undefined || parent === unknownParent ? "" : ` from ${parent}`;
  return printable(`user:${who} ${family || "unknown program"}${from}`, longestKey);
}

/** The kind of subject that a novelty is about, if the row has one. */
function subjectFor(row: AuditObservation, { novelties }: Verdict): string {
  const { user, host, command, path } = auditSubjects(row);
  const main = mainOf(novelties);
  if (main?.kind === "host") return subjectOf("host", host);
  const isUsers =
    main === undefined ||
    main.kind === "user" ||
    main.kind === "login" ||
    (main.kind === "tool" && main.isKnownElsewhere);
  if (isUsers && user !== undefined) return subjectOf("user", user);
  if (command !== undefined) return subjectOf("command", command);
  return path === undefined ? subjectOf("host", host) : subjectOf("path", path);
}

function mainOf(novelties: readonly Novelty[]): Novelty | undefined {
  let main: Novelty | undefined;
  for (const one of novelties) if (main === undefined || one.nats > main.nats) main = one;
  return main;
}

function evidenceOf(
  habits: Habits,
  row: AuditObservation,
  deed: Deed,
  { novelties, danger }: Verdict,
): string {
  const main = mainOf(novelties);
  const user = shownName(habits.nameOf(deed.user)) || "an unnamed user";
  const { login: before = "" } = deed;
  const login =
    before === "" || before === deed.user ? "" : `, logged in as ${shownName(habits.nameOf(before))}`;
  const { command, path } = auditSubjects(row);
  const act =
    command === undefined
      ? `${deed.tool.split(" ")[0] ?? ""} ${shownAct(path ?? "")}`
      : `ran ${shownAct(command)}`;
  const why = danger === undefined ? "" : `; it ${danger.why}`;
  return `${user} ${main === undefined ? "did something new" : novelText(main, deed)}: ${act} on ${shownName(row.host)}${login}${why}`;
}

const longestAct = 80;

function shownAct(text: string): string {
  return printable(text, longestAct);
}

function novelText(novelty: Novelty, deed: Deed): string {
  const { kind, rows, isKnownElsewhere } = novelty;
  const isFile = deed.kind === "file";
  const [tool, count] = [shownName(deed.tool), rows.toLocaleString("en")];
  const ofUser = `0 of ${count} ${isFile ? "file changes" : "commands"} by this user`;
  switch (kind) {
    case "user":
      return `is a new user; 0 of ${count} alerts`;
    case "login":
      return `has never acted for this login; 0 of ${count} alerts of this user`;
    case "host":
      return `has never acted on this host; 0 of ${count} alerts`;
    case "deed":
      return `has never ${isFile ? "changed a file" : "run a command"}; 0 of ${count} alerts of this user`;
    case "tool":
      return isFile
        ? `has never had a file ${tool}; ${ofUser}`
        : `has never run ${tool}; ${ofUser}${isKnownElsewhere ? `, which others run` : ""}`;
    case "parent":
      return `has never run ${tool} from ${shownName(deed.parent ?? "")}; 0 of ${count} times`;
    case "pattern":
      return isFile
        ? `has never had a file ${tool} in this folder; 0 of ${count} times`
        : `has never run ${tool} with these words; 0 of ${count} times`;
    case "line":
      return isFile
        ? `has never had this file ${tool}; 0 of ${count} times in its folder`
        : `has never run ${tool} with these numbers; 0 of ${count} times`;
  }
}

/** The version of what is counted. A model that counted other things is of no use. */
const features = "user login host tool parent pattern line 1";

interface GuardModel extends TrafficModel {
  readonly features: string;
  readonly calm: Calm;
  readonly habits: StoredHabits;
}

const burstMs = 3_600_000;
/** Of the training log; those before are dropped. */
const mostBursts = 100_000;

/** Judges each row by what it learned from the rows before, and takes the second half as how calm health is. */
function guardTraining(read: ReadDeed): Training<AuditObservation> {
  const habits = new Habits();
  const bursts: { readonly row: number; nats: number }[] = [];
  const lastOf = new Map<string, { readonly burst: number; atMs: number }>();
  const seen = new Set<string>();
  let [rows, others] = [0, 0];
  return trafficTraining(name, {
    learn: (row: AuditObservation) => {
      const deed = read(row);
      if (deed === undefined) {
        others += 1;
        return;
      }
      rows += 1;
      if (seen.size < 2) seen.add([deed.user, deed.host, deed.tool, deed.pattern, deed.line].join("\0"));
      const { sum } = judged(habits, deed);
      if (sum > baseNats && bursts.length < mostBursts) {
        const key = habits.nameOf(deed.user);
        const last = lastOf.get(key);
        const burst = last === undefined ? undefined : bursts[last.burst];
        if (last === undefined || burst === undefined || row.atMs - last.atMs > burstMs)
          lastOf.set(key, { burst: bursts.push({ row: rows, nats: sum - baseNats }) - 1, atMs: row.atMs });
        else {
          burst.nats = Math.max(burst.nats, sum - baseNats);
          last.atMs = row.atMs;
        }
      }
      habits.learn(deed, row.atMs);
    },
    finish: () => {
      if (rows === 0) throw nothingDone(others);
      if (seen.size < 2) throw allTheSame(rows);
      const half = bursts.flatMap(({ row, nats }) => (row > rows / 2 ? [nats] : []));
      const calm: Calm = {
        rows: rows - Math.floor(rows / 2),
        bursts: half.length,
        medianNats: upperMiddle(half.toSorted((a, b) => a - b)) ?? 0,
      };
      return { features, calm, habits: habits.stored() };
    },
  });
}

function nothingDone(rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${name}: of ${plural(rows, "alert")} none is about a command or a changed file.`,
    "Give a log with alerts of rule 80792 (commands) or 550, 553 and 554 (files).",
  );
}

function allTheSame(rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${name}: all ${plural(rows, "alert")} are the same.`,
    "Give a log of all that users and services do in a week or more.",
  );
}

const context: ModelCheck = (value, field) => {
  const [key, rows, values] = Array.isArray(value) ? value.map((part: unknown) => part) : [];
  return (
    listOf(anything, 3)(value, field) ??
    anyText(key, `${field}[0]`) ??
    wholeFrom1(rows, `${field}[1]`) ??
    listOf(countedText)(values, `${field}[2]`)
  );
};

const countedText: ModelCheck = (value, field) => {
  const [text, count] = Array.isArray(value) ? value.map((part: unknown) => part) : [];
  return (
    listOf(anything, 2)(value, field) ?? anyText(text, `${field}[0]`) ?? wholeFrom1(count, `${field}[1]`)
  );
};

const guardModelCheck = trafficModelCheck({
  features: anyText,
  calm: fieldsOf({ rows: wholeFrom1, bursts: numberFrom0, medianNats: numberFrom0 }),
  habits: fieldsOf({ contexts: listOf(context), words: listOf(anyText), names: listOf(listOf(anyText, 2)) }),
});

function isGuardModel(model: DetectorModel): model is GuardModel {
  return guardModelCheck(model, "") === undefined;
}

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector, or counted other things */
function checkedGuardModel(model: DetectorModel): GuardModel {
  const counted = fieldOf(model, "features");
  if (typeof counted === "string" && counted !== features)
    throw badModel(name, `it counts "${shownName(counted)}", not "${features}"`);
  return checkedTrafficModel(name, model, guardModelCheck, isGuardModel);
}
