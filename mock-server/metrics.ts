/** What requests told of themselves, in the text format of Prometheus. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Counts requests from arrival to end, the queue included. */
export interface Metrics {
  readonly began: () => void;
  /** @param tookMs - on the server's clock */
  readonly answered: (status: number, tookMs: number) => void;
  /** Its client went away before the answer. */
  readonly abandoned: () => void;
  readonly exposition: () => Promise<Exposition>;
}

const nothing = (): void => undefined;

/** Counts nothing: on the virtual clock nobody scrapes. */
export const noMetrics: Metrics = {
  began: nothing,
  answered: nothing,
  abandoned: nothing,
  exposition: async () => ({ contentType: "text/plain", text: "" }),
};
