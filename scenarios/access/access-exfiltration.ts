import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessExfiltration: AccessScenario = {
  source: "access",
  name: "access-exfiltration",
  summary: "A page of orders suddenly holds those of all customers, and one visitor fetches it.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [{ kind: "exfiltration", onset: { kind: "at", hour: 0.5 }, requests: 8, everySeconds: 20 }],
  expect: [{ detector: "access-guard", severity: "error", within: 20 }],
};
