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
 * Every act of the scenario in order of time. The same scenario and seed give the same plan. An entry does not depend
 * on entries of other kinds, except that an act which falls on a taken microsecond moves to the next one. Lazy;
 * memory grows with the open visits and the addresses of current attacks. Acts after the scenario's end are dropped.
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
  yield* actsInOrder(queue, hours * hourMs);
}

function* actsInOrder<Act>(
  queue: Agenda<Pending<Act>>,
  untilMs: number,
): Generator<PlannedAct<Act>, void, undefined> {
  const labelOf = labels();
  let index = 0;
  let visits = 0;
  let lastMs = -Infinity;
  for (let due = queue.next(); due !== undefined; due = queue.next()) {
    const { atMs, item } = due;
    const offsetMs = Math.max(roundToMicros(atMs), roundToMicros(lastMs + microsecondMs));
    if (offsetMs >= untilMs) return;
    switch (item.kind) {
      case "onset":
        addVisit(queue, item.entry.visitsFrom(atMs), labelOf(item.entry));
        addOnset(queue, item.entry, item.later);
        break;
      case "visit":
        queue.add(atMs, { kind: "act", visit: visits, place: 0, acts: item.visit, label: item.label });
        visits += 1;
        addVisit(queue, item.later, item.label);
        break;
      case "act":
        yield plannedAct(index, offsetMs, item);
        addAct(queue, offsetMs, item);
        index += 1;
        lastMs = offsetMs;
    }
  }
}

type Label = Pick<PlannedAct<unknown>, "mode" | "incident">;

/** An item of the queue. */
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
  /** The number of the visit. */
  readonly visit: number;
  readonly acts: Visit<Act>;
  /** Position among the acts of its visit. */
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
  const { acts, gapMs } = done.acts;
  const thisGapMs = typeof gapMs === "number" ? gapMs : (gapMs[done.place] ?? 0);
  if (place < acts.length) queue.add(doneMs + thisGapMs, { ...done, place });
}

function plannedAct<Act>(
  index: number,
  offsetMs: number,
  { visit, acts, place, label }: PendingAct<Act>,
): PlannedAct<Act> {
  const act = acts.acts[place];
  if (act === undefined) throw new RangeError(`a visit has no act ${place}`);
  const actsLeft = acts.acts.length - place - 1;
  return { index, offsetMs, visit, actsLeft, ...act, ...label };
}

/** Numbers the incidents by kind: `spray-1`, `spray-2`, `takeover-1`. */
function labels(): (entry: Pick<ReadyEntry<unknown>, "mode" | "isIncident">) => Label {
  const idOf = countedIds();
  return ({ mode, isIncident }) => (isIncident ? { mode, incident: idOf(mode) } : { mode });
}

interface Honest<Actors> {
  readonly actors: Actors;
  /** The scenario's first instant, Unix ms. */
  readonly startMs: number;
  /** From that instant. */
  readonly untilMs: number;
  readonly randomOfHour: (calendarHour: number) => Random;
}

/** The visits of honest actors, which do not depend on the scenario's traffic. */
export function* honestVisits<Actors, Act>(
  {
    honestPerHour,
    honestVisit,
  }: Pick<TrafficSource<never, Actors, Act, never>, "honestPerHour" | "honestVisit">,
  { actors, ...span }: Honest<Actors>,
): Generator<Visit<Act>, void, undefined> {
  for (const { offsetMs, random } of hourlyArrivals({ ...span, fromMs: 0, perHour: honestPerHour })) {
    yield honestVisit(offsetMs, actors, random, calendarHourOf(span.startMs + offsetMs));
  }
}

function honestChance(seed: number): ReturnType<typeof randomStream> {
  return randomStream(seed, "honest users");
}

/** A traffic entry with its random numbers. */
interface ReadyEntry<Act> {
  readonly mode: string;
  readonly isIncident: boolean;
  /** In ms from the scenario's first instant, in order. */
  readonly onsets: () => Iterator<number, void>;
  /** The visits of one occurrence, in order of their first acts. */
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

/** The random numbers of an entry depend on its kind and its ordinal within the kind, not on other entries. */
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

/** The onsets of an entry, in ms from the scenario's first instant, in order; at most one per hour. */
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
