/** What `--format` takes. */
export const importFormatNames = [
  "nginx",
  "apache",
  "quoted",
  "json",
  "k6",
  "har",
  "csv",
  "ndjson",
  "original",
] as const;

export type ImportFormatName = (typeof importFormatNames)[number];

/** What a log may hold about a request beside its times and its end; nothing of it is kept unless it is asked for. */
export const keepable = ["method", "path", "query", "address", "user-agent", "cookie"] as const;

export type Keepable = (typeof keepable)[number];

export const timeUnits = ["s", "ms", "us", "ns"] as const;

/** Of a response time. */
export type TimeUnit = (typeof timeUnits)[number];
