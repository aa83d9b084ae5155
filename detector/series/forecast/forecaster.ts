import type { Detector, LogSetting, Training } from "../../../domain/detector.ts";
import type { LogSource, Observation } from "../../../domain/sources.ts";
import type { SeriesLog, SeriesValues } from "../series.ts";
import { SeriesDetector, seriesOptions, seriesTraining } from "../series.ts";
import { shewhartStatistic, shewhartThreshold } from "../shewhart.ts";
import { withUnit } from "../signal.ts";

/** Predicts the next value of a series from those before it. */
export interface Forecaster {
  /** The value to expect next, in the series' own unit; `undefined` while too few were seen. */
  readonly predict: () => number | undefined;
  /** The value that came. */
  readonly observe: (value: number) => void;
}

/** Errors are never negative, and their ranks are what counts: a forecaster has no scale. */
const { scale: _, ...others } = seriesOptions;

/** The options of every detector that forecasts the next value. */
export const forecastOptions = {
  ...others,
  arl0: {
    ...others.arl0,
    describe: "healthy rows per false alarm, on average, if errors are independent",
  },
} as const;

/** The values of `forecastOptions` and the signal. */
export type ForecastValues = Omit<SeriesValues, "scale">;

/** The scale on which a model of errors is learned. */
export const errorScale = "linear";

/**
 * Alerts when a value is farther from its forecast, above or below, than healthy values ever are. Each value is compared with the
 * forecast from the values before it, so that an alert is dated by the value that is wrong. Errors become normal scores by those in health, of the log's first
 * rows or of a model, and a score above the quantile of `arl0` is an alarm (Shewhart 1931).
 */
export function forecastDetector(
  name: string,
  values: ForecastValues,
  log: SeriesLog,
  forecaster: Forecaster,
): Detector<Observation> {
  const { unit } = log.signal(values.signal);
  const errors = new Errors(forecaster);
  return new SeriesDetector(
    name,
    { ...values, scale: errorScale },
    errorsIn(log, errors),
    (arl0) => ({ statistic: shewhartStatistic, threshold: shewhartThreshold(arl0) }),
    () => `${withUnit(shown(errors.value), unit)}, forecast ${withUnit(shown(errors.forecast), unit)}: `,
  );
}

/** Learns how large errors are in health. */
export function forecastTraining(
  name: string,
  { signal }: Pick<ForecastValues, "signal">,
  log: LogSetting<LogSource>,
  forecaster: Forecaster,
): Training {
  return seriesTraining(name, { scale: errorScale, signal }, errorsIn(log, new Errors(forecaster)));
}

/** Absolute errors of one forecaster. */
class Errors {
  value = 0;
  forecast = 0;
  private readonly forecaster: Forecaster;

  constructor(forecaster: Forecaster) {
    this.forecaster = forecaster;
  }

  /** @returns `undefined` while the forecaster has seen too little */
  next(value: number): number | undefined {
    const forecast = this.forecaster.predict();
    this.forecaster.observe(value);
    if (forecast === undefined) return undefined;
    this.value = value;
    this.forecast = forecast;
    return Math.abs(value - forecast);
  }
}

/** The log, whose signals are errors. Each row must be read once. */
function errorsIn<Log extends LogSetting<LogSource>>(log: Log, errors: Errors): Log {
  return {
    ...log,
    signal: (wanted) => {
      const chosen = log.signal(wanted);
      return {
        ...chosen,
        valueOf: (row) => {
          const value = chosen.valueOf(row);
          return value === undefined ? undefined : errors.next(value);
        },
      };
    },
  };
}

/** Four significant digits, without an exponent where a person expects none. */
function shown(value: number): string {
  return Math.abs(value) >= 1e4 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** The mean absolute error of forecasts, over all values that have one; 0 without any. */
export function meanAbsoluteError(forecaster: Forecaster, values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    const forecast = forecaster.predict();
    forecaster.observe(value);
    if (forecast === undefined) continue;
    sum += Math.abs(value - forecast);
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}
