import type { FileChangeKind } from "../../../domain/audit/observation.ts";
import type { BoundedCount, Origin } from "../../traffic/explored.ts";
import type { TimeBars } from "../../traffic/hour-bars.ts";

/** What a row can tell. */
export const deedKinds = ["command", "file"] as const;

export type DeedKind = (typeof deedKinds)[number];

/** All alerts about one user. */
export interface UserRow {
  /** As the log has it, not to be trusted; `undefined` for alerts that name no user. */
  readonly user: string | undefined;
  readonly alerts: number;
  /** By kind, for each hour of the day (UTC), from 0 to 23. */
  readonly byHour: Readonly<Record<DeedKind, readonly number[]>>;
  /** The hours of the day with an alert of an intrusion, by kind. */
  readonly attackHours: Readonly<Record<DeedKind, ReadonlySet<number>>>;
  readonly hosts: BoundedCount;
  readonly firstMs: number;
  readonly lastMs: number;
  /** `attack` when any of the alerts is of an intrusion. */
  readonly origin: Origin;
}

/** Alerts of one user that say the same, but for numbers and the names of files, with one of them. */
export interface RareDeed {
  readonly kind: DeedKind;
  /** `sudo cat /etc` for commands, the folder for files; numbers are `#`. Not to be trusted. */
  readonly what: string;
  /** The first alert, or the first of an intrusion. Its line is not to be trusted. */
  readonly atMs: number;
  readonly host: string;
  readonly user: string | undefined;
  readonly line: string;
  readonly origin: Origin;
  readonly incident: string | undefined;
  readonly count: number;
  /** The same by other users. */
  readonly byOthers: number;
  /** All of this kind by this user. */
  readonly ofUser: number;
  /** The hour of the day in which alone the user did this and anything else; `undefined` if there are others. */
  readonly onlyHour: number | undefined;
}

/** What there is to see in a log of host audits with at least one alert. */
export interface Exploration {
  readonly alerts: number;
  readonly commands: number;
  readonly changes: Readonly<Record<FileChangeKind, number>>;
  /** Alerts about neither. */
  readonly others: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Whether the log says what was an intrusion. */
  readonly truth: "known" | "unknown";
  /** Alerts of intrusions. */
  readonly attackAlerts: number;
  readonly hosts: BoundedCount;
  readonly users: BoundedCount;
  /** Distinct lines. */
  readonly commandLines: BoundedCount;
  readonly paths: BoundedCount;
  /** Commands, files, other alerts, then those of intrusions, which are in no other layer. */
  readonly bars: TimeBars;
  /** Most alerts first. */
  readonly rows: readonly UserRow[];
  /** The rarest first. */
  readonly rarest: readonly RareDeed[];
  /** Sentences about what is not exact. */
  readonly notes: readonly string[];
}
