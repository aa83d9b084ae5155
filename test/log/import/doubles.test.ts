import fc from "fast-check";
import { expect, test } from "vitest";
import { imported, requestsOf } from "./imported.ts";

interface Logged {
  readonly at?: number;
  readonly id?: string;
  readonly path?: string;
  readonly took?: number;
  readonly status?: number;
}

const second = Date.UTC(2026, 10, 20, 14);

function line({ at = 0, id, path = "/elm", took = 41, status = 200 }: Logged): string {
  const time = new Date(second + at).toISOString();
  return JSON.stringify({
    time,
    request_id: id,
    method: "GET",
    path,
    status,
    ...(took < 0 ? {} : { duration_ms: took }),
  });
}

async function read(
  lines: readonly string[],
): Promise<readonly [requests: number, said: string | undefined]> {
  const log = await imported(lines.join("\n"));
  return [requestsOf(log).length, log.assumptions.find((sentence) => sentence.startsWith("Left out"))];
}

const leftOutOne = "Left out 1 of its lines, which tell of a request that another line has told of.";
const healthy = Array.from({ length: 5 }, (_, at) => line({ at: at * 1000, id: `id-${at}` }));

test.for([
  ["the same line again", line({ at: 9000, id: "x" }), line({ at: 9000, id: "x" })],
  [
    "the same request by a second logger",
    line({ at: 9000, id: "x", took: 41.5 }),
    line({ at: 9003, id: "x", took: 41.5 }),
  ],
  [
    "an error, and then the line of its request",
    line({ at: 9000, id: "x", took: -1, status: 500 }),
    line({ at: 9002, id: "x", status: 500 }),
  ],
  [
    "an error after the line of its request",
    line({ at: 9000, id: "x", status: 500 }),
    line({ at: 9002, id: "x", took: -1, status: 500 }),
  ],
] as const)("one id, one request: %s", async ([, ...pair]) => {
  expect(await read([...healthy, ...pair])).toEqual([6, leftOutOne]);
});

test("an error that no other line of its request follows is a request", async () => {
  expect(await read([...healthy, line({ id: "x", took: -1, status: 500 })])).toEqual([6, undefined]);
});

test.for([
  ["a second try right after the first", line({ at: 9000, id: "x" }), line({ at: 9041, id: "x" })],
  ["another path", line({ at: 9000, id: "x" }), line({ at: 9000, id: "x", path: "/oak" })],
  ["another length", line({ at: 9000, id: "x" }), line({ at: 9000, id: "x", took: 42 })],
  ["another status", line({ at: 9000, id: "x", status: 503 }), line({ at: 9000, id: "x" })],
  ["no id", line({ at: 9000 }), line({ at: 9000 })],
  [
    "an id that a counter gives again after a restart",
    line({ at: 0, id: "y" }),
    line({ at: 70_000, id: "y" }),
  ],
] as const)("distinct requests stay distinct: %s", async ([, ...pair]) => {
  expect(await read([...healthy, ...pair])).toEqual([7, undefined]);
});

test("an id that other requests have, too, proves nothing, and what was left out by it is put back", async () => {
  const twice = line({ at: 9000, id: "passed-on" });

  expect(await read([...healthy, twice, twice, line({ at: 9500, id: "passed-on", path: "/oak" })])).toEqual([
    8,
    undefined,
  ]);
});

test("lines in whole seconds that are the same are as many requests", async () => {
  const same = '203.0.113.9 - - [20/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 512 "-" "probe" 0.041';

  expect(await read([same, same, same])).toEqual([3, undefined]);
});

test.for([
  ["2026-11-20T14:00:01.123456Z", 1],
  ["2026-11-20T14:00:01.123400Z", 2],
  ["2026-11-20T14:00:01.123Z", 2],
  ["1795176001123456", 1],
  ["1795176001123", 2],
] as const)("of the time %s the same line twice is %d", async ([time, requests]) => {
  const same = JSON.stringify({ time, status: 200, duration_ms: 41 });

  expect((await read([same, same]))[0]).toBe(requests);
});

test("what is said of a request on the way is left aside with its id, and counted without", async () => {
  const begun = '{"time":"2026-11-20T14:00:01.000Z","request_id":"x","msg":"incoming request"}';
  const log = await imported(
    [begun, ...healthy, '{"time":"2026-11-20T14:00:01.000Z","msg":"listening"}'].join("\n"),
  );

  expect([requestsOf(log).length, log.skipped.skipped]).toEqual([5, 1]);
});

test("any log whose lines all come twice in a row has as many requests as it has ids", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5000), { minLength: 1, maxLength: 40 }), async (times) => {
      const lines = times.map((at, index) => line({ at, id: `id-${index}`, took: at % 97 }));

      expect((await read(lines.flatMap((one) => [one, one])))[0]).toBe(times.length);
    }),
    { numRuns: 50 },
  );
});
