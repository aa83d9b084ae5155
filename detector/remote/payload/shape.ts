import type { RemoteAlert } from "../../../domain/remote-detector.ts";

/** What a body said, once it is known which kind of body it is. */
export type PayloadReading =
  /** May be none: some notices are about nothing that begins or ends. */
  | { readonly kind: "alerts"; readonly alerts: readonly RemoteAlert[] }
  /** One phrase for each field that cannot be. */
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** One kind of body that the webhook takes. */
export interface PayloadShape {
  /** What it is and how it looks, for a person who sent something else. */
  readonly usage: string;
  /** @returns undefined when the value is not of this kind at all */
  readonly read: (value: unknown) => PayloadReading | undefined;
}

/** Everything that a body can say about one alert. */
interface AlertWords {
  readonly severity: RemoteAlert["severity"];
  readonly state: RemoteAlert["state"];
  readonly key: string | undefined;
  readonly subject: string | undefined;
  readonly evidence: string | undefined;
}

/** Longer texts are cut: each alert becomes one line of a log. */
const longestText = 1000;

/** The alert that these words make; what is `undefined` is left out. */
export function remoteAlert({ severity, state, key, subject, evidence }: AlertWords): RemoteAlert {
  return {
    severity,
    state,
    ...(key === undefined ? {} : { key: clipped(key) }),
    ...(subject === undefined ? {} : { subject: clipped(subject) }),
    ...(evidence === undefined ? {} : { evidence: clipped(evidence) }),
  };
}

function clipped(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
