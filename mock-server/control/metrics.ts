/** Metrics in the Prometheus text format. */
interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Counts requests from arrival to end, including the queue. */
export interface Metrics {
  readonly began: () => void;
  /** @param tookMs - on the server's clock */
  readonly answered: (status: number, tookMs: number) => void;
  /** The request ended without an answer: the client left, or the server cut it. */
  readonly unanswered: () => void;
  readonly exposition: () => Promise<Exposition>;
}

const nothing = (): void => undefined;

/** Counts nothing; for the virtual clock, on which no scraper runs. */
export const noMetrics: Metrics = {
  began: nothing,
  answered: nothing,
  unanswered: nothing,
  exposition: async () => ({ contentType: "text/plain", text: "" }),
};
