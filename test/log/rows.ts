import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { LoginObservation, LoginOutcome } from "../../domain/login/observation.ts";
import { loginFailures } from "../../domain/login/observation.ts";
import type { ResponseObservation, ResponseOutcome } from "../../domain/response/observation.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { LineFormat } from "../../log/formats/format.ts";

export const utc = (): number => 0;

/** Stands for any text with this in it. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const startMs = 1_577_836_800_000;

/** The row with this index of a calm log: one request every half second, answered after 13.5 ms. */
export function rowAt(index: number): ResponseObservation {
  const sentAtMs = roundToMicros(startMs + index * 500);
  const outcome = { kind: "completed", status: 200, responseMs: 13.5 } as const;
  return { kind: "response", index, atMs: sentAtMs + 13.5, plannedAtMs: sentAtMs, sentAtMs, outcome };
}

export function rowsFrom(index: number, count: number): readonly ResponseObservation[] {
  return Array.from({ length: count }, (_, offset) => rowAt(index + offset));
}

const micros = (max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max }).map((value) => value / 1000);
const instantMs = micros(4_102_444_800_000_000);
const durationMs = micros(999_999_999_000_000);
export const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[\\nr"',=\r\n ;a]{0,12}$/),
  fc.constantFrom(
    "",
    "ECONNRESET",
    "=1+1",
    "@x",
    "-2",
    ",",
    '"',
    '""',
    "a\nb",
    "\r\n",
    "\\n",
    "\\\\\n",
    "\u2028",
  ),
);

/** A record like the ones in the program: an ordinary object. */
function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

const anyOutcome: fc.Arbitrary<ResponseOutcome> = fc.oneof(
  plainRecord({ kind: fc.constant("completed" as const), status: fc.nat(999), responseMs: durationMs }),
  plainRecord({ kind: fc.constant("failed" as const), error: anyText, afterMs: durationMs }),
  plainRecord({ kind: fc.constant("open" as const), ageMs: durationMs }),
);

export const anyRow: fc.Arbitrary<ResponseObservation> = plainRecord({
  kind: fc.constant("response" as const),
  index: fc.nat(1_000_000_000),
  atMs: instantMs,
  plannedAtMs: instantMs,
  sentAtMs: instantMs,
  outcome: anyOutcome,
});

const anyTruth: fc.Arbitrary<Truth> = fc.oneof(
  plainRecord({ mode: anyText, incident: anyText }),
  plainRecord({ mode: anyText }),
);

export const anyLabelledRow: fc.Arbitrary<Labelled<ResponseObservation>> = plainRecord({
  observation: anyRow,
  truth: anyTruth,
});

/** A line of a labelled log without quotes in its texts, as it was written, or with one character replaced or more. */
export function anyLine({ encode }: LineFormat<Labelled<ResponseObservation>>): fc.Arbitrary<string> {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  const outcome = fc.oneof(
    plainRecord({ kind: fc.constant("completed" as const), status: fc.nat(999), responseMs: durationMs }),
    plainRecord({ kind: fc.constant("failed" as const), error: word, afterMs: durationMs }),
  );
  const row = fc.tuple(anyRow, outcome).map(([any, one]) => ({ ...any, outcome: one }));
  const truth = plainRecord({ mode: word, incident: word });
  const line = plainRecord({ observation: row, truth }).map((labelled) => encode(labelled).slice(0, -1));
  const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(..."0159.,-e:TZ \\{}n".split(""))), {
    maxLength: 3,
  });
  return fc.tuple(line, damage).map(([text, places]) =>
    places.reduce((damaged, [place, character]) => {
      const at = place % damaged.length;
      // A quote is what tells one reader from the other.
      return damaged[at] === '"' ? damaged : damaged.slice(0, at) + character + damaged.slice(at + 1);
    }, text),
  );
}

const anyLoginOutcome: fc.Arbitrary<LoginOutcome> = fc.oneof(
  plainRecord({ kind: fc.constant("success" as const) }),
  plainRecord({ kind: fc.constant("failure" as const), reason: fc.constantFrom(...loginFailures) }),
);

/** In canonical form, as a log that was read has it. */
const anyAddress: fc.Arbitrary<string> = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .map((ip) => canonicalAddress(ip) ?? "");

/** An attempt to log in; names are any text. */
export const anyLogin: fc.Arbitrary<LoginObservation> = plainRecord({
  kind: fc.constant("login" as const),
  index: fc.nat(1_000_000_000),
  atMs: instantMs,
  ip: anyAddress,
  user: anyText,
  outcome: anyLoginOutcome,
});
