/** A sequence of acts by one visitor, until the server's answer ends it or no act is left. */
export interface Visit<Act> {
  /** When its first act is due, from the scenario's first instant. */
  readonly offsetMs: number;
  /** Time from one act to the next; a list has one entry for each act but the last. */
  readonly gapMs: number | readonly number[];
  /** At least one. */
  readonly acts: readonly Act[];
}

/** One act before it is done. */
export type PlannedAct<Act> = Act & {
  /** From 0, in order of time. Skipped acts keep their index. */
  readonly index: number;
  /** From the scenario's first instant, rounded to the microsecond; unique. */
  readonly offsetMs: number;
  /** The number of its visit. Acts of one visit are sequential and stop once an answer ends the visit. */
  readonly visit: number;
  /** How many acts of the visit follow, if it goes on; 0 for the last. */
  readonly actsLeft: number;
  /** The kind of traffic; `normal` for honest actors. */
  readonly mode: string;
  /** Id of its incident, such as `spray-1`. */
  readonly incident?: string;
};

type Place = Pick<PlannedAct<unknown>, "visit" | "actsLeft">;

/** The open visits that ended before their last act. */
export class EndedVisits {
  private readonly ended = new Set<number>();

  /** Marks the visit of this act as ended. */
  end({ visit, actsLeft }: Place): void {
    if (actsLeft > 0) this.ended.add(visit);
  }

  /** True when the visit has already ended. */
  has({ visit }: Place): boolean {
    return this.ended.has(visit);
  }

  /** Forgets a visit after its last act. */
  pass({ visit, actsLeft }: Place): void {
    if (actsLeft === 0) this.ended.delete(visit);
  }
}
