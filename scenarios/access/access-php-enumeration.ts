import type { AccessScenario } from "../../domain/access/scenario.ts";

export const accessPhpEnumeration: AccessScenario = {
  source: "access",
  name: "access-php-enumeration",
  summary: "One address asks for hundreds of PHP pages, and finds one that an intruder left.",
  startsAt: "2024-09-17T10:00:00Z",
  hours: 3,
  past: { hours: 24 },
  traffic: [{ kind: "php-enumeration", onset: { kind: "at", hour: 0.5 }, paths: 400, everySeconds: 0.1 }],
  expect: [{ detector: "access-guard", severity: "error", within: 20 }],
};
