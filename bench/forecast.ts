import { formatModel, trainDetector } from "../detector/model.ts";
import { lstm, lstmForecaster } from "../detector/series/forecast/lstm.ts";
import { cpuRows } from "../test/detector/series/series-rows.ts";
import type { Row, Section } from "./section.ts";

const sizes = [
  { hidden: 16, samples: 600 },
  { hidden: 16, samples: 4000 },
  { hidden: 32, samples: 600 },
] as const;
const forecasts = 4000;

/** Learning and forecasting with the detector `lstm`. */
export const forecastSpeed: Section = {
  name: "forecast",
  summary:
    "The detector lstm with its window of 80 values on a daily rhythm. Times are of one core. Aim with 16 units a layer: 60 s to learn " +
    "4,000 samples, 0.5 ms for a forecast.",
  runs: "when asked",
  run: () => Promise.resolve(sizes.map(figuresOf)),
};

function figuresOf({ hidden, samples }: (typeof sizes)[number]): Row {
  const values = Array.from(
    { length: samples },
    (_, at) => 40 + 10 * Math.sin(at / 46) + ((at * 7919) % 101) / 20,
  );
  const model = timed(() => trainDetector(lstm, cpuRows(values), { hidden }));
  const forecaster = lstmForecaster(model.result);
  for (const value of values.slice(0, 100)) forecaster.observe(value);
  const judged = timed(() => {
    for (let at = 0; at < forecasts; at += 1) {
      forecaster.predict();
      forecaster.observe(values[at % samples] ?? 0);
    }
  });
  return {
    hidden,
    samples,
    "s to learn": model.seconds,
    "ms a forecast": (judged.seconds * 1000) / forecasts,
    "bytes of the model": formatModel(model.result).length,
  };
}

function timed<Result>(work: () => Result): { readonly result: Result; readonly seconds: number } {
  const fromMicros = process.cpuUsage().user;
  const result = work();
  return { result, seconds: (process.cpuUsage().user - fromMicros) / 1e6 };
}
