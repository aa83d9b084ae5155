import { expect, test } from "vitest";
import { accessGuard } from "../../../../detector/access/guard/guard.ts";
import { createDetector, trainDetector } from "../../../../detector/model.ts";
import type { AccessObservation } from "../../../../domain/access/observation.ts";
import type { Alert } from "../../../../domain/alert.ts";
import type { OptionValues } from "../../../../domain/detector-options.ts";
import type { DetectorModel } from "../../../../domain/detector.ts";
import { isAttack } from "../../../../domain/access/traffic.ts";
import { epochMs } from "../../../../domain/time/clock.ts";
import { accessOffice } from "../../../../scenarios/access/access-office.ts";
import { needles } from "../../../../scenarios/access/needles.ts";
import { accessRow, earlierRequests, healthyRequests } from "../../access-traffic.ts";
import { accessTraffic, learnedRequests, testDetectorContract } from "../../contract.ts";
import { accessSuite, findingsIn } from "../drills.ts";

const learned = learnedRequests(accessGuard);

testDetectorContract(accessGuard, { traffic: accessTraffic, model: learned });

function firingOn(
  rows: readonly AccessObservation[],
  model: DetectorModel = learned,
  options: OptionValues = {},
): readonly Alert[] {
  return firing(createDetector(accessGuard, { options, model }), rows);
}

function firing(
  detector: ReturnType<typeof createDetector>,
  rows: readonly AccessObservation[],
): readonly Alert[] {
  return rows.flatMap((row) => detector.observe(row)).filter(({ state }) => state === "firing");
}

/** Rows a second apart. */
function rowsOf(changes: readonly Partial<AccessObservation>[]): readonly AccessObservation[] {
  return changes.map((change, index) => accessRow({ index, atMs: epochMs + index * 1000, ...change }));
}

/** A path that a hundred scanners asked for without success. */
const probed = rowsOf(
  Array.from({ length: 100 }, (_, at) => ({
    ip: `192.0.2.${at}`,
    path: "/phpmyadmin",
    status: 404,
    bytes: 300,
    responseMs: 1.2,
  })),
);
const withProbes = trainDetector(accessGuard, [...earlierRequests(), ...probed]);

test("an answer where there was always a 404 is an alert about the client that says so in words", () => {
  const row = accessRow({ path: "/phpmyadmin", bytes: 53_232 });

  expect(firingOn([row], withProbes)).toMatchObject([
    {
      subject: "ip:198.51.100.7",
      severity: "error",
      evidence: "GET /phpmyadmin has always been a 404; this one is a 200 with 53,232 bytes",
    },
  ]);
});

test.for([
  [
    "an unseen status",
    { status: 303 },
    "no answer ever had the status 303; GET /about got a 303 with 12,000 bytes",
  ],
  [
    "an unseen method that is answered",
    { method: "BREW", path: "/pot" },
    "no BREW request was ever answered; BREW /pot got a 200 with 12,000 bytes",
  ],
  [
    "an impossible size",
    { bytes: 80_000_000 },
    /^GET \/about usually has [\d,]+ bytes; this one is a 200 with 80,000,000 bytes$/,
  ],
  ["a hundredfold time", { responseMs: 60_000 }, /^GET \/about usually takes \d+ ms; this one took 60 s$/],
  [
    "an injection in a query",
    { path: "/search", query: "q=1%27)%20UNION%20SELECT%20*%20FROM%20users--" },
    /^the query of GET \/search has characters that queries hardly ever have \(.*'.*\): q=1%27\)/,
  ],
] as const)("%s is an alert that names it", ([, change, evidence]) => {
  const [alert] = firingOn([accessRow(change)], learned, { arl0: 10_000 });

  expect(alert?.evidence).toMatch(evidence);
});

test.for([
  ["an unseen protocol", { protocol: "SPDY/3" }],
  ["an unseen method", { method: "BREW" }],
  ["an unseen status", { status: 999 }],
  ["an empty URL", { path: "", query: "" }],
  ["a request that could not be read", { method: "-", path: "-", protocol: "-", status: 400, bytes: 0 }],
  ["a URL of 100 KB", { path: `/${"a1%".repeat(33_000)}`, query: "=&%zz&".repeat(20_000), status: 414 }],
  ["names that objects have", { method: "__proto__", path: "constructor", query: "toString=1" }],
  ["control characters", { path: "/a\u0000\n\u001B[31m", query: "\u0007", userAgent: "\n" }],
  ["no time", { responseMs: undefined }],
  ["a time below 0", { responseMs: -3 }],
  ["no body", { bytes: 0 }],
] as const)("%s is scored", ([, change]) => {
  const { responseMs, ...rest } = { ...accessRow(), ...change };
  const row: AccessObservation = responseMs === undefined ? rest : { ...rest, responseMs };

  for (const alert of firingOn([row], learned, { arl0: 20 })) {
    expect(alert.score).toBeGreaterThan(0);
    expect(alert.score).toBeLessThan(Infinity);
    expect(alert.evidence).not.toMatch(/\p{Cc}/u);
  }
  expect(() => firingOn([row])).not.toThrow();
});

test("a scanner that is refused a thousand times is one alert", () => {
  const scan = rowsOf(
    Array.from({ length: 1000 }, (_, at) => ({
      ip: "203.0.113.9",
      path: `/probe-${at}.cgi`,
      status: 404,
      bytes: 300,
    })),
  );

  const alerts = firingOn(scan);

  expect(alerts).toMatchObject([{ subject: "ip:203.0.113.9" }]);
  expect(alerts[0]?.atIndex).toBeLessThan(10);
  expect(alerts[0]?.evidence).toMatch(
    /^(\d+) of \1 requests from 203\.0\.113\.9 refused in \d+ s, for \1 paths$/,
  );
});

test("passwords tried from many addresses are one alert about the login page", () => {
  const tries = rowsOf(
    Array.from({ length: 200 }, (_, at) => ({
      ip: `192.0.2.${at}`,
      method: "POST",
      path: "/login",
      status: 401,
      bytes: 400,
    })),
  );

  const alerts = firingOn(tries).filter(({ subject }) => subject === "path:/login");

  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.evidence).toMatch(
    /requests for POST \/login refused in \d+ s, to \d+ clients; usually [\d.]+ %$/,
  );
});

