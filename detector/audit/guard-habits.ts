import type { Deed } from "./guard-deeds.ts";
import { unknownParent } from "./guard-deeds.ts";

/** What is new about a deed, and how much that says. */
export interface Novelty {
  readonly kind: "user" | "login" | "host" | "deed" | "tool" | "parent" | "pattern" | "line";
  /** Minus the logarithm of the probability that the next deed is new in this way. */
  readonly nats: number;
  /** Rows among which it did not occur. */
  readonly rows: number;
  /** For `tool`: another user has used it. For `pattern`: all its words are known. */
  readonly isKnownElsewhere: boolean;
}

/** The sum of a deed's novelties; 0 for what the user does all the time. */
export interface Surprise {
  readonly nats: number;
  /** In the order in which they were asked. */
  readonly novelties: readonly Novelty[];
}

/** The same again within a minute says nothing: a deploy of 300 files is one visit to a folder. */
const oneEventMs = 60_000;
/** Values in all contexts together; later ones are not learned. */
const mostValues = 400_000;
const mostWords = 200_000;
/** Distinct lines per pattern that are kept. With more, a new one is no news. */
const mostLines = 64;
/** Nats for a word that no user has used, for the second and third. */
const wordNats = [1.5, 0.5, 0.5] as const;
/** A service account that runs something new: a program does not explore. */
const serviceNats = 2;
const firstPersonId = 1000;
/** At most, for a host that is new to all: hosts are added. */
const newHostNats = 3;

interface Cell {
  count: number;
  lastMs: number;
}

/** How often each value occurred in one context, such as the programs that a user runs. */
class Context {
  rows = 0;
  events = 0;
  readonly values = new Map<string, Cell>();

  has(value: string): boolean {
    return this.values.has(value);
  }

  /** For programs, users and hosts: a Dirichlet process whose concentration fits the values so far (Ewens 1972). */
  closedNats(): number {
    const [n, kinds] = [this.events, this.values.size];
    if (n === 0) return 0;
    let theta = kinds / Math.log1p(n);
    for (let round = 0; round < 20 && theta < n; round += 1) theta = kinds / Math.log1p(n / theta);
    return -Math.log(Math.min(theta / (theta + n), kinds / (n + kinds)));
  }

  /** For arguments, which are invented all the time: the escape of PPM-C (Moffat 1990). */
  openNats(): number {
    const [n, kinds] = [this.events, this.values.size];
    return n === 0 ? 0 : Math.log((n + kinds) / kinds);
  }
}

/** Counts of a context as a model stores them. */
type StoredContext = readonly [key: string, rows: number, values: readonly (readonly [string, number])[]];

/** Who usually does what, where and how. */
export interface StoredHabits {
  readonly contexts: readonly StoredContext[];
  readonly words: readonly string[];
  /** Names of users by number; empty where several have the number. */
  readonly names: readonly (readonly [id: string, name: string])[];
}

const empty = new Context();
const nothingNew: Surprise = { nats: 0, novelties: [] };
const mostUsual = 50_000;

/** A value of a context. */
interface Count {
  readonly context: Context;
  readonly cell: Cell;
  readonly isNew: boolean;
}

function countAgain(context: Context, cell: Cell, atMs: number): void {
  context.rows += 1;
  if (Math.abs(atMs - cell.lastMs) < oneEventMs) return;
  cell.count += 1;
  cell.lastMs = atMs;
  context.events += 1;
}

/** Learns who does what, and says how surprising a deed is. */
export class Habits {
  /** By a letter and what it depends on, parted by zeros. */
  private readonly contexts = new Map<string, Context>();
  private readonly vocabulary = new Set<string>();
  private readonly names = new Map<string, string>();
  private values = 0;
  /** What to count for a deed that is not new in any way, by all that is counted of it. */
  private readonly usual = new Map<string, readonly Count[]>();
  /** Pairs of a user and a tool. */
  private readonly firsts = { command: 0, file: 0 };

