import { expect, test } from "vitest";
import { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert, RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import type { ClockKind } from "../../../domain/time/clock.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import type { DetectorSession } from "../../../harness/session/local-session.ts";
import { remoteSession } from "../../../harness/session/remote-session.ts";

/** A remote detector whose alerts the test sends. */
interface Puppet {
  readonly remote: RemoteDetector;
  readonly says: (alert: RemoteAlert) => void;
  readonly fails: (error: FiredrillError) => void;
  readonly batches: (readonly Observation[])[];
  readonly stops: number[];
}

function puppet(): Puppet {
  let context: RemoteContext | undefined;
  const batches: (readonly Observation[])[] = [];
  const stops: number[] = [];
  const remote: RemoteDetector = {
    name: "puppet",
    windowSize: 10,
    start: async (given) => {
      context = given;
    },
    observe: async (rows) => {
      batches.push(rows);
    },
    stop: async (graceMs) => {
      stops.push(graceMs);
    },
  };
  return {
    remote,
    batches,
    stops,
    says: (alert) => context?.onAlert(alert),
    fails: (error) => context?.onError(error),
  };
}

const spacingMs = 100;

function row(index: number): Observation {
  const atMs = epochMs + index * spacingMs;
  const outcome = { kind: "completed", status: 200, responseMs: 10 } as const;
  return { kind: "response", index, atMs, plannedAtMs: atMs - 10, sentAtMs: atMs - 10, outcome };
}

async function started(
  { remote }: Puppet,
  kind: ClockKind["kind"],
  nowMs = epochMs,
): Promise<DetectorSession> {
  const clockKind = kind === "scaled" ? ({ kind, factor: 10 } as const) : ({ kind } as const);
  const clock = { nowMs: () => nowMs, sleepUntilMs: async () => undefined, hold: () => () => undefined };
  const session = remoteSession("puppet", remote, { clock, clockKind, seed: 1 }, () => undefined);
  await session.start();
  return session;
}

async function show(session: DetectorSession, rows: number): Promise<void> {
  for (let index = 0; index < rows; index += 1) await session.observe(row(index));
}

test("an alert that names its row gets that row's time, which on the virtual clock is also its time of receipt", async () => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 20);

  detector.says({ severity: "error", state: "firing", atIndex: 7 });

  const atMs = epochMs + 700;
  expect(session.alerts).toEqual([
    {
      key: "alert",
      detector: "puppet",
      severity: "error",
      state: "firing",
      atIndex: 7,
      atMs,
      receivedMs: atMs,
    },
  ]);
});

test.for([
  [700, 7, "the row that ended at that very moment"],
  [799.999, 7, "the last row that had ended"],
  [5000, 19, "the last row shown"],
  [-1, 0, "the first row, when none had ended"],
] as const)("an alert %i ms after the start is about row %i: %s", async ([afterMs, atIndex]) => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 20);

  detector.says({ severity: "error", state: "firing", atMs: epochMs + afterMs });

  expect(session.alerts).toMatchObject([{ atIndex, atMs: epochMs + afterMs }]);
});

test("on a wall clock an alert without a row gets the last row and the time of arrival", async () => {
  const detector = puppet();
  const nowMs = epochMs + 1234.5;
  const session = await started(detector, "real", nowMs);
  await show(session, 5);

  detector.says({ severity: "warning", state: "firing", subject: "host:a" });

  expect(session.alerts).toMatchObject([{ key: "host:a", atIndex: 4, atMs: nowMs, receivedMs: nowMs }]);
});

test("an episode may open under one spelling of an address and end under another", async () => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 20);

  detector.says({ severity: "error", state: "firing", atIndex: 7, subject: "[::FFFF:203.0.113.9]:22" });
  detector.says({ severity: "error", state: "resolved", atIndex: 9, subject: "203.0.113.9" });

  const one = { key: "ip:203.0.113.9", subject: "ip:203.0.113.9" };
  expect(session.alerts).toMatchObject([
    { ...one, state: "firing" },
    { ...one, state: "resolved" },
  ]);
});

