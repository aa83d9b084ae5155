import { join } from "node:path";
import { expect, test } from "vitest";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import {
  accessExplorer,
  exploreLimits,
  explorationCollector,
  rarestAnswers,
} from "../../../harness/access/explore.ts";
import type { Exploration } from "../../../report/access/explore.ts";
import { hostile, svgOf } from "../../report/login/explore/explored.ts";
import { filesIn, testFolder } from "../folder.ts";

const startMs = Date.UTC(2024, 8, 17, 10);

function line(more: Partial<AccessObservation> = {}, place = 0): AccessObservation {
  const usual = { method: "GET", path: "/", query: "", protocol: "HTTP/1.1", status: 200, bytes: 100 };
  return {
    kind: "access",
    index: place,
    atMs: startMs + place * 60_000,
    ip: "198.51.100.1",
    ...usual,
    ...more,
  };
}

function explored(rows: readonly AccessObservation[], limits = exploreLimits): Exploration | undefined {
  const collector = explorationCollector(limits, rarestAnswers(limits));
  for (const row of rows) collector.add(row);
  return collector.finish();
}

test("a log is counted by client, status and hour", () => {
  const rows = [
    line(),
    line({ status: 404, path: "/a" }, 1),
    line({ ip: "203.0.113.9", status: 500, bytes: 7 }, 2),
    line({ ip: "203.0.113.9", status: 304, path: "/b" }, 70),
  ];

  expect(explored(rows)).toMatchObject({
    requests: 4,
    bytes: 307,
    truth: "unknown",
    clients: { count: 2, bound: "exact" },
    paths: { count: 3, bound: "exact" },
    statuses: [
      [200, 1],
      [304, 1],
      [404, 1],
      [500, 1],
    ],
    bars: { bars: [{ counts: [1, 0, 1, 1, 0] }, { counts: [0, 1, 0, 0, 0] }] },
    rows: [
      { ip: "198.51.100.1", requests: 2, refused: 1, failed: 0 },
      { ip: "203.0.113.9", requests: 2, refused: 0, failed: 1 },
    ],
    notes: [],
  });
});

test("the answer that a path never gives otherwise is the strangest", () => {
  const probes = Array.from({ length: 20 }, (_, at) => line({ path: "/x.php", status: 404 }, at));

  const notable = explored([...probes, line({ path: "/x.php", bytes: 50_000 }, 20)])?.notable;

  expect(notable?.[0]).toMatchObject({
    status: 200,
    bytes: 50_000,
    why: "GET /x.php was answered with 200 once, and otherwise 20 times",
  });
});

test("without rows there is nothing to see", () => {
  expect(explored([])).toBeUndefined();
});

test("clients beyond the limit share a row, and the figures say so", () => {
  const rows = Array.from({ length: 5 }, (_, at) => line({ ip: `198.51.100.${at}` }, at));

  const { clients, rows: shown = [], notes } = explored(rows, { ...exploreLimits, clients: 2 }) ?? {};

  expect(clients).toEqual({ count: 2, bound: "at-least" });
  expect(shown[0]).toMatchObject({ ip: "(other clients)", requests: 3 });
  expect(notes).toEqual(["More than 2 clients: 3 requests of the others share a row."]);
});

test("what clients write is text in every picture, table and line", () => {
  const folder = testFolder();
  const { add, finish } = accessExplorer.collector();
  add(line({ ip: hostile, method: hostile, path: hostile, query: hostile }));

  const findings = finish();
  findings?.write(join(folder, "explore"));
  const files = Object.entries(filesIn(join(folder, "explore")));
  const pictures = files.flatMap(([name, text]) => (name.endsWith(".svg") ? [text] : []));

  expect(pictures).toHaveLength(3);
  for (const svg of pictures) {
    expect(() => svgOf(svg)).not.toThrow();
    expect(svg).not.toMatch(/<script|href|url\(|NaN|Infinity|undefined|\u{fffe}/u);
  }
  for (const written of [findings?.text ?? "", ...files.map(([, text]) => text)])
    expect(written.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
