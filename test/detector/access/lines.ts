import type { AccessObservation } from "../../../domain/access/observation.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { pastOf } from "../../../domain/access/plan.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulateRequests } from "../../../harness/access/simulate.ts";
import { needles } from "../../../scenarios/access/needles.ts";
import { trainDetector } from "../../../detector/model.ts";
import type { DetectorDefinition, DetectorModel } from "../../../domain/detector.ts";

/** The day before the needles, with the scanner's thousand lines. */
export function pastLines(seed: number, site = 1): readonly AccessObservation[] {
  const past = pastOf({ ...needles, site });
  return past === undefined ? [] : [...simulateRequests(past, seed)].map(({ observation }) => observation);
}

export function needleLines(seed: number, site = 1): readonly Labelled<AccessObservation>[] {
  return [...simulateRequests({ ...needles, site }, seed)];
}

const models = new Map<string, DetectorModel>();

/** A model of the past, learned once in each process. */
export function pastModel(definition: DetectorDefinition, seed: number): DetectorModel {
  const key = `${definition.name} ${seed}`;
  const model = models.get(key) ?? trainDetector(definition, pastLines(seed));
  models.set(key, model);
  return model;
}

/** A line like those that visitors leave. */
export function line(fields: Partial<AccessObservation> = {}): AccessObservation {
  return {
    kind: "access",
    index: 0,
    atMs: 1_726_567_200_000,
    ip: "198.51.100.7",
    method: "GET",
    path: "/robots.txt",
    query: "",
    protocol: "HTTP/1.1",
    status: 404,
    bytes: 328,
    responseMs: 1.2,
    ...fields,
  };
}

const pages = [
  ["/", 9000, 30],
  ["/products", 14_000, 60],
  ["/about", 4000, 20],
  ["/style.css", 21_000, 1],
] as const;

/** A site of four pages, whose visitors now and then misspell one. */
export function healthyLines(seed: number, count: number): readonly AccessObservation[] {
  const chance = randomStream(seed, "lines");
  return Array.from({ length: count }, (_, index) => {
    const random = chance(index);
    const [path, bytes, responseMs] = pages[Math.floor(4 * random.uniform())] ?? pages[0];
    const isMissing = random.uniform() < 0.1;
    return line({
      index,
      atMs: 1_726_567_200_000 + index * 1000,
      ip: `198.51.100.${index % 7}`,
      path: isMissing ? "/missing" : path,
      status: isMissing ? 404 : 200,
      bytes: isMissing ? 328 : Math.round(bytes * (1 + 0.01 * random.normal())),
      responseMs: (isMissing ? 1 : responseMs) * Math.exp(0.2 * random.normal()),
    });
  });
}

/** Enough healthy lines, then ten whose answers are impossible, then healthy ones again. */
export function faultyLines(seed: number): readonly AccessObservation[] {
  return healthyLines(seed, 60).map((row, at) =>
    at >= 30 && at < 40 ? { ...row, ip: "203.0.113.9", path: "/missing", status: 200, bytes: 900_000 } : row,
  );
}
