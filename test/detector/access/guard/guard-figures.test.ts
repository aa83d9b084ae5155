import { expect, test } from "vitest";
import { Answers } from "../../../../detector/access/guard/answers.ts";
import { AccessLearner } from "../../../../detector/access/guard/model.ts";
import { Tail } from "../../../../detector/access/guard/tail.ts";
import type { AccessObservation } from "../../../../domain/access/observation.ts";
import { simulateRequests } from "../../../../harness/access/simulate.ts";
import { needles } from "../../../../scenarios/access/needles.ts";
import { pastRows, yearOfLines } from "../drills.ts";

/** The surprise of each later line, and the surprise that a share of lines exceeds. */
function learnedFrom(rows: Iterable<AccessObservation>) {
  const learner = new AccessLearner();
  for (const row of rows) learner.learn(row);
  const { answers, surprises } = learner.finish();
  const judge = new Answers(answers);
  const tail = new Tail(surprises);
  return {
    natsOf: (row: AccessObservation) => judge.surprise(row).nats,
    limitFor: (share: number) => tail.valueAt(share),
  };
}

test.for(Array.from({ length: 20 }, (_, place) => place + 1))(
  "with seed %i at least 11 of 12 needles are above every normal line, and all above the limit for one line in a thousand",
  (seed) => {
    const { natsOf, limitFor } = learnedFrom(pastRows(needles, seed));
    const lines = [...simulateRequests(needles, seed)].map(({ observation, truth }) => ({
      nats: natsOf(observation),
      isNeedle: truth.incident !== undefined,
    }));
    const normal = lines.flatMap(({ nats, isNeedle }) => (isNeedle ? [] : [nats]));
    const found = lines.flatMap(({ nats, isNeedle }) => (isNeedle ? [nats] : []));
    const [highest, limit] = [Math.max(...normal), limitFor(0.001)];

    expect(found).toHaveLength(12);
    expect(found.filter((nats) => nats > highest).length).toBeGreaterThanOrEqual(11);
    expect(found.filter((nats) => nats > limit)).toHaveLength(12);
    expect(normal.filter((nats) => nats > limit).length / normal.length).toBeLessThanOrEqual(0.01);
  },
);

test.for([1, 2, 3])(
  "on 200,000 fresh normal lines of site %i the flagged share is within a factor 1.5 of one in a hundred and one in a thousand",
  (site) => {
    const { natsOf, limitFor } = learnedFrom(yearOfLines(site, 1, 30_000));
    const asked = [0.01, 0.001];
    const limits = asked.map(limitFor);
    const flagged = [0, 0];
    let lines = 0;

    for (const row of yearOfLines(site, 77, 200_000)) {
      const nats = natsOf(row);
      for (const [at, limit] of limits.entries()) if (nats >= limit) flagged[at] = (flagged[at] ?? 0) + 1;
      lines += 1;
    }

    expect(lines).toBe(200_000);
    for (const [at, share] of asked.entries()) {
      const factor = (flagged[at] ?? 0) / lines / share;
      expect(factor).toBeGreaterThanOrEqual(1 / 1.5);
      expect(factor).toBeLessThanOrEqual(1.5);
    }
  },
);
