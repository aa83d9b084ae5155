import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Recording } from "../../../domain/response/recording.ts";
import { writeRecording } from "../../../log/response/recording.ts";
import { testFolder } from "../../harness/folder.ts";

const oneRequest: Recording = {
  offsetsMs: Float64Array.of(0),
  tookMicros: Uint32Array.of(5000),
  endCodes: Uint16Array.of(200),
};

test.for([
  ["/a", "/a", "a path stays as it is"],
  ["=HYPERLINK(1)", "'=HYPERLINK(1)", "a spreadsheet would compute it"],
  ["+1", "'+1", "this too"],
  ["-1", "'-1", "and this"],
  ["@SUM(1)", "'@SUM(1)", "and an old spelling"],
  ["\t=1", String.raw`\t=1`, "a tab is a control character, and visible"],
  ["/\u001B[2J\u202Ea", String.raw`/\x1b[2J\u{202e}a`, "so is whatever moves a cursor"],
  ["a\r\nb", "a  b", "a request is one line"],
] as const)("the path %j is kept as %j: %s", ([name, kept]) => {
  const path = join(testFolder(), "incident.csv");

  writeRecording(path, oneRequest, { names: ["path"], details: [{ path: name }] });

  const [, row = ""] = readFileSync(path, "utf8").split("\n");
  expect(row).toBe(`0.000000,0.005000,200,${kept}`);
});

const micros = fc.oneof(fc.nat(2_000_000), fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }));

test("any instant and any length is written in seconds with six decimals", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(micros, fc.nat(), fc.constantFrom(0, 1, 200, 404, 999)), {
        minLength: 1,
        maxLength: 9,
      }),
      (requests) => {
        const path = join(testFolder(), "incident.csv");
        const rows = requests.flatMap((row) => Array.from({ length: 400 }, () => row));

        writeRecording(
          path,
          {
            offsetsMs: Float64Array.from(rows, ([offset]) => offset / 1000),
            tookMicros: Uint32Array.from(rows, ([, took]) => took),
            endCodes: Uint16Array.from(rows, ([, , end]) => end),
          },
          { names: [], details: [] },
        );

        expect(readFileSync(path, "utf8").split("\n")).toEqual([
          "offset_s,response_time_s,outcome",
          ...rows.map(
            ([offset, took, end]) =>
              `${(offset / 1000 / 1000).toFixed(6)},${(took / 1_000_000).toFixed(6)},${["timeout", "cut"][end] ?? end}`,
          ),
          "",
        ]);
      },
    ),
    { numRuns: 20 },
  );
});
