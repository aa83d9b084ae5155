import type { DetectorDefinition } from "../../domain/detector.ts";
import { defineDetector } from "../../domain/detector.ts";
import { forecastDetector, forecastOptions } from "../series/forecast/forecaster.ts";
import type { Forecaster } from "../series/forecast/forecaster.ts";
import { NewestWindow } from "../series/knn.ts";
import { signalOption } from "../series/signal.ts";

const { model: _, ...options } = forecastOptions;

/**
 * A forecaster of the user's own. Its healthy errors are learned from the first rows that have a forecast.
 * @param window - values that it takes, the newest last
 * @param forecast - the next value
 */
export function onnxDetector(window: number, forecast: (values: Float64Array) => number): DetectorDefinition {
  return defineDetector({
    name: "onnx",
    summary: "Alerts when a value is too far from the forecast of a model of your own.",
    reads: { signals: [], madeFor: "continuous", studied: "when named" },
    options: {
      ...options,
      model: { kind: "text", default: "", describe: "ONNX file: a window of values in, the next value out" },
      window: {
        kind: "count",
        default: 80,
        min: 1,
        max: 10_000,
        unit: "rows",
        describe: "values that the model takes, where its file leaves that open",
      },
      ...signalOption,
    },
    create: (values, log) =>
      forecastDetector("onnx", { ...values, model: "" }, log, new WindowForecaster(window, forecast)),
  });
}

class WindowForecaster implements Forecaster {
  private readonly window: number;
  private readonly forecast: (values: Float64Array) => number;
  private readonly newest: NewestWindow;
  private seen = 0;

  constructor(window: number, forecast: (values: Float64Array) => number) {
    this.window = window;
    this.forecast = forecast;
    this.newest = new NewestWindow(window);
  }

  predict(): number | undefined {
    const { window, newest } = this;
    if (this.seen < window) return undefined;
    return this.forecast(newest.values.subarray(newest.from(), newest.from() + window));
  }

  observe(value: number): void {
    this.newest.push(value);
    this.seen += 1;
  }
}
