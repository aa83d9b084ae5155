import { below } from "../../../domain/chance/draw.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { TrainingEpoch } from "../../../domain/detector.ts";
import { fit, logisticCrossEntropy, softmaxCrossEntropy, squaredError } from "../../neural/fit.ts";
import { Dense, Lookup, weightsOf } from "../../neural/layers.ts";
import { SparseNetwork } from "../../neural/network.ts";
import type { FieldName, Layout } from "./lines.ts";
import { fieldNames, Line, unitsPerRange } from "./lines.ts";

const hiddenUnits = 48;
/** As in the original. */
const bottleneck = 12;
/** Entries of a usual line. */
const usualEntries = 16;

/** Inputs that no line has start, and stay, without weight. */
function newNetwork({ inputs, outputs }: Layout, lines: readonly Line[]): SparseNetwork {
  const random = randomStream(1, "autoencoder")(0);
  const first = new Lookup(inputs, hiddenUnits, "relu").drawn(random, usualEntries);
  const used = new Uint8Array(inputs);
  for (const { places, length } of lines) for (let at = 0; at < length; at += 1) used[places[at] ?? 0] = 1;
  for (let input = 0; input < inputs; input += 1)
    if (used[input] === 0) first.weights.values.fill(0, input * hiddenUnits, (input + 1) * hiddenUnits);
  return new SparseNetwork(
    first,
    new Dense(hiddenUnits, bottleneck, "linear").drawn(random),
    new Dense(bottleneck, hiddenUnits, "relu").drawn(random),
    new Dense(hiddenUnits, outputs, "linear").drawn(random),
  );
}

/** The entries that do not help to reconstruct a field: it and those that follow, but for a URL, which helps itself. */
function maskOf({ ranges, length }: Line, field: FieldName): readonly [from: number, until: number] {
  return [ranges[field][field === "url" ? 1 : 0], length];
}

/** An error of 1 for a category: a million times less probable than the most probable one. */
export const perNat = 1 / (6 * Math.LN10);

/**
 * How badly each field of a line is reconstructed: from the other fields, the URL also from itself. Errors are shares of a range
 * on a logarithmic axis. 1 is as far from the reconstruction as one end of the usual numbers is from the other, or a
 * category that is a million times less probable than the most probable one; for a URL, tokens with
 * a probability of one in a million.
 */
export class Reconstruction {
  private readonly network: SparseNetwork;
  private readonly layout: Layout;
  private readonly line = new Line();

  constructor(network: SparseNetwork, layout: Layout) {
    this.network = network;
    this.layout = layout;
  }

  /** @param errors - gets an error for each field, in the order of `fieldNames`; 0 for a field that the line does not have */
  errors(row: AccessObservation, errors: Float64Array): void {
    const { responseMs } = row;
    const line = this.line.read(row, this.layout);
    errors[0] = this.categoryError(line, "status");
    errors[1] = this.numberError(line, "bytes", line.bytes);
    errors[2] = responseMs === undefined ? 0 : this.numberError(line, "time", line.time);
    errors[3] = this.categoryError(line, "method");
    errors[4] = this.urlError(line);
  }

  private categoryError(line: Line, field: "status" | "method"): number {
    const [from, until] = this.layout.fields[field];
    const [entry] = line.ranges[field];
    const outputs = this.network.outputs(this.network.hidden(line, ...maskOf(line, field)), from, until);
    let largest = -Infinity;
    for (let at = from; at < until; at += 1) largest = Math.max(largest, outputs[at] ?? 0);
    return (largest - (outputs[line.places[entry] ?? 0] ?? 0)) * perNat;
  }

  private numberError(line: Line, field: "bytes" | "time", units: number): number {
    const [from, until] = this.layout.fields[field];
    const outputs = this.network.outputs(this.network.hidden(line, ...maskOf(line, field)), from, until);
    return Math.abs((outputs[from] ?? 0) - units) / unitsPerRange;
  }

  /** Of all tokens of the URL, as a root mean square. */
  private urlError(line: Line): number {
    const hidden = this.network.hidden(line, ...maskOf(line, "url"));
    const [from, until] = line.ranges.url;
    let squares = 0;
    for (let entry = from; entry < until; entry += 1) {
      const place = line.places[entry] ?? 0;
      const logit = this.network.outputs(hidden, place, place + 1)[place] ?? 0;
      // The logarithm of one over the logistic function, without overflow.
      const error = (Math.max(-logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)))) * perNat;
      squares += error * error;
    }
    return Math.sqrt(squares / Math.max(1, until - from));
  }
}

const fitting = {
  batchSize: 32,
  rate: 0.004,
  mostEpochs: 14,
  end: { kind: "best", patience: 4 },
} as const;
/** Share of the lines that are learned as if their path, and half of their words, were new. */
const renamedShare = 0.05;
/** Share of the lines with a rare method that are learned with the URL of another line. */
const swappedShare = 0.7;
/** A usual status depends on the URL more than on the method. */
const exceptStatus = fieldNames.filter((field) => field !== "status");

/**
 * Trains a network to reconstruct each field from the others, and the URL from itself: a denoising autoencoder (Vincent
 * et al. 2008) whose noise is a missing field, or words that are not in the vocabulary.
 * @param rows - the first are learned; those from `learned` on decide when to stop
 * @returns the losses in nats, summed over the fields
 */
