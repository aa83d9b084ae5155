import type { DetectorModel, Training, TrainingEpoch } from "../../../domain/detector.ts";
import { defineDetector } from "../../../domain/detector.ts";
import { FiredrillError } from "../../../domain/error.ts";
import { plural } from "../../../domain/text/printable.ts";
import {
  badModel,
  fieldOf,
  fieldsOf,
  finiteNumber,
  listOf,
  numberAbove0,
  numberThat,
  shareOf1,
  wholeFrom1,
} from "../../model.ts";
import type { ModelCheck } from "../../model.ts";
import { Dense, Lstm } from "../../neural/layers.ts";
import type { StoredLayers } from "../../neural/network.ts";
import { layersCheck, restoreLayers, SequenceNetwork, storeLayers } from "../../neural/network.ts";
import { modelNeeded } from "../../traffic/model.ts";
import { NewestWindow } from "../knn.ts";
import type { HealthModel } from "../reference/model.ts";
import { checkedModel, defaultSignal, healthModel } from "../reference/model.ts";
import { seriesWindow, unitFor } from "../series.ts";
import { signalOption } from "../signal.ts";
import type { Forecaster } from "./forecaster.ts";
import { errorScale, forecastDetector, forecastOptions } from "./forecaster.ts";
import type { FrameScale } from "./frame.ts";
import { Frame } from "./frame.ts";
import { framedNetwork } from "./onnx.ts";
import type { NetworkSize } from "./training.ts";
import { trainSequence } from "./training.ts";

const name = "lstm";

const mostWindow = 1000;
const mostHidden = 256;
const { reference: _, ...options } = forecastOptions;

/**
 * Forecasts the next value by a network of two LSTM layers from the newest 80, as the process detector 0sdetector does. Unlike
 * that one's it is scaled, trained on healthy values of the series that it judges, and corrects
 * exponential smoothing instead of predicting raw values, on which the original became a constant; an alert is dated by the value that is wrong, not
 * by the one before it.
 */
export const lstm = defineDetector({
  name,
  summary: "Alerts when a value is too far from the forecast of a network that learned healthy values.",
  reads: { signals: [], madeFor: "continuous", studied: "when named" },
  windowSize: seriesWindow,
  options: {
    ...options,
    model: { kind: "text", default: "", describe: "file that firedrill train wrote" },
    window: {
      kind: "count",
      default: 80,
      min: 2,
      max: mostWindow,
      unit: "rows",
      describe: "values that the network sees; in training only",
    },
    hidden: {
      kind: "count",
      default: 16,
      min: 1,
      max: mostHidden,
      describe: "units of each layer; in training only",
    },
    ...signalOption,
  },
  create: (values, log) => {
    const { model } = log;
    if (model === undefined) throw modelNeeded(name);
    const { forecast } = checkedLstm(model, log.signal(values.signal).name);
    return forecastDetector(name, { ...values, reference: 0 }, log, new NetworkForecaster(forecast));
  },
  train: ({ window, hidden, signal }, log) => {
    const { name: watched, valueOf } = log.signal(signal);
    return lstmTraining(watched, valueOf, { window, hidden });
  },
  onnx: (model) => {
    const { forecast } = checkedLstm(model, signalIn(model));
    return framedNetwork(forecast, networkOf(forecast), forecast.window);
  },
});

/** A model of the errors of values that were kept back, and how to forecast. */
interface LstmModel extends HealthModel {
  readonly forecast: StoredForecast;
}

interface StoredForecast extends FrameScale {
  readonly window: number;
  /** Number of values that the network learned. */
  readonly learned: number;
  readonly network: StoredLayers;
  /** The mean absolute error of each pass, in spreads: of values as they were learned, and of values that were kept back. */
  readonly losses: readonly TrainingEpoch[];
}

/**
 * The forecasts of a model of `lstm`.
 * @throws FiredrillError BAD_MODEL
 */
export function lstmForecaster(model: DetectorModel): Forecaster {
  return new NetworkForecaster(checkedLstm(model, signalIn(model)).forecast);
}

class NetworkForecaster implements Forecaster {
  private readonly network: SequenceNetwork;
  private readonly frame: Frame;
  private readonly window: number;
  private readonly newest: NewestWindow;
  private seen = 0;

  constructor(forecast: StoredForecast) {
    this.network = networkOf(forecast);
    this.window = forecast.window;
    this.frame = new Frame(forecast, forecast.window);
    this.newest = new NewestWindow(forecast.window);
  }

  predict(): number | undefined {
    const { window, newest } = this;
    if (this.seen < window) return undefined;
    const frame = this.frame.fill(newest.values, newest.from());
    const [output = 0] = this.network.forward(frame.inputs, window);
    return frame.valueOf(output, window - 1);
  }

