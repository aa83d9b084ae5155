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

/** Lines for each status with its method and path, in the mix of the original's training logs of 4,668 lines. */
const mix = [
  ["GET", 404, 1700, 196],
  ["POST", 404, 1536, 196],
  ["GET", 200, 729, 4000],
  ["POST", 200, 100, 900],
  ["HEAD", 200, 20, 0],
  ["OPTIONS", 200, 6, 0],
  ["-", 400, 37, 226],
  ["POST", 400, 345, 226],
  ["GET", 400, 13, 226],
  ["-", 414, 117, 230],
  ["-", 408, 46, 215],
  ["CONNECT", 405, 16, 235],
  ["GET", 304, 2, 0],
  ["GET", 403, 1, 199],
] as const;

/** @param count - of lines; each kind in proportion, at least one line */
export function mixedLines(count: number): readonly AccessObservation[] {
  const random = randomStream(1, "mix")(0);
  const kinds = mix.flatMap((kind) =>
    Array.from({ length: Math.max(1, Math.round((kind[2] * count) / 4668)) }, () => kind),
  );
  return kinds.map(([method, status, , bytes], index) =>
    line({
      index,
      method,
      status,
      path: method === "-" ? "-" : status === 200 ? `/page${index % 5}.html` : `/probe${index % 40}.php`,
      bytes: status === 200 && bytes > 0 ? bytes + 200 * (index % 5) : bytes,
      responseMs: 0.4 * Math.exp(0.5 * random.normal()),
    }),
  );
}
