import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessFlashCrowd: AccessScenario = {
  source: "access",
  name: "access-flash-crowd",
  summary: "A well-known site links to a page, and fifteen times as many visitors come.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [
    { kind: "monitor", onset: { kind: "at", hour: 0 }, everySeconds: 300 },
    { kind: "crawler", onset: { kind: "at", hour: 0.25 }, pages: 60, everySeconds: 4 },
    { kind: "flash-crowd", onset: { kind: "at", hour: 0.5 }, times: 15, hours: 1 },
  ],
  expect: [{ detector: "access-guard", severity: "error", within: 10 }],
};
