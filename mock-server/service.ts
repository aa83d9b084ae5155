import type { Modes, ModeState } from "../domain/response/mode.ts";
import type { Recording } from "../domain/response/recording.ts";
import type { Phase } from "../domain/response/scenario.ts";
import type { Clock } from "../domain/time/clock.ts";
import type { Truth } from "../domain/truth.ts";
import type { RequestBook } from "../domain/wire/request-book.ts";
import type { RawResponse } from "./answer.ts";
import type { Connection, Connections } from "./connections.ts";
import { createConnections } from "./connections.ts";
import type { Journal } from "./control/journal.ts";
import { createJournal, defaultJournalLength } from "./control/journal.ts";
import type { Metrics } from "./control/metrics.ts";
import { noMetrics } from "./control/metrics.ts";
import type { Door } from "./door.ts";
import { createDoor } from "./door.ts";
import type { LoginPage, LoginPageSettings } from "./login/page.ts";
import { createLoginPage } from "./login/page.ts";
import type { Asked, Forcing, ModeSwitch } from "./response/mode-switch.ts";
import { createModeSwitch } from "./response/mode-switch.ts";
import type { Replay } from "./response/replay.ts";
import { createReplay } from "./response/replay.ts";
import type { Slots } from "./slots.ts";
import { createSlots } from "./slots.ts";
import { Visit } from "./visit.ts";

export interface ServiceSettings {
  /** What `GET /?param=` may ask for. */
  readonly modes: Modes;
  /** What modes of the kind `recorded` play. */
  readonly recording?: Recording;
  /** Phases of the recording that any client is to meet, whatever it asks for. Default: clients ask for modes. */
  readonly replayed?: readonly Phase[];
  /** How many requests are served at once, a whole number from 1. Default: no limit. */
  readonly capacity?: number;
  readonly seed: number;
  readonly clock: Clock;
  readonly book: RequestBook;
  /** How many requests the journal keeps, a whole number from 1. Default 1000. */
  readonly journalLength?: number;
  /** Default: none are kept. */
  readonly metrics?: Metrics;
  /** Who may log in. Default: there is no login page. */
  readonly logins?: LoginPageSettings;
}

/** What a person sees who asks how the server is. */
interface ServiceState {
  readonly forced?: Forcing;
  readonly modes: Modes;
  /** Waits in progress. */
  readonly waiting: number;
  readonly queued: number;
  /** Requests answered since the start. */
  readonly served: number;
  readonly capacity?: number;
  readonly state: ModeState;
}

/** Everything the mock server does, below its routes. */
export interface Service {
  readonly modes: ModeSwitch;
  readonly journal: Journal;
  readonly book: RequestBook;
  readonly connections: Connections;
  readonly door: Door;
  readonly metrics: Metrics;
  /** Where any client meets the recording. */
  readonly replay: Replay | undefined;
  /** Where users log in. */
  readonly logins: LoginPage | undefined;
  /** Queues, waits and answers; returns at once, after the book was told. */
  serve(asked: Asked, connection: Connection, response: RawResponse): void;
  /** An attempt to log in was answered, which takes no time. */
  noteLogin(index: number, truth: Truth): void;
  state(): ServiceState;
  /** Forgets what was served, what was forced and the journal. */
  reset(): void;
}

export function createService(settings: ServiceSettings): Service {
  const { clock, book, capacity = Infinity, journalLength = defaultJournalLength } = settings;
  const { metrics = noMetrics } = settings;
  const modes = createModeSwitch(settings.modes, settings.seed, settings.recording);
  const journal = createJournal(journalLength);
  const slots = createSlots<Visit>(capacity);
  const door = createDoor(clock);
  const connections = createConnections(door.isShut);
  const targets = { replay: replayIn(settings), logins: loginPageIn(settings) };
  let served = 0;
  const answered = (): void => {
    served += 1;
  };
  const hasQueue = settings.capacity !== undefined;
  const shared = { book, modes, journal, connections, door, metrics };
  const premises = { ...shared, clock, slots, hasQueue, answered };

  return {
    ...shared,
    ...targets,
    serve: (asked, connection, response) => {
      slots.enter(new Visit(premises, asked, connection, response));
      book.taken(asked.index);
    },
    noteLogin: (index, truth) => {
      answered();
      journal.add({ index, ...truth, atMs: clock.nowMs(), delayMs: 0, waitedMs: 0, outcome: "answered" });
    },
    state: () => ({ ...stateOf(settings, modes), ...waitingIn(slots), served }),
    reset: () => {
      modes.reset();
      journal.clear();
      targets.replay?.reset();
      targets.logins?.reset();
    },
  };
}

function loginPageIn({ logins, seed, clock }: ServiceSettings): LoginPage | undefined {
  return logins === undefined ? undefined : createLoginPage(logins, seed, clock);
}

function replayIn({ recording, replayed, clock }: ServiceSettings): Replay | undefined {
  return recording === undefined || replayed === undefined
    ? undefined
    : createReplay({ recording, phases: replayed, clock });
}

function waitingIn(slots: Slots<Visit>): Pick<ServiceState, "waiting" | "queued"> {
  return { waiting: slots.inService(), queued: slots.queued() };
}

function stateOf(
  { modes, capacity }: ServiceSettings,
  modeSwitch: ModeSwitch,
): Omit<ServiceState, "waiting" | "queued" | "served"> {
  const limit = capacity === undefined ? {} : { capacity };
  return { ...forcedIn(modeSwitch), modes, ...limit, state: modeSwitch.state() };
}

function forcedIn(modes: ModeSwitch): Pick<ServiceState, "forced"> {
  const forced = modes.forced();
  return forced === undefined ? {} : { forced };
}
