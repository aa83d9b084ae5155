/** Somebody comes and does one thing after another, until the server's answer ends it or nothing is left to do. */
export interface Visit<Act> {
  /** Of its first act, from the scenario's first instant. */
  readonly offsetMs: number;
  /** From one act to the next. */
  readonly gapMs: number;
  /** At least one. */
  readonly acts: readonly Act[];
}

/** One act before it is done: what it is, who does it, when, and why. */
export type PlannedAct<Act> = Act & {
  /** From 0, in order of time. An act that turns out not to be needed keeps its own. */
  readonly index: number;
  /** From the scenario's first instant, to the microsecond; no two are equal. */
  readonly offsetMs: number;
  /** Acts of one visit follow each other, and none comes after the one whose answer ends the visit. */
  readonly visit: number;
  /** How many the visit has after this one, if it goes on; 0 for its last. */
  readonly actsLeft: number;
  /** The kind of traffic; `normal` for honest actors. */
  readonly mode: string;
  /** Id of the incident it belongs to, as `spray-1`. */
  readonly incident?: string;
};

type Place = Pick<PlannedAct<unknown>, "visit" | "actsLeft">;

/** Which visits under way have ended before their last act. */
export class EndedVisits {
  private readonly ended = new Set<number>();

  /** This act's answer ends its visit. */
  end({ visit, actsLeft }: Place): void {
    if (actsLeft > 0) this.ended.add(visit);
  }

  /** Whether an act comes too late. */
  has({ visit }: Place): boolean {
    return this.ended.has(visit);
  }

  /** Forgets a visit once its last act has come. */
  pass({ visit, actsLeft }: Place): void {
    if (actsLeft === 0) this.ended.delete(visit);
  }
}
