import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessOffice: AccessScenario = {
  source: "access",
  name: "access-office",
  summary: "A week in which visitors come and go.",
  startsAt: "2024-09-16T00:00:00Z",
  hours: 168,
  past: { hours: 168 },
  traffic: [],
  expect: [
    {
      detector: "threshold",
      options: { signal: "responseSeconds", limit: 10 },
      severity: "error",
      within: 10,
    },
  ],
};
