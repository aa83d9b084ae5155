import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { Alert } from "../../../domain/alert.ts";
import { below } from "../../../domain/chance/draw.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { Detector, DetectorModel, Training, TrainingEpoch } from "../../../domain/detector.ts";
import { defineDetector, none } from "../../../domain/detector.ts";
import type { ModelCheck } from "../../model.ts";
import {
  anyText,
  badModel,
  fieldsOf,
  finiteNumber,
  listOf,
  numberAbove0,
  numberFrom0,
  wholeFrom1,
} from "../../model.ts";
import type { StoredLayers } from "../../neural/network.ts";
import { layersCheck, restoreLayers, SparseNetwork, storeLayers } from "../../neural/network.ts";
import { Dense, Lookup } from "../../neural/layers.ts";
import type { TrafficModel } from "../../traffic/model.ts";
import { checkedTrafficModel, modelNeeded, trafficModelCheck, trafficTraining } from "../../traffic/model.ts";
import { LineAlarms } from "./alarms.ts";
import type { FieldName, Vocabulary } from "./lines.ts";
import { fieldNames, Layout, rounded, vocabularyOf } from "./lines.ts";
import { perNat, Reconstruction, trainNetwork } from "./network.ts";

const name = "autoencoder";

/**
 * The autoencoder for access logs of the project Lokari, built anew: it learns to reconstruct lines, and reports those
 * of which a field is reconstructed badly. Like the original it has one error per field, compared with the field's error
 * on training lines. Unlike it, errors are measured on lines that were kept back; categories have probabilities, not
 * ranks, and unseen ones count; numbers are on a logarithmic axis; and a field does not see itself, so that
 * it cannot be copied.
 */
export const autoencoder = defineDetector({
  name,
  summary: "Alerts when a field of a line is not what a network expects from the rest of it.",
  reads: ["access"],
  windowSize: 10,
  options: {
    threshold: {
      kind: "number",
      default: 0.4,
      min: 0.01,
      max: 10,
      describe: "alert when the error of a field exceeds its error in training by this",
    },
    share: {
      kind: "number",
      default: 0,
      min: 0,
      max: 0.05,
      describe: "instead of the threshold: flag this share of healthy lines; 0 for the threshold",
    },
    model: { kind: "text", default: "", describe: "file that firedrill train wrote" },
  },
  create: ({ threshold, share }, { model }) => {
    if (model === undefined) throw modelNeeded(name);
    const learned = checkedTrafficModel(name, model, autoencoderCheck, isAutoencoderModel);
    return watch(
      learned,
      share === 0 ? { kind: "threshold", threshold } : { kind: "score", limit: scoreLimit(model, share) },
    );
  },
  train: () => trainAutoencoder(),
});

/** What the detector learned. */
interface AutoencoderModel extends TrafficModel {
  readonly vocabulary: Vocabulary;
  readonly network: StoredLayers;
  /** The mean loss of each pass: of training lines, and of those that decided when to stop. */
  readonly losses: readonly TrainingEpoch[];
  /** Lines that the network learned. */
  readonly learned: number;
  /** Lines that were kept back. */
  readonly heldOut: number;
  /** Of each field on the lines that were kept back. */
  readonly fields: Readonly<Record<FieldName, FieldUsual>>;
  /** The highest scores of the lines that were kept back, the highest first. */
  readonly highest: readonly number[];
}

interface FieldUsual {
  /** The mean error. */
  readonly error: number;
  /** So far above it are the errors of one line in a hundred. */
  readonly spread: number;
  /**
   * So far above it are the errors of lines with a new method, at least `spread`: the mean of the known method that is
   * least like the others, whose name the network does not see.
   */
  readonly spreadOfNew: number;
}

/** When a line is flagged. */
type Limit =
  | { readonly kind: "threshold"; readonly threshold: number }
  | { readonly kind: "score"; readonly limit: number };

/**
 * The score that this share of healthy lines exceeds, from the lines that were kept back.
 * @throws FiredrillError BAD_MODEL, also when too few lines were kept back
 */
export function scoreLimit(model: DetectorModel, share: number): number {
  const { highest, heldOut } = checkedTrafficModel(name, model, autoencoderCheck, isAutoencoderModel);
  // A line is flagged above the limit: the rank leaves this share of the lines, and of one more, above it.
  const rank = Math.round(share * (heldOut + 1));
  const limit = highest[rank - 1];
  if (limit === undefined)
    throw badModel(name, `${heldOut} lines were kept back, too few for share=${share}`);
  return limit;
}

/** The errors of a line. */
export interface LineErrors {
  /** By how much each field's error exceeds its usual error, in the order of `fieldNames`. Below 0: better. */
  readonly excess: Float64Array;
  /**
   * How unusual the line is: the root of the summed squares of the excesses, each in units of the field's spread. What a
   * client asks for does not count when it is refused, because anybody can ask for anything; nor does a field count for
   * more than the network can know of it.
   */
  readonly score: number;
}

