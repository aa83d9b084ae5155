/** A kind of subject by which a log is scored: each in the log was alerted or not, and should have been or not. */
interface SubjectKind<Row> {
  /** As subjects spell it: `ip`. */
  readonly kind: string;
  /** The row's subject of that kind. @returns undefined for a row without one */
  readonly nameOf: (row: Row) => string | undefined;
}

/** Takes rows one by one, in order, and keeps what is drawn of them. */
interface PictureCollector<Row, Picture> {
  readonly add: (row: Row) => void;
  /** Of the rows so far. */
  readonly finish: () => Picture;
}

/** How fast an incident can be noticed at all, or why that is not known. */
export type ScenarioFloor =
  | {
      readonly kind: "floor";
      /** Affected observations on average, the first one counted. */
      readonly delay: number;
      /** Standard error of a simulation; 0 where the floor is exact. */
      readonly error: number;
      /** The change comes as the rule begins. */
      readonly state: "zero";
    }
  | { readonly kind: "none"; readonly reason: string };

/** What a log source brings to scoring. It knows no list of sources; `sources.ts` is the list. */
export interface ScoreKit<Row, Scenario, Picture> {
  /** Empty where a detector is judged by when it alerted alone. */
  readonly subjects: readonly SubjectKind<Row>[];
  readonly pictureCollector: () => PictureCollector<Row, Picture>;
  /**
   * The least mean delay that any rule can have that knows the scenario's laws.
   * @param incident - its kind
   * @param arl0 - healthy observations to a false alarm, above 1
   */
  readonly floorOf: (scenario: Scenario, incident: string, arl0: number) => ScenarioFloor;
}
