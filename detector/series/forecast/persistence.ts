import { defineDetector } from "../../../domain/detector.ts";
import { signalOption } from "../signal.ts";
import type { Forecaster } from "./forecaster.ts";
import { forecastDetector, forecastOptions, forecastTraining } from "./forecaster.ts";

const name = "persistence";

/** The yardstick of forecasters: expects the last value again. It notices a jump on its first row, and nothing slower. */
export const persistence = defineDetector({
  name,
  summary: "Alerts when a value is too far from the value before it.",
  reads: { signals: [], madeFor: "continuous", studied: "when named" },
  options: { ...forecastOptions, ...signalOption },
  create: (values, log) => forecastDetector(name, values, log, new Persistence()),
  train: (values, log) => forecastTraining(name, values, log, new Persistence()),
});

/** Forecasts the last value. */
export class Persistence implements Forecaster {
  private last: number | undefined;

  predict(): number | undefined {
    return this.last;
  }

  observe(value: number): void {
    this.last = value;
  }
}
