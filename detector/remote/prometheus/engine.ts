import { plural } from "../../../domain/text/printable.ts";
import type { RemoteAlert, RemoteDetector } from "../../../domain/remote-detector.ts";

/** What evaluates the rules in a drill. */
export interface Engine extends Pick<RemoteDetector, "observe" | "stop"> {
  readonly notes: () => readonly string[];
  readonly explain: NonNullable<RemoteDetector["explain"]>;
}

const mostNotes = 5;

/** Names the alerts that fired, with their labels, one note each, first come first. */
export function firedNotes(
  alerts: readonly Pick<RemoteAlert, "key" | "state" | "evidence">[],
): readonly string[] {
  const firings = new Map<string, string>();
  for (const { key = "", state, evidence = "" } of alerts)
    if (state === "firing" && !firings.has(key)) firings.set(key, evidence);
  const notes = [...firings].map(([key, evidence]) =>
    evidence === "" || key.startsWith(evidence) ? `Alert ${key} fired.` : `Alert ${key} fired: ${evidence}.`,
  );
  const more = notes.length - mostNotes;
  return more > 0 ? [...notes.slice(0, mostNotes), `${plural(more, "more alert")} fired.`] : notes;
}
