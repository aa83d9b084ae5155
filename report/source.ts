import type { DrillDocument } from "../domain/results/document.ts";
import type { Activity, Series, Tally } from "../domain/results/picture.ts";
import type { DetectorTrace, HarmlessStretch, KeyedIncident } from "../domain/results/trace.ts";
import type { Paint } from "./text/paint.ts";

/** What stands below a picture in text, whatever it is of, and how it is to be drawn. */
export interface TimelineFrame {
  readonly incidents: readonly KeyedIncident[];
  readonly harmless: readonly HarmlessStretch[];
  readonly detectors: readonly DetectorTrace[];
  /** Of the detectors, in order. */
  readonly names: readonly string[];
  /** Characters of a line. */
  readonly width: number;
  readonly paint: Paint;
}

/** Rows from one index to another, both included. */
export interface Stretch {
  readonly fromIndex: number;
  readonly toIndex: number;
}

/** What is shown of a log while it grows, on part of a line. */
export interface LiveLine<Row> {
  /** @param incident - that the row belongs to */
  readonly add: (row: Row, incident?: string) => void;
  /** At most `width` characters; empty before the first row. */
  readonly text: (width: number) => string;
  /** The same width: a mark below every character that shows rows of an incident; empty without any. */
  readonly band: (width: number) => string;
}

/** What is drawn of a log in a report with pictures. */
export type PictureChart =
  /** Values over time. */
  | {
      readonly kind: "line";
      readonly title: string;
      /** `ms`, `%`, `B`, or what is printed after a number. */
      readonly unit: string;
      /** The name is empty where there is one line. */
      readonly lines: readonly { readonly name: string; readonly series: Series }[];
    }
  /** Rows over time. */
  | {
      readonly kind: "counts";
      readonly title: string;
      /** In plural. */
      readonly rows: string;
      /** In plural; absent where no row can fail. */
      readonly failures?: string;
      readonly activity: Activity;
    }
  /** Rows by name. */
  | {
      readonly kind: "names";
      readonly title: string;
      readonly rows: string;
      readonly failures?: string;
      /** The kind of subject that the names are; absent where no alert names them. */
      readonly subject?: string;
      readonly tally: Tally;
    };

/** How the log of a source is shown to a person. It knows no list of sources; `sources.ts` is the list. */
export interface ReportKit<Row, Picture> {
  /** What happened, the incidents and the alerts above one another; not asked for an empty picture. */
  readonly timeline: (picture: Picture, frame: TimelineFrame) => readonly string[];
  /** The same, of the rows of the stretch only; absent where the picture does not show single rows. */
  readonly closeUp?: (picture: Picture, stretch: Stretch, frame: TimelineFrame) => readonly string[];
  /** More about the rows of a stretch, in sentences. */
  readonly stretchNotes?: (picture: Picture, stretch: Stretch) => readonly string[];
  /** True where there is nothing to draw. */
  readonly isEmpty: (picture: Picture) => boolean;
  /** An instant as a sentence gives it: `04:13` since the log began, or its date. Not asked for an empty picture. */
  readonly whenText: (picture: Picture, atMs: number) => string;
  readonly liveLine: () => LiveLine<Row>;
  /** How instants are written in pictures. */
  readonly axis: DrillDocument["axis"];
  /** Where time is counted from, Unix milliseconds. Not asked for an empty picture. */
  readonly startMs: (picture: Picture) => number;
  /** The first is the one that a small picture shows. Not asked for an empty picture. */
  readonly charts: (picture: Picture) => readonly PictureChart[];
}
