import type { CounterObservation } from "../../domain/counter/kit.ts";
import { emptyCell } from "../formats/columns.ts";
import { skipped } from "../formats/format.ts";
import type { LogKit } from "../source.ts";

export const counterLog: LogKit<CounterObservation> = {
  columns: {
    columns: [
      { name: "index", holds: "count" },
      { name: "at", holds: "instant" },
      { name: "added", holds: "count" },
    ],
    cellsOf: ({ index, atMs, added }) => [index, atMs, added],
    rowOf: ([index, atMs, added]) => {
      if (typeof index !== "number") return emptyCell("index");
      if (typeof atMs !== "number") return emptyCell("at");
      if (typeof added !== "number") return emptyCell("added");
      return { kind: "row", row: { kind: "counter", index, atMs, added } };
    },
  },
  original: () => ({
    header: "",
    recognises: (line) => /^at \d+ added \d+$/.test(line),
    encode: ({ atMs, added }) => `at ${atMs} added ${added}\n`,
    decode: (line, index) => {
      const [, atMs, added] = /^at (\d+) added (\d+)$/.exec(line) ?? [];
      return added === undefined
        ? skipped("the line is no reading")
        : { kind: "row", row: { kind: "counter", index, atMs: Number(atMs), added: Number(added) } };
    },
  }),
  attackList: undefined,
};
