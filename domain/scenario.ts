import type { Severity } from "./alert.ts";
import type { Traffic } from "./login/traffic.ts";
import type { Modes } from "./response/mode.ts";
import type { Noise } from "./response/noise.ts";
import type { Recording } from "./response/recording.ts";
import { hourMs } from "./time/calendar.ts";
import { epochMs } from "./time/clock.ts";
import { parseInstant } from "./time/instant.ts";

/** When requests leave. */
export type Pacing =
  /** One request in flight; the next leaves `waitMs` after the answer to the one before. */
  | { readonly kind: "closed"; readonly waitMs: number }
  /** Evenly spaced on one absolute schedule, whatever the answers do. */
  | { readonly kind: "constant"; readonly ratePerSecond: number }
  /** Independent arrivals at a mean rate, on one absolute schedule. */
  | { readonly kind: "poisson"; readonly ratePerSecond: number }
  /** At the instants of the scenario's recording, whatever the answers do. */
  | { readonly kind: "recorded" };

interface PhaseBase {
  /** A name in the scenario's `modes`. */
  readonly mode: string;
  /** `false`: nothing is wrong although the mode is not `normal` (a deploy is slow and yet nobody should be woken). */
  readonly incident?: boolean;
}

/** A stretch of requests that meet one mode. */
export interface RequestsPhase extends PhaseBase {
  /** How many requests, at least 1. */
  readonly requests: number;
  /** Which part of them meets the mode, drawn one by one; the others are `normal` and affected by nothing. Default 1. */
  readonly share?: number;
  /** Where requests are paced by a rate: that of this phase. Default: the pacing's. */
  readonly ratePerSecond?: number;
}

/** A stretch of time in which nothing is sent; its mode is of the kind `silence`. A phase with requests comes after it. */
interface SilentPhase extends PhaseBase {
  readonly forMs: number;
}

export type Phase = RequestsPhase | SilentPhase;

/** How soon: a count of affected observations (`10`), or a time from the switch (`"3s"`, `"250ms"`). */
export type Within = number | string;

export type OptionValue = number | string;

/** What one detector must do in this scenario. */
export interface Expectation {
  readonly detector: string;
  /** Laid over the detector's defaults. */
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly severity: Severity;
  readonly within: Within;
  /** Limits the line to incidents of this kind. */
  readonly incident?: string;
  /** `missed` pins a known limit: the line holds when the incident goes unnoticed. Default `detected`. */
  readonly outcome?: "detected" | "missed";
  /** Episodes. Default 0. */
  readonly falseAlarmsAtMost?: number;
}

interface ScenarioBase {
  /** Lower-case words and dashes. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly expect: readonly Expectation[];
}

/** A scenario whose log is one of response times. */
export interface ResponseScenario extends ScenarioBase {
  readonly source: "response";
  readonly modes: Modes;
  readonly phases: readonly Phase[];
  readonly pacing: Pacing;
  /** What modes and pacing of the kind `recorded` play; it has at least as many requests as the phases. */
  readonly recording?: Recording;
  /** The client gives a request up after this long. Default 20 000. */
  readonly timeoutMs?: number;
  /** A request unanswered for this long is written as a row of its own, once, before the row of its end. Default: never. */
  readonly openAfterMs?: number;
  /** How many requests the server works on at once; the rest queue, first come first served. Default: no limit. */
  readonly capacity?: number;
  /** Virtual clock only. Default: lognormal, median 3.5 ms, sigma 0.6; none where there is a recording. */
  readonly noise?: Noise;
  /** First instant on the virtual clock, ISO 8601 in UTC. Default 2020-01-01T00:00:00Z. */
  readonly startsAt?: string;
}

/** A scenario whose log is one of attempts to log in. Honest users come and go all the time, by hour and weekday. */
export interface LoginScenario extends ScenarioBase {
  readonly source: "login";
  /** How long it lasts, a whole number of hours from 1. */
  readonly hours: number;
  /** How many users there are, from 10. Default 133. */
  readonly users?: number;
  /** What happens beside the honest users; each entry after its own onset. */
  readonly traffic: readonly Traffic[];
  /** A log without an attack that ends where this one begins, for detectors that must learn first. */
  readonly past?: { readonly hours: number };
  /** First instant, ISO 8601 in UTC, on a full hour. Default 2020-01-01T00:00:00Z. */
  readonly startsAt?: string;
}

/** Data that a newcomer can read aloud: what happens to whom, and who must notice. */
export type Scenario = ResponseScenario | LoginScenario;

export const defaultUserCount = 133;

export const defaultTimeoutMs = 20_000;

/** Requests in all phases together. */
export function requestCount({ phases }: Pick<ResponseScenario, "phases">): number {
  return phases.reduce((sum, phase) => sum + requestsIn(phase), 0);
}

/** 0 in a silence. */
export function requestsIn(phase: Phase): number {
  return "requests" in phase ? phase.requests : 0;
}

/** The modes that requests of the scenario can meet at the server; logins meet none. */
export function modesOf(scenario: Scenario): Modes {
  switch (scenario.source) {
    case "response":
      return scenario.modes;
    case "login":
      return {};
  }
}

/**
 * First instant of a scenario on the virtual clock, Unix ms; of one of logins on every clock, for hours and weekdays matter
 * there. 2020-01-01T00:00:00Z where it names none that can be read.
 */
export function firstInstantMs({ startsAt }: { readonly startsAt?: string }): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}

/**
 * When a scenario is over in its own time: one of logins at the end of its last hour, for an hour without attempts is an hour
 * all the same; one of responses with its last row.
 */
export function lastInstantMs(scenario: Scenario, lastRowMs: number): number {
  switch (scenario.source) {
    case "response":
      return lastRowMs;
    case "login":
      return firstInstantMs(scenario) + scenario.hours * hourMs;
  }
}