export function trainNetwork(
  layout: Layout,
  rows: readonly AccessObservation[],
  learned: number,
  onEpoch: ((epoch: TrainingEpoch) => void) | undefined,
): { readonly network: SparseNetwork; readonly epochs: readonly TrainingEpoch[] } {
  const lines = rows.map((row) => new Line().read(row, layout));
  const network = newNetwork(layout, lines.slice(0, learned));
  const losses = new FieldLosses(network, layout);
  const random = randomStream(1, "noise")(0);
  const numbers = [...rows.keys()];
  const rarity = rarityOf(rows.slice(0, learned));
  const scratch = new Line();
  const lossOf = (example: number, isLearned: boolean): number => {
    const [row, line, kind] = [rows[example], lines[example], rarity[example]];
    if (row === undefined || line === undefined) return 0;
    const sum = (seen: Line, fields: readonly FieldName[]): number =>
      fields.reduce((total, field) => total + losses.of(seen, field, isLearned), 0);
    if (!isLearned || kind === undefined) return sum(line, fieldNames);
    if (kind.hasRareMethod && random.uniform() < swappedShare) {
      const { path, query } = rows[below(random, learned)] ?? row;
      const swapped = scratch.read({ ...row, path, query }, layout);
      return sum(swapped, kind.hasRareStatus ? fieldNames : exceptStatus);
    }
    if (random.uniform() >= renamedShare) return sum(line, fieldNames);
    const { unseen } = layout.urlPlaces(row.path, row.query);
    return sum(
      rename(scratch.read(row, layout), layout, unseen, () => random.uniform() < 0.5),
      fieldNames,
    );
  };
  const epochs = fit(
    {
      weights: network.layers.flatMap(weightsOf),
      learn: (example) => lossOf(example, true),
      loss: (example) => lossOf(example, false),
    },
    {
      ...fitting,
      examples: rarity.flatMap(({ repeats }, row) => Array.from({ length: repeats }, () => row)),
      validation: numbers.slice(learned),
      random: randomStream(1, "order")(0),
      onEpoch,
    },
  );
  return { network, epochs };
}

/** So often at least is each method with each status learned in an epoch: rare ones are repeated. */
const leastLearned = 80;
const mostRepeats = 20;

interface RowRarity {
  /** How often the row is learned in an epoch. */
  readonly repeats: number;
  readonly hasRareMethod: boolean;
  readonly hasRareStatus: boolean;
}

function rarityOf(rows: readonly AccessObservation[]): readonly RowRarity[] {
  const counts = new Map<string, number>();
  for (const { method, status } of rows)
    for (const kind of [method, String(status), `${method} ${status}`])
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return rows.map(({ method, status }) => ({
    repeats: Math.min(mostRepeats, Math.ceil(leastLearned / (counts.get(`${method} ${status}`) ?? 1))),
    hasRareMethod: (counts.get(method) ?? 0) < leastLearned,
    hasRareStatus: (counts.get(String(status)) ?? 0) < leastLearned,
  }));
}

/** The path always, other words by chance. */
function rename(line: Line, layout: Layout, unseen: Uint16Array, isChosen: () => boolean): Line {
  const [from] = line.ranges.url;
  for (let at = 0; at < unseen.length; at += 1) {
    const place = unseen[at] ?? 0;
    if (at === 0 || (layout.isWord(place) && isChosen())) line.places[from + at] = place;
  }
  return line;
}

/** Losses of one field at a time. */
class FieldLosses {
  private readonly network: SparseNetwork;
  private readonly layout: Layout;
  private readonly gradients: Float64Array;
  private readonly isPresent: Uint8Array;

  constructor(network: SparseNetwork, layout: Layout) {
    this.network = network;
    this.layout = layout;
    this.gradients = new Float64Array(layout.outputs);
    this.isPresent = new Uint8Array(layout.outputs);
  }

  /** 0 for a field that the line does not have. @param isLearned - adds to the gradients of the weights */
  of(line: Line, field: FieldName, isLearned: boolean): number {
    const [from, until] = this.layout.fields[field];
    const [entry, end] = line.ranges[field];
    if (entry === end) return 0;
    const outputs = this.network.outputs(this.network.hidden(line, ...maskOf(line, field)), from, until);
    const loss = this.loss(line, field, outputs);
    if (isLearned) this.network.backward(this.gradients, from, until);
    return loss;
  }

  private loss(line: Line, field: FieldName, outputs: Float64Array): number {
    const { gradients } = this;
    const [from, until] = this.layout.fields[field];
    switch (field) {
      case "status":
      case "method":
        return softmaxCrossEntropy(outputs, from, until, line.places[line.ranges[field][0]] ?? 0, gradients);
      case "bytes":
        return squaredError(outputs, from, line.bytes, gradients);
      case "time":
        return squaredError(outputs, from, line.time, gradients);
      case "url":
        return this.urlLoss(line, outputs);
    }
  }

  private urlLoss(line: Line, outputs: Float64Array): number {
    const { isPresent, gradients } = this;
    const [from, until] = this.layout.fields.url;
    const [entry, end] = line.ranges.url;
    for (let at = entry; at < end; at += 1) isPresent[line.places[at] ?? 0] = 1;
    let loss = 0;
    for (let at = from; at < until; at += 1) {
      loss += logisticCrossEntropy(outputs, at, isPresent[at] ?? 0, gradients);
      isPresent[at] = 0;
    }
    return loss;
  }
}
