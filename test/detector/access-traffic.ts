import type { AccessObservation } from "../../domain/access/observation.ts";
import { epochMs } from "../../domain/time/clock.ts";
import { simulateRequests } from "../../harness/access/simulate.ts";
import { accessOffice } from "../../scenarios/access/access-office.ts";

let simulated: readonly AccessObservation[] | undefined;
const healthyDays = (): readonly AccessObservation[] =>
  (simulated ??= [...simulateRequests({ ...accessOffice, hours: 60 }, 1)].map(
    ({ observation }) => observation,
  ));

/** Two healthy days. */
export function earlierRequests(): readonly AccessObservation[] {
  return healthyDays().slice(0, 6000);
}

/** 300 requests of the day after, others for each seed up to 5. */
export function healthyRequests(seed: number): readonly AccessObservation[] {
  const from = 6000 + seed * 300;
  return healthyDays()
    .slice(from, from + 300)
    .map((row, index) => ({ ...row, index }));
}

/** Healthy requests; in rows 100 to 199 one address gets a hundred megabytes from each page. */
export function faultyRequests(seed: number): readonly AccessObservation[] {
  return healthyRequests(seed).map((row, index) =>
    index < 100 || index >= 200
      ? row
      : {
          ...row,
          ip: "203.0.113.9",
          method: "GET",
          path: "/about",
          query: "",
          status: 200,
          bytes: 1e8 + index,
        },
  );
}

/** A request that is answered as usual. */
export function accessRow(changes: Partial<AccessObservation> = {}): AccessObservation {
  const request = { method: "GET", path: "/about", query: "", protocol: "HTTP/1.1" } as const;
  const place = { kind: "access", index: 0, atMs: epochMs, ip: "198.51.100.7" } as const;
  return { ...place, ...request, status: 200, bytes: 12_000, responseMs: 40, ...changes };
}
