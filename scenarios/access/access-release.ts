import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessRelease: AccessScenario = {
  source: "access",
  name: "access-release",
  summary: "A new version of the site has new pages, and pages of other sizes.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [
    { kind: "monitor", onset: { kind: "at", hour: 0 }, everySeconds: 300 },
    { kind: "crawler", onset: { kind: "at", hour: 0.25 }, pages: 60, everySeconds: 4 },
    { kind: "release", onset: { kind: "at", hour: 0.5 }, visits: 0.3 },
  ],
  expect: [{ detector: "access-guard", severity: "error", within: 10 }],
};