  observe(value: number): void {
    this.newest.push(value);
    this.seen += 1;
  }
}

/** Values that are kept back: a fifth, and as many as a model of errors needs. */
const keptShare = 0.2;
const fewestKept = 100;

function lstmTraining(
  signal: string,
  valueOf: (row: Parameters<Training["learn"]>[0]) => number | undefined,
  size: NetworkSize,
): Training {
  const values: number[] = [];
  return {
    learn: (row) => {
      const value = valueOf(row);
      if (value !== undefined) values.push(value);
    },
    finish: (onEpoch) => learn(signal, Float64Array.from(values), size, onEpoch),
  };
}

function learn(
  signal: string,
  values: Float64Array,
  size: NetworkSize,
  onEpoch: ((epoch: TrainingEpoch) => void) | undefined,
): LstmModel {
  const { window } = size;
  const learned = values.length - Math.max(fewestKept, Math.floor(values.length * keptShare));
  if (learned < 2 * window) throw tooFewValues(values.length, 2 * window + fewestKept);
  const { scale, network, epochs } = trainSequence(values, learned, size, onEpoch);
  const losses = epochs.map(({ epoch, loss, validationLoss }) => ({
    epoch,
    loss: rounded(loss),
    validationLoss: rounded(validationLoss),
  }));
  const forecast = { ...scale, window, learned, network: storeLayers(network.layers), losses };
  const health = healthModel({
    detector: name,
    measured: { scale: errorScale, signal },
    values: errorsFrom(learned, values, new NetworkForecaster(forecast)),
    failures: 0,
    unitOf: unitFor(errorScale),
  });
  return { ...health, forecast };
}

function errorsFrom(learned: number, values: Float64Array, forecaster: Forecaster): Float64Array {
  const errors = new Float64Array(values.length - learned);
  for (const [at, value] of values.entries()) {
    if (at >= learned) errors[at - learned] = Math.abs(value - (forecaster.predict() ?? value));
    forecaster.observe(value);
  }
  return errors;
}

function rounded(loss: number): number {
  return Number(loss.toPrecision(4));
}

function tooFewValues(count: number, fewest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${name} on ${plural(count, "value")}.`,
    `Give a healthy log of at least ${fewest}, or lower window.`,
  );
}

const shape: ModelCheck = (value, field) => {
  const mistake = layersCheck(value, field);
  if (mistake !== undefined) return mistake;
  const found = fieldOf(value, "layers");
  const layers: readonly unknown[] = Array.isArray(found) ? found : [];
  const kinds = layers.map((layer) => fieldOf(layer, "kind"));
  if (kinds.join(" ") !== "lstm lstm dense")
    return `${field}.layers are ${kinds.join(", ")}, not lstm, lstm, dense`;
  const [inputs, outputs] = [fieldOf(layers[0], "inputs"), fieldOf(layers[2], "outputs")];
  return inputs === 1 && outputs === 1
    ? undefined
    : `${field} has ${String(inputs)} inputs and ${String(outputs)} outputs, not one of each`;
};

const forecastFields = fieldsOf({
  forecast: fieldsOf({
    start: finiteNumber,
    weight: shareOf1,
    spread: numberAbove0,
    window: numberThat(
      `a whole number from 2 to ${mostWindow}`,
      (value) => Number.isInteger(value) && value >= 2 && value <= mostWindow,
    ),
    learned: wholeFrom1,
    network: shape,
    losses: listOf(fieldsOf({ epoch: wholeFrom1, loss: finiteNumber, validationLoss: finiteNumber })),
  }),
});

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector and signal */
function checkedLstm(model: DetectorModel, signal: string): LstmModel {
  checkedModel(name, { scale: errorScale, signal }, model);
  if (!isLstm(model))
    throw badModel(name, forecastFields(model, "") ?? "it is not a model of schema version 1");
  return model;
}

function isLstm(model: DetectorModel): model is LstmModel {
  return forecastFields(model, "") === undefined;
}

/** The signal that it was trained with. */
function signalIn(model: DetectorModel): string {
  const signal = fieldOf(model, "signal");
  return typeof signal === "string" ? signal : defaultSignal;
}

function networkOf({ network }: Pick<StoredForecast, "network">): SequenceNetwork {
  const layers = restoreLayers(network);
  const last = layers.at(-1);
  if (!(last instanceof Dense)) throw new RangeError("the network does not end with a dense layer");
  return new SequenceNetwork(
    layers.filter((layer) => layer instanceof Lstm),
    last,
  );
}
