import { freeAddress } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { randomStream } from "../chance/random.ts";
import { firstInstantMs } from "../scenario.ts";
import { countedIds } from "../text/name.ts";
import { Agenda } from "../time/agenda.ts";
import { calendarHourOf, hourMs } from "../time/calendar.ts";
import { roundToMicros } from "../time/clock.ts";
import { hourlyArrivals } from "./arrivals.ts";
import type { Onset, TrafficEntry, TrafficScenario } from "./scenario.ts";
import type { TrafficSource } from "./source.ts";
import type { PlannedAct, Visit } from "./visit.ts";

const microsecondMs = 0.001;

/**
 * Every act of the scenario in order of time. Same scenario and seed, same plan; entries of other kinds change nothing for
 * an entry or for the honest actors, but that an act which falls on the microsecond of another comes one later. Lazy;
 * memory is that of the visits under way and of the addresses of attacks under way. What would come after the scenario's end
 * is cut off.
 */
export function* planTraffic<
  Entry extends TrafficEntry,
  Actors,
  Act,
  Scenario extends TrafficScenario<Entry>,
>(
  source: TrafficSource<Entry, Actors, Act, Scenario>,
  scenario: Scenario,
  seed: number,
): Generator<PlannedAct<Act>, void, undefined> {
  const { hours } = scenario;
  const actors = source.actorsOf(scenario, seed);
  const setting = { source, scenario, actors, startMs: firstInstantMs(scenario), seed };
  const queue = new Agenda<Pending<Act>>();
  const honest = honestVisits(source, {
    actors,
    startMs: setting.startMs,
    untilMs: hours * hourMs,
    randomOfHour: honestChance(seed),
  });
  addVisit(queue, honest, { mode: "normal" });
  for (const entry of entriesOf(setting)) addOnset(queue, entry, entry.onsets());
  yield* acts(queue, hours * hourMs);
}

function* acts<Act>(
  queue: Agenda<Pending<Act>>,
  untilMs: number,
): Generator<PlannedAct<Act>, void, undefined> {
  const labelOf = labels();
  let index = 0;
  let visits = 0;
  let lastMs = -Infinity;
  for (let due = queue.next(); due !== undefined; due = queue.next()) {
    const { atMs, what } = due;
    const offsetMs = Math.max(roundToMicros(atMs), roundToMicros(lastMs + microsecondMs));
    if (offsetMs >= untilMs) return;
    switch (what.kind) {
      case "onset":
        addVisit(queue, what.entry.visitsFrom(atMs), labelOf(what.entry));
        addOnset(queue, what.entry, what.later);
        break;
      case "visit":
        queue.add(atMs, { kind: "act", visit: visits, place: 0, what: what.visit, label: what.label });
        visits += 1;
        addVisit(queue, what.later, what.label);
        break;
      case "act":
        yield plannedAct(index, offsetMs, what);
        addAct(queue, offsetMs, what);
        index += 1;
        lastMs = offsetMs;
    }
  }
}

type Label = Pick<PlannedAct<unknown>, "mode" | "incident">;

/** What waits for its instant. */
type Pending<Act> = PendingOnset<Act> | PendingVisit<Act> | PendingAct<Act>;

interface PendingOnset<Act> {
  readonly kind: "onset";
  readonly entry: ReadyEntry<Act>;
  readonly later: Iterator<number, void>;
}

interface PendingVisit<Act> {
  readonly kind: "visit";
  readonly visit: Visit<Act>;
  readonly later: Iterator<Visit<Act>, unknown>;
  readonly label: Label;
}

interface PendingAct<Act> {
  readonly kind: "act";
  /** Its number. */
  readonly visit: number;
  readonly what: Visit<Act>;
  /** Among the acts of its visit. */
  readonly place: number;
  readonly label: Label;
}

function addOnset<Act>(
  queue: Agenda<Pending<Act>>,
  entry: ReadyEntry<Act>,
  later: Iterator<number, void>,
): void {
  const next = later.next();
  if (next.done !== true) queue.add(next.value, { kind: "onset", entry, later });
}

function addVisit<Act>(
  queue: Agenda<Pending<Act>>,
  later: Iterator<Visit<Act>, unknown>,
  label: Label,
): void {
  const next = later.next();
  if (next.done !== true) queue.add(next.value.offsetMs, { kind: "visit", visit: next.value, later, label });
}

function addAct<Act>(queue: Agenda<Pending<Act>>, doneMs: number, done: PendingAct<Act>): void {
  const place = done.place + 1;
  if (place < done.what.acts.length) queue.add(doneMs + done.what.gapMs, { ...done, place });
}

function plannedAct<Act>(
  index: number,
  offsetMs: number,
  { visit, what, place, label }: PendingAct<Act>,
): PlannedAct<Act> {
  const act = what.acts[place];
  if (act === undefined) throw new RangeError("a visit has no such act");
  const actsLeft = what.acts.length - place - 1;
  return { index, offsetMs, visit, actsLeft, ...act, ...label };
}