  /** The user's name where the log has only a number, and only one user had it. */
  nameOf(user: string): string {
    if (user === "0") return "root";
    const known = this.names.get(user);
    return known === undefined || known === "" ? user : known;
  }

  surprise(deed: Deed): Surprise {
    if (this.usual.has(deed.id)) return nothingNew;
    const { kind, host, tool, parent, pattern, line } = deed;
    const user = this.nameOf(deed.user);
    const login = deed.login === undefined ? undefined : this.nameOf(deed.login);
    const users = this.at("u");
    const novelties: Novelty[] = [];
    const add = (what: Novelty["kind"], nats: number, { rows }: Context, isKnownElsewhere = false): void => {
      if (nats > 0) novelties.push({ kind: what, nats, rows, isKnownElsewhere });
    };
    const isKnownUser = users.has(user);
    if (!isKnownUser) add("user", users.closedNats(), users);

    const logins = this.at(`l\0${user}`);
    if (isKnownUser && login !== undefined && !logins.has(login)) add("login", logins.closedNats(), logins);

    const places = this.at(`h\0${user}`);
    const allPlaces = this.at("h");
    if (!allPlaces.has(host)) add("host", Math.min(newHostNats, allPlaces.closedNats()), allPlaces);
    else if (isKnownUser && !places.has(host)) add("host", places.closedNats(), places);

    const own = this.at(`t\0${kind}\0${user}`);
    const all = this.at(`t\0${kind}`);
    const isOwnTool = own.has(tool);
    const isAnyTool = isOwnTool || all.has(tool);
    const service = isKnownUser && isService(deed.userId) ? serviceNats : 0;
    if (!isOwnTool) {
      const unknown = isAnyTool ? 0 : this.natsOfUnknown(kind, all);
      const deeds = this.at(`k\0${user}`);
      if (!isKnownUser) add("tool", unknown, all, isAnyTool);
      else if (own.events === 0) add("deed", deeds.closedNats() + service + unknown, deeds, isAnyTool);
      else add("tool", own.closedNats() + service + unknown, own, isAnyTool);
    } else if (parent !== undefined && parent !== unknownParent) {
      const parents = this.at(`f\0${kind}\0${user}\0${tool}`);
      if (!parents.has(parent)) add("parent", parents.closedNats(), parents);
    }

    const who = isOwnTool ? user : "";
    const patterns = this.at(`p\0${kind}\0${tool}\0${who}`);
    const lines = this.at(`e\0${kind}\0${tool}\0${who}\0${pattern}`);
    if (!patterns.has(pattern)) {
      // With a program of other users, new words alone are news; a file in a folder of its own always is.
      const nats = isOwnTool ? patterns.openNats() + service : kind === "file" ? patterns.openNats() : 0;
      const strange = this.natsOfWords(deed);
      add("pattern", nats + strange, patterns, strange === 0);
    } else if (!lines.has(line) && lines.values.size < mostLines) {
      const strange = kind === "file" ? this.natsOfWords(deed) : 0;
      add("line", lines.openNats() + strange, lines, strange === 0);
    }
    return { nats: novelties.reduce((sum, { nats }) => sum + nats, 0), novelties };
  }

