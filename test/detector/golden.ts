import { readFileSync } from "node:fs";
import { z } from "zod";

const folder = new URL("../golden/knn/", import.meta.url);

/** Recorded runs with distances computed by scikit-learn. */
export const referenceRuns = [
  "rapidly-0.5",
  "rapidly-0.2",
  "slowly-0.5",
  "slowly-0.2",
  "complex-0.5",
  "complex-0.2",
] as const;

/** All recorded runs. In the last three the log grew faster than the original polled. */
export const polledRuns = [...referenceRuns, "rapidly-0.02", "slowly-0.02", "complex-0.02"] as const;

const severity = z.enum(["warning", "error"]);

const pollsShape = z.object({
  warning: z.number(),
  error: z.number(),
  checks: z.array(
    z.object({
      n: z.number(),
      oldCount: z.number(),
      fit: z.object({ trainFrom: z.number(), distances: z.array(z.number()) }).optional(),
      alarms: z.array(z.object({ severity, testFrom: z.number() })).optional(),
    }),
  ),
});

const runShape = z.object({
  responseTimesS: z.array(z.number()),
  polls: z.object({ default: pollsShape, slow: pollsShape }),
});

const edgeCasesShape = z.array(
  z.object({
    name: z.string(),
    k: z.number(),
    train: z.array(z.array(z.number())),
    test: z.array(z.array(z.number())),
    exact: z.array(z.array(z.number())),
  }),
);

const alarm = z.tuple([z.number(), severity]);

const onsetBurstShape = z.object({
  onset: z.array(z.object({ onset: z.number(), original: z.array(alarm) })),
  burst: z.array(z.object({ slowRows: z.number(), original: z.array(alarm) })),
});

export const goldenRun = (run: string): z.infer<typeof runShape> => readJson(`${run}.polls.json`, runShape);

export const goldenEdgeCases = (): z.infer<typeof edgeCasesShape> =>
  readJson("edge-cases.json", edgeCasesShape);

export const goldenOnsetBurst = (): z.infer<typeof onsetBurstShape> =>
  readJson("onset-burst.json", onsetBurstShape);

/** Lines of a CSV by column name, without empty fields. */
export function goldenCsv(name: string): readonly Readonly<Record<string, number>>[] {
  const [header = "", ...lines] = readText(name).trimEnd().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const fields = line.split(",");
    const pairs = columns.map((column, index) => [column, fields[index] ?? ""] as const);
    return Object.fromEntries(
      pairs.filter(([, field]) => field !== "").map(([key, field]) => [key, Number(field)]),
    );
  });
}

function readJson<T>(name: string, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(readText(name)));
}

function readText(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}
