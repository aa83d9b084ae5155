import type { AccessScenario } from "../../domain/access/scenario.ts";

export const needles: AccessScenario = {
  source: "access",
  name: "needles",
  summary: "Among the requests of visitors and of a scanner, twelve get answers that should be impossible.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [
    {
      kind: "scanner",
      onset: { kind: "at", hour: 0.5 },
      requests: 200,
      requestsBefore: 1000,
      everySeconds: 3,
    },
    { kind: "needles", onset: { kind: "at", hour: 0.2 }, needle: "found" },
    { kind: "needles", onset: { kind: "at", hour: 0.45 }, needle: "status" },
    { kind: "needles", onset: { kind: "at", hour: 0.7 }, needle: "post" },
    { kind: "needles", onset: { kind: "at", hour: 0.9 }, needle: "found" },
    { kind: "needles", onset: { kind: "at", hour: 1.1 }, needle: "connect" },
    { kind: "needles", onset: { kind: "at", hour: 1.3 }, needle: "size" },
    { kind: "needles", onset: { kind: "at", hour: 1.55 }, needle: "found" },
    { kind: "needles", onset: { kind: "at", hour: 1.8 }, needle: "time" },
    { kind: "needles", onset: { kind: "at", hour: 2 }, needle: "injection" },
    { kind: "needles", onset: { kind: "at", hour: 2.25 }, needle: "status" },
    { kind: "needles", onset: { kind: "at", hour: 2.5 }, needle: "post" },
    { kind: "needles", onset: { kind: "at", hour: 2.8 }, needle: "found" },
  ],
  expect: [{ detector: "access-guard", severity: "error", within: 1 }],
};
