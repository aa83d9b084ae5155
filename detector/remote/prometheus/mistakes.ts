import { FiredrillError } from "../../../domain/error.ts";
import { didYouMean } from "../../../domain/text/nearest-name.ts";

/** What a person can do wrong with Prometheus' rules, and what can be wrong with Prometheus itself. */
export const mistake = {
  noRules: (): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_RULES",
      "The detector prometheus was given no rules.",
      "Name a file of alerting rules: --detector prometheus:rules=alerts.yml.",
    ),
  badRules: (path: string, why: string, options?: ErrorOptions): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_RULES",
      `The rules in ${path} cannot be used: ${why}.`,
      `"promtool check rules ${path}" finds most mistakes in rules.`,
      options,
    ),
  unknownAlert: (path: string, asked: string, known: readonly string[]): FiredrillError =>
    new FiredrillError(
      "usage",
      "UNKNOWN_ALERT",
      `There is no alert called "${asked}" in ${path}.`,
      `${didYouMean(asked, known)}Alerts there: ${known.join(", ")}.`,
    ),
  badDuration: (option: string, given: string): FiredrillError =>
    new FiredrillError(
      "usage",
      "BAD_OPTION",
      `prometheus: ${option} is "${given}".`,
      `${option} takes a duration as Prometheus writes it: 15s, 500ms, 1m30s.`,
    ),
  needsRealTime: (factor: number): FiredrillError =>
    new FiredrillError(
      "usage",
      "PROMETHEUS_NEEDS_REAL_TIME",
      `Prometheus runs in wall time and cannot keep up with a clock that is ${factor} times as fast.`,
      "Use --clock virtual, where promtool evaluates the rules, or --clock real.",
    ),
  engineMissing: (program: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ENGINE_MISSING",
      `The program "${program}" is not on the PATH.`,
      "Install the package prometheus (Debian, Ubuntu, Homebrew), or unpack a release of prometheus.io on the PATH.",
    ),
  engineFailed: (program: string, what: string, lastWords: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ENGINE_FAILED",
      `${program} ${what}${lastWords === "" ? ", and said nothing" : `; its last words:\n${lastWords}`}`,
      "If the words above do not say what to do, try the program by hand with the same rules.",
    ),
};
