import { FiredrillError, reasonOf } from "../../domain/error.ts";

/** The words of a monitoring script's line, as in the original's `ERROR: Detact anomaly!! Now date: 12:34:56.789`. */
export const defaultAlertPattern = /\b(?<severity>WARNING|ERROR)\b/;

const groups = new Set(["severity", "at", "subject"]);

/**
 * Reads a regular expression as `--alert-pattern` takes it: without slashes and flags.
 * @throws FiredrillError BAD_ALERT_PATTERN when it is none, has none of the named groups, or others
 */
export function parseAlertPattern(text: string): RegExp {
  const pattern = compiled(text);
  const named = groupNames(pattern);
  if (named.length === 0) throw badAlertPattern(text, "has no named group");
  const unknown = named.filter((name) => !groups.has(name));
  if (unknown.length > 0) throw badAlertPattern(text, `has a group named ${unknown.join(", ")}`);
  return pattern;
}

function compiled(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw badAlertPattern(text, `is no regular expression (${reason})`, { cause });
  }
}

/** With an empty alternative it matches anything, and a match lists all the groups. */
function groupNames({ source }: RegExp): readonly string[] {
  return Object.keys(new RegExp(`${source}|`).exec("")?.groups ?? {});
}

function badAlertPattern(text: string, what: string, options?: ErrorOptions): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_ALERT_PATTERN",
    `The alert pattern ${JSON.stringify(text)} ${what}.`,
    String.raw`It takes at least one of the named groups severity, at and subject: "(?<severity>WARN|CRIT) row (?<at>\d+)".`,
    options,
  );
}