test("the third client with the same surprise makes it an alert about the path, which stands for all others", () => {
  const exposed = rowsOf(
    Array.from({ length: 50 }, (_, at) => ({ ip: `192.0.2.${at}`, path: "/phpmyadmin", bytes: 53_232 })),
  );

  const subjects = firingOn(exposed, withProbes).map(({ subject }) => subject);

  expect(subjects).toEqual(["ip:192.0.2.0", "ip:192.0.2.1", "path:/phpmyadmin"]);
});

test("an alarm ends an hour after the client's last offense", () => {
  const detector = createDetector(accessGuard, { model: withProbes });
  const offense = accessRow({ path: "/phpmyadmin", bytes: 53_232 });
  detector.observe(offense);

  expect(detector.elapse?.(epochMs + 3_600_000)).toEqual([]);
  expect(detector.elapse?.(epochMs + 3_600_001)).toMatchObject([
    { key: "ip:198.51.100.7", state: "resolved", atMs: epochMs + 3_600_000 },
  ]);
});

test("without a model it learns from the first requests and judges the others", () => {
  const rows = [...earlierRequests().slice(0, 2500), accessRow({ index: 2500, status: 303 })];

  expect(firing(createDetector(accessGuard), rows).map(({ atIndex }) => atIndex)).toEqual([2500]);
});

test("while all requests are the same it waits for others", () => {
  const same = Array.from({ length: 500 }, (_, index) => accessRow({ index, atMs: epochMs + index }));

  const detector = createDetector(accessGuard, { options: { reference: 100 } });

  expect(firing(detector, [...same, accessRow({ index: 500, status: 303 })])).toEqual([]);
});

function untimed(rows: readonly AccessObservation[]): readonly AccessObservation[] {
  return rows.map((row) => {
    const { responseMs, ...rest } = row;
    return responseMs === undefined ? row : rest;
  });
}

test("a log without times is learned and judged, and the model says what it lacks", () => {
  const model = trainDetector(accessGuard, untimed(earlierRequests()));

  expect(model.lacks).toEqual(["response times"]);
  expect(learned.lacks).toBeUndefined();
  expect(firingOn(untimed(healthyRequests(2)), model).length).toBeLessThanOrEqual(1);
  expect(firingOn(untimed([accessRow({ status: 303 })]), model)).toHaveLength(1);
  expect(firingOn([accessRow({ bytes: 12_000, responseMs: 1e7 })], model)).toEqual([]);
});

test.for([
  ["an empty log", [], "Cannot train access-guard on 0 requests."],
  ["a short log", earlierRequests().slice(0, 99), "Cannot train access-guard on 99 requests."],
  [
    "a log of one request, again and again",
    Array.from({ length: 1000 }, (_, index) => accessRow({ index })),
    "Cannot train access-guard on 1000 requests that are all the same: GET /about, answered with a 200.",
  ],
] as const)("%s is refused for training with what is missing", ([, rows, message]) => {
  expect(() => trainDetector(accessGuard, rows)).toThrow(
    expect.objectContaining({ code: "NOT_ENOUGH_HEALTHY_DATA", message }),
  );
});

test.for([1, 2, 3])("every needle is found, without a false alarm (seed %i)", (seed) => {
  expect(findingsIn(accessGuard, needles, seed)).toEqual({ incidents: 12, found: 12, falseAlarms: [] });
});

test.for(accessSuite.filter(({ traffic }) => traffic.some(isAttack)))(
  "every attack of $name is found",
  (scenario) => {
    const { incidents, found, falseAlarms } = findingsIn(accessGuard, scenario, 1);

    // About the answer to its CONNECT, 5,000 requests cannot always say more.
    expect(found).toBeGreaterThanOrEqual(scenario === needles ? incidents - 1 : incidents);
    expect(falseAlarms).toEqual([]);
  },
);

test.for(accessSuite.filter(({ traffic, hours }) => hours < 100 && !traffic.some(isAttack)))(
  "$name leaves it silent",
  (scenario) => {
    for (const seed of [1, 2, 3]) expect(findingsIn(accessGuard, scenario, seed).falseAlarms).toEqual([]);
  },
);

test("a quiet day leaves it silent", () => {
  const day = { ...accessOffice, hours: 24, past: { hours: 72 } };

  expect(findingsIn(accessGuard, day, 2).falseAlarms).toEqual([]);
});