test("an alert about an address that cannot be read is an error that quotes it", async () => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 20);

  detector.says({ severity: "error", state: "firing", atIndex: 7, subject: "ip:web-1" });

  expect(session.error).toMatchObject({
    code: "ALERT_NOT_UNDERSTOOD",
    message:
      'puppet raised an alert about "ip:web-1", which is no address. After "ip:" a subject has an IPv4 or IPv6 address; a host is "host:" and its name.',
  });
  expect(session.alerts).toEqual([]);
});

test("on a wall clock an alert may come before the first row has ended", async () => {
  const detector = puppet();
  const session = await started(detector, "real", epochMs + 5);

  detector.says({ severity: "error", state: "firing" });

  expect(session.alerts).toMatchObject([{ atIndex: 0, atMs: epochMs + 5 }]);
  expect(session.error).toBeUndefined();
});

test("on the virtual clock an alert without row and time is an error of the detector, not a miss", async () => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 5);

  detector.says({ severity: "error", state: "firing" });

  expect(session.error?.code).toBe("ALERT_WITHOUT_TIME");
  expect(session.alerts).toEqual([]);
});

test.for([[-1], [5], [2.5]])(
  "an alert about row %d of five is an error that names the existing rows",
  async ([atIndex]) => {
    const detector = puppet();
    const session = await started(detector, "virtual");
    await show(session, 5);

    detector.says({ severity: "error", state: "firing", ...(atIndex === undefined ? {} : { atIndex }) });

    expect(session.error?.code).toBe("ALERT_WITHOUT_OBSERVATION");
    expect(session.error?.message).toContain("0 to 4");
  },
);

test("an episode that is never resolved is resolved ten rows after its last alert", async () => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 60);
  for (const atIndex of [12, 10, 22, 40]) detector.says({ severity: "error", state: "firing", atIndex });

  await session.finish();

  const ends = session.alerts.filter(({ state }) => state === "resolved").map(({ atIndex }) => atIndex);
  expect(ends).toEqual([32, 50]);
});

test("no episode is resolved for a detector that resolves its own or fires to the end", async () => {
  const detector = puppet();
  const session = await started(detector, "virtual");
  await show(session, 60);
  detector.says({ key: "a", severity: "error", state: "firing", atIndex: 10 });
  detector.says({ key: "a", severity: "error", state: "resolved", atIndex: 30 });
  detector.says({ key: "b", severity: "error", state: "firing", atIndex: 55 });

  await session.finish();

  expect(session.alerts).toHaveLength(3);
});

test("rows go one by one on a wall clock and in batches on the virtual clock, and the last batch is flushed", async () => {
  const live = puppet();
  const fast = puppet();
  const [liveSession, fastSession] = [await started(live, "real"), await started(fast, "virtual")];
  await show(liveSession, 3);
  await show(fastSession, 600);
  const shownEarly = fast.batches.map((batch) => batch.length);

  await fastSession.finish();

  expect(live.batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
  expect(shownEarly).toEqual([512]);
  expect(fast.batches.map((batch) => batch.length)).toEqual([512, 88]);
});

function failure(code: string): FiredrillError {
  return new FiredrillError("drill", code, "It died.", "Mend it.");
}

test("a detector that failed gets no more rows, and its first failure is kept", async () => {
  const detector = puppet();
  const session = await started(detector, "real");
  await show(session, 2);

  detector.fails(failure("FIRST"));
  detector.fails(failure("SECOND"));
  await show(session, 5);

  expect(session.error).toEqual({ code: "FIRST", message: "It died. Mend it." });
  expect(detector.batches).toHaveLength(2);
});

test("it is stopped once, with grace time, or at once when the drill is abandoned", async () => {
  const finished = puppet();
  const abandoned = puppet();
  const [first, second] = [await started(finished, "virtual"), await started(abandoned, "virtual")];

  await first.finish();
  await first.abandon();
  await second.abandon();

  expect(finished.stops).toEqual([30_000]);
  expect(abandoned.stops).toEqual([0]);
});

test("an episode that ends and begins again within one row is open again", async () => {
  const detector = puppet();
  const session = await started(detector, "real");
  await show(session, 5);

  for (const state of ["firing", "firing", "resolved", "firing"] as const)
    detector.says({ severity: "error", state });

  expect(session.alerts.map(({ state }) => state)).toEqual(["firing", "resolved", "firing"]);
});
