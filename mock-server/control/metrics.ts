/** What requests told of themselves, in the text format of Prometheus. */
interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Counts requests from arrival to end, the queue included. */
export interface Metrics {
  readonly began: () => void;
  /** @param tookMs - on the server's clock */
  readonly answered: (status: number, tookMs: number) => void;
  /** It ended without an answer: its client went away, or the server cut it. */
  readonly unanswered: () => void;
  readonly exposition: () => Promise<Exposition>;
}

const nothing = (): void => undefined;

/** Counts nothing: on the virtual clock nobody scrapes. */
export const noMetrics: Metrics = {
  began: nothing,
  answered: nothing,
  unanswered: nothing,
  exposition: async () => ({ contentType: "text/plain", text: "" }),
};
