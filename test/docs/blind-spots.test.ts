import { format, resolveConfig } from "prettier";
import { describe, expect, test } from "vitest";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { brownout } from "../../scenarios/response/brownout.ts";
import { hang } from "../../scenarios/response/hang.ts";
import { seeds, verdictsIn, withBlindSpots } from "./blind-spots-parts.ts";
import { closedBrownout, responseTimes } from "./omission.ts";
import { commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

test("the tables of the page are what the code does (-u writes them anew)", async () => {
  const filled = await withBlindSpots(pageText("docs/blind-spots.md"));

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../docs/blind-spots.md");
});

const clone = readersClone();

test.for(commandsOf(pageText("docs/blind-spots.md")))("%s does what the page says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).toContain("affected observations until ERROR");
});

/** Those that the page makes a claim about beyond its tables. */
const claimed = new Set(["knn", "knn-original", "threshold", "error-rate", "open-age", "silence"]);

/** Milliseconds from the switch to each detector's first alert, by its name; only of those that noticed. */
async function delaysMs(scenario: ResponseScenario, seed: number): Promise<Readonly<Record<string, number>>> {
  const verdicts = await verdictsIn(scenario, seed);
  return Object.fromEntries(
    verdicts.flatMap(({ name, incidents: [first] }) =>
      first?.delayMs === undefined || !claimed.has(name) ? [] : [[name, first.delayMs] as const],
    ),
  );
}

describe("a stall, with every seed from 1 to 50", () => {
  test("is noticed after exactly one second by its open rows", async () => {
    for (const seed of seeds) {
      expect(await delaysMs(hang, seed)).toMatchObject({ "open-age": 1000, knn: 1000, threshold: 1000 });
    }
  });

  test("is not noticed for twenty seconds, twenty times as long, where only ended requests are written", async () => {
    const { openAfterMs: _, ...endedOnly } = hang;

    for (const seed of seeds) {
      const delays = await delaysMs(endedOnly, seed);

      expect(Math.min(...Object.values(delays))).toBe(20_000);
      expect(delays).not.toHaveProperty("open-age");
    }
  });
});

describe("the brownout", () => {
  test("is not noticed in a closed loop, and always by knn and threshold in an open one", async () => {
    for (const seed of seeds) {
      expect(await delaysMs(closedBrownout, seed)).toEqual({});
      expect(Object.keys(await delaysMs(brownout, seed))).toEqual(
        expect.arrayContaining(["knn", "threshold"]),
      );
    }
  });

  test("takes a closed loop's requests as long as one takes alone, and an open loop's as long as the queue", () => {
    for (const seed of seeds) {
      const [sent, planned, scheduled, openSent, openPlanned] = responseTimes(seed);

      expect(planned).toMatchObject({ median: sent?.median, p99: sent?.p99 });
      expect(openPlanned).toMatchObject({ median: openSent?.median, p99: openSent?.p99 });
      expect(sent?.p99).toBeLessThan(100);
      expect(openSent?.median).toBeGreaterThan(1000);
      expect(scheduled?.median).toBeGreaterThan(1000);
    }
  });
});