/** Names the incidents: `spray-1`, `spray-2`, `takeover-1`, counted by kind. */
function labels(): (entry: Pick<ReadyEntry<unknown>, "mode" | "isIncident">) => Label {
  const idOf = countedIds();
  return ({ mode, isIncident }) => (isIncident ? { mode, incident: idOf(mode) } : { mode });
}

interface Honest<Actors> {
  readonly actors: Actors;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From there. */
  readonly untilMs: number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

/** Those who come and go, whatever the scenario's traffic is; each visit somebody drawn anew. */
export function* honestVisits<Actors, Act>(
  {
    honestPerHour,
    honestVisit,
  }: Pick<TrafficSource<never, Actors, Act, never>, "honestPerHour" | "honestVisit">,
  { actors, ...span }: Honest<Actors>,
): Generator<Visit<Act>, void, undefined> {
  for (const { offsetMs, random } of hourlyArrivals({ ...span, fromMs: 0, perHour: honestPerHour })) {
    yield honestVisit(offsetMs, actors, random);
  }
}

function honestChance(seed: number): ReturnType<typeof randomStream> {
  return randomStream(seed, "honest users");
}

/** One entry of a scenario's traffic, ready to be drawn. */
interface ReadyEntry<Act> {
  readonly mode: string;
  readonly isIncident: boolean;
  /** In ms from the scenario's first instant, in order. */
  readonly onsets: () => Iterator<number, void>;
  /** What an onset adds, in order of the visits' first acts. */
  readonly visitsFrom: (onsetMs: number) => Iterator<Visit<Act>, unknown>;
}

interface Setting<Entry extends TrafficEntry, Actors, Act, Scenario> {
  readonly source: TrafficSource<Entry, Actors, Act, Scenario>;
  readonly scenario: TrafficScenario<Entry>;
  readonly actors: Actors;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  readonly seed: number;
}

/** Chance of an entry depends on its kind and on how many of that kind stand before it, on nothing else in the list. */
function entriesOf<Entry extends TrafficEntry, Actors, Act, Scenario>(
  setting: Setting<Entry, Actors, Act, Scenario>,
): readonly ReadyEntry<Act>[] {
  const { traffic } = setting.scenario;
  const taken = new Set(setting.source.addressesOf(setting.actors));
  return traffic.map((entry, place) => {
    const ordinal = traffic.slice(0, place + 1).filter(({ kind }) => kind === entry.kind).length;
    return readyEntry(entry, `${entry.kind} ${ordinal}`, setting, taken);
  });
}

function readyEntry<Entry extends TrafficEntry, Actors, Act, Scenario>(
  entry: Entry,
  key: string,
  setting: Setting<Entry, Actors, Act, Scenario>,
  taken: ReadonlySet<string>,
): ReadyEntry<Act> {
  const { source, scenario, actors, startMs, seed } = setting;
  const { role, visits } = source.kindOf(entry);
  const randomOfOnset = randomStream(seed, `${key} begins`);
  const randomOfOccurrence = randomStream(seed, key);
  const honest = honestChance(seed);
  return {
    mode: entry.kind,
    isIncident: role === "attack",
    onsets: () => onsetsOf(entry.onset, { startMs, hours: scenario.hours, randomOfHour: randomOfOnset }),
    visitsFrom: (onsetMs) => {
      const beganInHour = calendarHourOf(startMs + onsetMs);
      const random = randomOfOccurrence(beganInHour);
      const given = new Set<string>();
      const freshAddress = (): string => {
        const address = freeAddress(random, (drawn) => taken.has(drawn) || given.has(drawn));
        given.add(address);
        return address;
      };
      const occurrence = {
        actors,
        startMs,
        onsetMs,
        random,
        randomOfHour: randomStream(seed, `${key} from ${beganInHour}`),
        randomOfEntry: randomStream(seed, `${key} is`)(0),
        freshAddress,
        honestPerHour: (hour: number) => source.honestPerHour(hour, honest(hour)),
      };
      return visits(entry, occurrence)[Symbol.iterator]();
    },
  };
}

interface Span {
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** How long it lasts. */
  readonly hours: number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

/** When an entry of traffic begins, in ms from the scenario's first instant and in order; at most once an hour. */
function* onsetsOf(onset: Onset, { startMs, hours, randomOfHour }: Span): Generator<number, void> {
  switch (onset.kind) {
    case "at":
      yield onset.hour * hourMs;
      return;
    case "chance":
      for (let hour = 0; hour < hours; hour += 1) {
        const random = randomOfHour(calendarHourOf(startMs) + hour);
        if (random.uniform() < onset.perHour) yield (hour + random.uniform()) * hourMs;
      }
  }
}