/** Measures lines by a model. @returns a function whose result is valid until its next call */
function measure({
  vocabulary,
  network,
  fields,
  learned,
}: Pick<AutoencoderModel, "vocabulary" | "network" | "fields" | "learned">): (
  row: AccessObservation,
) => LineErrors {
  const reconstruction = new Reconstruction(networkOf(network), new Layout(vocabulary));
  const excess = new Float64Array(fieldNames.length);
  const usual = fieldNames.map((field) => fields[field]);
  const methods = new Set(vocabulary.methods);
  // No probability is learned that is lower than one in as many lines (Laplace's rule of succession).
  const rarest = Math.log(learned + 1) * perNat;
  const errors = { excess, score: 0 };
  return (row) => {
    reconstruction.errors(row, excess);
    const isKnown = methods.has(row.method);
    const isRefused = row.status >= 400 && row.status < 500;
    let squares = 0;
    for (let at = 0; at < excess.length; at += 1) {
      const field = usual[at];
      if (field === undefined) continue;
      const above = (excess[at] ?? 0) - field.error;
      excess[at] = above;
      const isAsked = fieldNames[at] === "method" || fieldNames[at] === "url";
      if (above <= 0 || (isAsked && isRefused)) continue;
      const counted = fieldNames[at] === "method" ? Math.min(above, rarest) : above;
      const units = counted / (isKnown ? field.spread : field.spreadOfNew);
      squares += units * units;
    }
    errors.score = Math.sqrt(squares);
    return errors;
  };
}

function networkOf(stored: StoredLayers): SparseNetwork {
  const [first, ...rest] = restoreLayers(stored);
  const dense = rest.filter((layer) => layer instanceof Dense);
  if (!(first instanceof Lookup)) throw new RangeError("the network does not begin with a lookup");
  return new SparseNetwork(first, ...dense);
}

/**
 * The errors of lines by a model of `firedrill train`, for pictures and tables.
 * @throws FiredrillError BAD_MODEL
 */
export function lineErrorsBy(model: DetectorModel): (row: AccessObservation) => LineErrors {
  return measure(checkedTrafficModel(name, model, autoencoderCheck, isAutoencoderModel));
}

function watch(learned: AutoencoderModel, limit: Limit): Detector<AccessObservation> {
  const errorsOf = measure(learned);
  const alarms = new LineAlarms(fieldNames.map((field) => learned.fields[field].error));
  let flagged: { readonly row: AccessObservation; readonly errors: LineErrors } | undefined;
  return {
    name,
    windowSize: 10,
    remark: () => flagged && alarms.remark(flagged.row, flagged.errors.excess),
    observe: (row) => {
      const ended = alarms.endQuiet(row.atMs);
      const errors = errorsOf(row);
      const isFlagged =
        limit.kind === "score"
          ? errors.score > limit.limit
          : errors.excess.some((above) => above > limit.threshold);
      const raised: readonly Alert[] = isFlagged ? alarms.flag(row, errors) : none;
      flagged = isFlagged ? { row, errors } : undefined;
      alarms.saw(row);
      if (ended.length === 0) return raised;
      return raised.length === 0 ? ended : [...ended, ...raised];
    },
    elapse: (nowMs) => alarms.endQuiet(nowMs),
  };
}

/** Lines that are kept in memory; of a longer log, a random sample. */
const mostKept = 60_000;
/** Lines that the network learns; all others are kept back, at least a fifth. */
const mostLearned = 4000;
const learnedShare = 0.8;
/** Lines that decide when to stop. */
const mostValidated = 1000;
const storedShare = 0.051;
const leastSpread = 0.05;

function trainAutoencoder(): Training<AccessObservation> {
  const random = randomStream(1, "sample")(0);
  const kept: AccessObservation[] = [];
  let seen = 0;
  return trafficTraining(name, {
    learn: (row) => {
      seen += 1;
      // Algorithm R (Vitter 1985): each line of the log is kept with the same probability.
      if (kept.length < mostKept) kept.push({ ...row });
      else {
        const place = below(random, seen);
        if (place < mostKept) kept[place] = { ...row };
      }
    },
    finish: (onEpoch) => learn(shuffled(kept), onEpoch),
  });
}

function shuffled(rows: readonly AccessObservation[]): readonly AccessObservation[] {
  const random = randomStream(1, "split")(0);
  return rows
    .map((row) => ({ row, order: random.uniform() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ row }) => row);
}

type Learned = Omit<AutoencoderModel, keyof TrafficModel>;

