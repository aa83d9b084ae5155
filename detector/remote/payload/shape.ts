import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { SaidSeverity, SaidState, SeverityWords } from "./words.ts";

/** What a body said, once it is known which kind of body it is. */
export type PayloadReading =
  /** May be none: some notices are about nothing that begins or ends. */
  | { readonly kind: "alerts"; readonly alerts: readonly RemoteAlert[] }
  /** One phrase for each field that cannot be. */
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** What a reader may know beside the body. */
export interface ReadingContext {
  /** The user's own words for severities. */
  readonly severities: SeverityWords;
  /** Unix milliseconds of the wall clock, for bodies that give the instant at which an alert ends. */
  readonly wallMs: number | undefined;
}

/** One kind of body that the webhook takes. */
export interface PayloadShape {
  /** What it is and how it looks, for a person who sent something else. */
  readonly usage: string;
  /** @returns undefined when the value is not of this kind at all */
  readonly read: (value: unknown, context: ReadingContext) => PayloadReading | undefined;
}

/** Everything that a body can say about one alert. */
interface AlertWords {
  readonly severity: SaidSeverity;
  readonly state: SaidState;
  readonly key: string | undefined;
  readonly subject: string | undefined;
  readonly evidence: string | undefined;
}

/** Longer texts are cut: each alert becomes one line of a log. */
const longestText = 1000;

/** The alert that these words make, if any: what is `undefined` is left out, and severity `none` opens nothing. */
export function remoteAlerts({
  severity,
  state,
  key,
  subject,
  evidence,
}: AlertWords): readonly RemoteAlert[] {
  if (severity === "none" || state === "nothing") return [];
  return [
    {
      severity,
      state,
      ...(key === undefined ? {} : { key: clipped(key) }),
      ...(subject === undefined ? {} : { subject: clipped(subject) }),
      ...(evidence === undefined ? {} : { evidence: clipped(evidence) }),
    },
  ];
}

export function clipped(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
