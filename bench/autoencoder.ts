import { autoencoder, lineErrorsBy } from "../detector/access/autoencoder/autoencoder.ts";
import { createDetector, formatModel, trainDetector } from "../detector/model.ts";
import { needleLines, pastLines } from "../test/detector/access/lines.ts";
import type { Row, Section } from "./section.ts";

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const judgedTimes = 40;

/** Learning and judging of access logs, and what it is worth on the needles. */
export const autoencoderFigures: Section = {
  name: "autoencoder",
  summary:
    "The scenario needles: the day before is learned, then twelve needles lie among a thousand lines. Seconds are of one core. " +
    "Aim: 20 s to learn 5,000 lines, 20,000 lines a second, 500,000 bytes; 11 of 12 needles above every other line.",
  runs: "when asked",
  run: () => Promise.resolve(seeds.map(figuresOf)),
};

function figuresOf(seed: number): Row {
  const past = pastLines(seed);
  const rows = needleLines(seed);
  let fromMicros = process.cpuUsage().user;
  const model = trainDetector(autoencoder, past);
  const learned = (process.cpuUsage().user - fromMicros) / 1e6;
  const detector = createDetector(autoencoder, { model });
  fromMicros = process.cpuUsage().user;
  for (let time = 0; time < judgedTimes; time += 1)
    for (const { observation } of rows) detector.observe(observation);
  const judged = (process.cpuUsage().user - fromMicros) / 1e6;
  const errorsOf = lineErrorsBy(model);
  const scored = rows.map(({ observation, truth }) => ({
    isNeedle: truth.incident !== undefined,
    score: errorsOf(observation).score,
  }));
  const highest = Math.max(...scored.filter(({ isNeedle }) => !isNeedle).map(({ score }) => score));
  const flags = createDetector(autoencoder, { model, options: { share: 0.005 } });
  const flagged = rows.filter(({ observation }) =>
    flags.observe(observation).some(({ state }) => state === "firing"),
  );
  const found = flagged.filter(({ truth }) => truth.incident !== undefined).length;
  return {
    seed,
    "lines learned": past.length,
    "s to learn": learned,
    "bytes of the model": formatModel(model).length,
    "lines a second": (judgedTimes * rows.length) / judged,
    "needles above all other lines": scored.filter(({ isNeedle, score }) => isNeedle && score > highest)
      .length,
    "needles flagged, share 0.5 %": found,
    "other alerts": flagged.length - found,
  };
}
