import { FiredrillError, reasonOf } from "../../domain/error.ts";

/** Matches lines such as the original's `ERROR: Detact anomaly!! Now date: 12:34:56.789`. */
export const defaultAlertPattern = /\b(?<severity>WARNING|ERROR)\b/;

const groups = new Set(["severity", "at", "subject"]);

/**
 * Reads the regular expression of `--alert-pattern`, without slashes and flags.
 * @throws FiredrillError BAD_ALERT_PATTERN when it is invalid, has no named group, or has an unknown one
 */
export function parseAlertPattern(text: string): RegExp {
  const pattern = compiled(text);
  const named = groupNames(pattern);
  if (named.length === 0) throw badAlertPattern(text, "it has no named group");
  const unknown = named.filter((name) => !groups.has(name));
  if (unknown.length > 0) throw badAlertPattern(text, `unknown group ${unknown.join(", ")}`);
  return pattern;
}

function compiled(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw badAlertPattern(text, `it is not a regular expression (${reason})`, { cause });
  }
}

/** Adds an empty alternative, so that the pattern matches and the match lists all groups. */
function groupNames({ source }: RegExp): readonly string[] {
  return Object.keys(new RegExp(`${source}|`).exec("")?.groups ?? {});
}

function badAlertPattern(text: string, why: string, options?: ErrorOptions): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_ALERT_PATTERN",
    `Invalid alert pattern ${JSON.stringify(text)}: ${why}.`,
    String.raw`Use at least one of the groups severity, at and subject, as in "(?<severity>WARN|CRIT) row (?<at>\d+)".`,
    options,
  );
}
