/** What decides a drill, as it was asked for. */
export interface DrillRequest {
  readonly scenario: string;
  readonly seed: number;
  readonly clock: string;
  readonly detectors: readonly string[];
  readonly settings: readonly string[];
  readonly within?: string;
  readonly severity?: string;
  readonly logFormat: string;
}

/** The command that plays exactly this drill again, ready for a POSIX shell; defaults are left out. */
export function replayCommand(request: DrillRequest): string {
  const { scenario, seed, clock, detectors, settings, within, severity, logFormat } = request;
  const words = [
    "npx firedrill run",
    shellWord(scenario),
    ...option("clock", clock === "virtual" ? undefined : clock),
    ...option("seed", String(seed)),
    ...settings.flatMap((setting) => option("set", setting)),
    ...detectors.flatMap((detector) => option("detector", detector)),
    ...option("within", within),
    ...option("severity", severity),
    ...option("log-format", logFormat === "csv" ? undefined : logFormat),
  ];
  return words.join(" ");
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}`, shellWord(value)];
}

/** As a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