function learn(
  rows: readonly AccessObservation[],
  onEpoch: ((epoch: TrainingEpoch) => void) | undefined,
): Learned {
  const learned = Math.min(mostLearned, Math.round(rows.length * learnedShare));
  const vocabulary = vocabularyOf(rows.slice(0, learned));
  const layout = new Layout(vocabulary);
  const validated = rows.slice(0, learned + mostValidated);
  const { network: trained, epochs } = trainNetwork(layout, validated, learned, onEpoch);
  const network = storeLayers(trained.layers);
  const heldOut = rows.slice(learned);
  const fields = usualErrors(heldOut, new Reconstruction(trained, layout));
  const errorsOf = measure({ vocabulary, network, fields, learned });
  const scores = heldOut.map((row) => errorsOf(row).score).toSorted((one, other) => other - one);
  const losses = epochs.map(({ epoch, loss, validationLoss }) => ({
    epoch,
    loss: rounded(loss),
    validationLoss: rounded(validationLoss),
  }));
  const highest = scores.slice(0, Math.ceil(scores.length * storedShare)).map(rounded);
  return { vocabulary, network, losses, learned, heldOut: heldOut.length, fields, highest };
}

function usualErrors(
  rows: readonly AccessObservation[],
  reconstruction: Reconstruction,
): Readonly<Record<FieldName, FieldUsual>> {
  const errors = new Float64Array(fieldNames.length);
  const columns = fieldNames.map(() => new Float64Array(rows.length));
  for (const [at, row] of rows.entries()) {
    reconstruction.errors(row, errors);
    for (const [field, column] of columns.entries()) column[at] = errors[field] ?? 0;
  }
  const ofNew = errorsOfNew(rows, reconstruction);
  const usual = columns.map((column, field): FieldUsual => {
    const error = column.reduce((sum, value) => sum + value, 0) / column.length;
    const high = column.toSorted()[Math.floor(0.99 * column.length)] ?? 0;
    const spread = Math.max(leastSpread, high - error);
    const spreadOfNew = Math.max(spread, (ofNew[field] ?? 0) - error);
    return { error: rounded(error), spread: rounded(spread), spreadOfNew: rounded(spreadOfNew) };
  });
  const of = (field: FieldName): FieldUsual =>
    usual[fieldNames.indexOf(field)] ?? { error: 0, spread: leastSpread, spreadOfNew: leastSpread };
  return { status: of("status"), bytes: of("bytes"), time: of("time"), method: of("method"), url: of("url") };
}

/** The mean error of each field on lines whose method is hidden, of the method for which it is largest. */
function errorsOfNew(rows: readonly AccessObservation[], reconstruction: Reconstruction): readonly number[] {
  const errors = new Float64Array(fieldNames.length);
  const sums = new Map<string, { lines: number; readonly errors: Float64Array }>();
  for (const row of rows) {
    const sum = sums.get(row.method) ?? { lines: 0, errors: new Float64Array(fieldNames.length) };
    sums.set(row.method, sum);
    reconstruction.errors({ ...row, method: "" }, errors);
    sum.lines += 1;
    for (const [field, error] of errors.entries()) sum.errors[field] = (sum.errors[field] ?? 0) + error;
  }
  // The method itself is hidden, not badly reconstructed.
  return fieldNames.map((fieldName, field) =>
    fieldName === "method"
      ? 0
      : Math.max(...[...sums.values()].map((sum) => (sum.errors[field] ?? 0) / sum.lines)),
  );
}

const scaling = fieldsOf({ center: finiteNumber, range: numberAbove0 });
const usual = fieldsOf({ error: numberFrom0, spread: numberAbove0, spreadOfNew: numberAbove0 });
const ownCheck = trafficModelCheck({
  vocabulary: fieldsOf({
    statuses: listOf(anyText),
    methods: listOf(anyText),
    tokens: listOf(anyText),
    bytes: scaling,
    time: scaling,
  }),
  network: layersCheck,
  losses: listOf(fieldsOf({ epoch: wholeFrom1, loss: finiteNumber, validationLoss: finiteNumber })),
  learned: wholeFrom1,
  heldOut: wholeFrom1,
  fields: fieldsOf(Object.fromEntries(fieldNames.map((field) => [field, usual]))),
  highest: listOf(numberFrom0),
});

/** Also checks that the network is one for the vocabulary. */
const autoencoderCheck: ModelCheck = (value, field) => {
  const mistake = ownCheck(value, field);
  if (mistake !== undefined || !hasOwnFields(value)) return mistake;
  const { inputs, outputs } = new Layout(value.vocabulary);
  const layers = value.network.layers;
  const kinds = layers.map(({ kind }) => kind).join(" ");
  if (!/^lookup( dense)+$/.test(kinds)) return `network.layers are ${kinds}, not a lookup and dense ones`;
  const [first, last] = [layers[0], layers.at(-1)];
  const width = last === undefined || last.kind === "lstm" ? 0 : last.outputs;
  return first?.inputs === inputs && width === outputs
    ? undefined
    : `network.layers take ${first?.inputs} values and give ${width}, not ${inputs} and ${outputs} as the vocabulary has`;
};

function hasOwnFields(value: unknown): value is Learned {
  return ownCheck(value, "") === undefined;
}

function isAutoencoderModel(model: DetectorModel): model is AutoencoderModel {
  return autoencoderCheck(model, "") === undefined;
}
