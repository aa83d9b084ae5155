import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessOffice: AccessScenario = {
  source: "access",
  name: "access-office",
  summary: "A week in which visitors come and go, a monitor checks, and crawlers read.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 168,
  past: { hours: 168 },
  traffic: [
    { kind: "monitor", onset: { kind: "at", hour: 0 }, everySeconds: 300 },
    { kind: "crawler", onset: { kind: "chance", perHour: 0.1 }, pages: 60, everySeconds: 4 },
  ],
  expect: [{ detector: "access-guard", severity: "error", within: 10 }],
};
