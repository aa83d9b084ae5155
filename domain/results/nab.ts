/** The application profiles of the Numenta Anomaly Benchmark (NAB), in display order. */
export const nabProfiles = ["standard", "reward_low_FP_rate", "reward_low_FN_rate"] as const;

export type NabProfile = (typeof nabProfiles)[number];

/** What a threshold brings on the files of a corpus, by one profile. */
export interface NabResult {
  /** Rows with this anomaly score or a higher one alert. */
  readonly threshold: number;
  /** The best alert of each window, less the windows that are missed and the false alarms. */
  readonly raw: number;
  /** 0: as without any alert. 100: an alert on the first row of every window, and no other. */
  readonly normalized: number;
  /** Windows with an alert. */
  readonly noticed: number;
  /** Rows that alert outside of windows. */
  readonly falseAlarms: number;
}

/** One file at the threshold that is best on the whole corpus by the standard profile. */
export interface NabFileResult extends Pick<NabResult, "raw" | "noticed" | "falseAlarms"> {
  /** Below the folder of data: `realAWSCloudWatch/ec2_cpu_utilization_24ae8d.csv`. */
  readonly file: string;
  readonly rows: number;
  /** First rows that are not judged. */
  readonly probationRows: number;
  readonly windows: number;
}

/** A detector on a NAB corpus. */
export interface NabDetectorResult {
  /** As `--detector` takes it. */
  readonly detector: string;
  /** Each with a threshold of its own, which is the best one on these files. */
  readonly profiles: Readonly<Record<NabProfile, NabResult>>;
  readonly files: readonly NabFileResult[];
}

/** Detectors on the files of a NAB folder. */
export interface NabStudy {
  readonly files: number;
  readonly windows: number;
  readonly rows: number;
  /** Files that have labels but no data; they are left out. */
  readonly withoutData: number;
  /** In the order of the command line. */
  readonly detectors: readonly NabDetectorResult[];
}
