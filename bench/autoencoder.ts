import { autoencoder, lineErrorsBy, scoreLimit } from "../detector/access/autoencoder/autoencoder.ts";
import { createDetector, formatModel, trainDetector } from "../detector/model.ts";
import { yearOfLines } from "../test/detector/access/drills.ts";
import { needleLines, pastLines } from "../test/detector/access/lines.ts";
import type { Row, Section } from "./section.ts";

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const judgedTimes = 40;
const judgedLines = 200_000;

/** Learning and judging of access logs, and what it is worth on the needles. */
export const autoencoderFigures: Section = {
  name: "autoencoder",
  summary:
    "The scenario needles: the day before is learned, then twelve needles lie among a thousand lines. Seconds are of one core. " +
    "Aim: 20 s to learn 5,000 lines, 20,000 lines a second, 500,000 bytes; 11 of 12 needles above every other line.",
  runs: "when asked",
  run: () => Promise.resolve(seeds.map(figuresOf)),
};

/** Asked and flagged shares of healthy lines. */
export const autoencoderShares: Section = {
  name: "autoencoder-share",
  summary:
    "48,000 lines of a site are learned, then 200,000 fresh ones are judged. Percent of them that are flagged. Aim: within a factor 1.5.",
  runs: "when asked",
  run: () => Promise.resolve([1, 2, 3].map(sharesOf)),
};

function sharesOf(site: number): Row {
  const model = trainDetector(autoencoder, [...yearOfLines(site, 1, 48_000)]);
  const errorsOf = lineErrorsBy(model);
  const shares = [0.01, 0.001];
  const limits = shares.map((share) => scoreLimit(model, share));
  const flagged = shares.map(() => 0);
  for (const row of yearOfLines(site, 77, judgedLines)) {
    const { score } = errorsOf(row);
    for (const [at, limit] of limits.entries()) if (score > limit) flagged[at] = (flagged[at] ?? 0) + 1;
  }
  const [hundredth = 0, thousandth = 0] = flagged.map((lines) => (100 * lines) / judgedLines);
  return { site, "asked for 1 %": hundredth, "asked for 0.1 %": thousandth };
}

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