  learn(deed: Deed, atMs: number): void {
    const usual = this.usual.get(deed.id);
    if (usual !== undefined) {
      for (const { context, cell } of usual) countAgain(context, cell, atMs);
      return;
    }
    const { kind, host, tool, parent, pattern, line, userId } = deed;
    this.learnName(deed.user, userId);
    const user = this.nameOf(deed.user);
    const login = deed.login === undefined ? undefined : this.nameOf(deed.login);
    const counts = [
      this.count("u", user, atMs),
      ...(login === undefined ? [] : [this.count(`l\0${user}`, login, atMs)]),
      this.count("h", host, atMs),
      this.count(`h\0${user}`, host, atMs),
      this.count(`k\0${user}`, kind, atMs),
      this.count(`t\0${kind}`, tool, atMs),
    ];
    const own = this.count(`t\0${kind}\0${user}`, tool, atMs);
    if (own?.isNew === true) this.firsts[kind] += 1;
    counts.push(own);
    if (parent !== undefined) counts.push(this.count(`f\0${kind}\0${user}\0${tool}`, parent, atMs));
    for (const who of [user, ""]) {
      const words = this.count(`p\0${kind}\0${tool}\0${who}`, pattern, atMs);
      const lines = `e\0${kind}\0${tool}\0${who}\0${pattern}`;
      const { values } = this.at(lines);
      const whole = values.size < mostLines || values.has(line) ? this.count(lines, line, atMs) : undefined;
      if (words?.isNew === true || whole?.isNew === true) this.learnWords(deed);
      counts.push(words, whole);
    }
    const known = counts.flatMap((one) => (one === undefined || one.isNew ? [] : [one]));
    if (known.length < counts.length) return;
    if (this.usual.size >= mostUsual) this.usual.clear();
    this.usual.set(deed.id, known);
  }

  stored(): StoredHabits {
    return {
      contexts: [...this.contexts].map(([name, { rows, values }]) => [
        name,
        rows,
        [...values].map(([value, { count }]) => [value, count]),
      ]),
      words: [...this.vocabulary],
      names: [...this.names],
    };
  }

  /** Adds what a model stores. */
  restore({ contexts, words, names }: StoredHabits): void {
    for (const [name, rows, values] of contexts) {
      const context = this.opened(name);
      const [letter, kind, ...rest] = name.split("\0");
      if (letter === "t" && rest.length === 1 && (kind === "command" || kind === "file"))
        this.firsts[kind] += values.length;
      context.rows = rows;
      for (const [value, count] of values) {
        context.values.set(value, { count, lastMs: -Infinity });
        context.events += count;
        this.values += 1;
      }
    }
    for (const word of words) this.vocabulary.add(word);
    for (const [id, name] of names) this.names.set(id, name);
  }

  private at(name: string): Context {
    return this.contexts.get(name) ?? empty;
  }

  private opened(name: string): Context {
    const known = this.contexts.get(name);
    if (known !== undefined) return known;
    const context = new Context();
    this.contexts.set(name, context);
    return context;
  }

  /** @returns undefined for a new value when no more are kept */
  private count(name: string, value: string, atMs: number): Count | undefined {
    const context = this.opened(name);
    const cell = context.values.get(value);
    if (cell !== undefined) {
      countAgain(context, cell, atMs);
      return { context, cell, isNew: false };
    }
    context.rows += 1;
    if (this.values >= mostValues) return undefined;
    this.values += 1;
    const first = { count: 1, lastMs: atMs };
    context.values.set(value, first);
    context.events += 1;
    return { context, cell: first, isNew: true };
  }

  private learnName(user: string, userId: string): void {
    if (user === "" || userId === "" || user === userId || userId === "0") return;
    const known = this.names.get(userId);
    if (known === user || known === "") return;
    this.names.set(userId, known === undefined ? user : "");
    this.usual.clear();
  }

  private learnWords(deed: Deed): void {
    if (this.vocabulary.size >= mostWords) return;
    for (const word of deed.words()) this.vocabulary.add(word);
  }

  /** Of the tools that were new for a user, some were new for everyone. */
  private natsOfUnknown(kind: Deed["kind"], all: Context): number {
    return Math.log(Math.max(1, this.firsts[kind] / Math.max(1, all.values.size)));
  }

  private natsOfWords(deed: Deed): number {
    if (this.vocabulary.size === 0) return 0;
    let [strange, nats] = [0, 0];
    for (const word of deed.words()) {
      if (this.vocabulary.has(word)) continue;
      nats += wordNats[strange] ?? 0;
      strange += 1;
    }
    return nats;
  }
}

/** The number of a service's account: neither root nor a person. */
function isService(userId: string): boolean {
  const id = Number(userId);
  return userId !== "" && id > 0 && id < firstPersonId;
}
