import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { SeverityOrNone, StateOrNothing, SeverityWords } from "./words.ts";

/** The content of a body of a known kind. */
export type PayloadReading =
  /** Can be empty: some notices neither open nor end an episode. */
  | { readonly kind: "alerts"; readonly alerts: readonly RemoteAlert[] }
  /** One phrase per invalid field. */
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** What a reader can use besides the body. */
export interface ReadingContext {
  /** The user's words for severities. */
  readonly severities: SeverityWords;
  /** Wall time in Unix milliseconds, for alerts with an end time. */
  readonly wallMs: number | undefined;
}

/** One kind of body that the webhook accepts. */
export interface PayloadShape {
  /** Its name and form, for an error message. */
  readonly usage: string;
  /** @returns `undefined` when the value is not of this kind */
  readonly read: (value: unknown, context: ReadingContext) => PayloadReading | undefined;
}

/** The fields that any body can have for one alert. */
interface AlertWords {
  readonly severity: SeverityOrNone;
  readonly state: StateOrNothing;
  readonly key: string | undefined;
  readonly subject: string | undefined;
  readonly evidence: string | undefined;
}

/** Longer texts are cut, because each alert becomes one line of a log. */
const longestText = 1000;

/** One alert without its `undefined` fields, or none if the severity is `none` or the state `nothing`. */
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

export function mistaken(mistake: string): PayloadReading {
  return { kind: "mistakes", mistakes: [mistake] };
}

export function clipped(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
