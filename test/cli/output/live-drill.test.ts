import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { liveDrill } from "../../../cli/output/live-drill.ts";
import { rowsWithAttackFrom100 } from "../../score/sample.ts";

test("while a detector is still at work after the last row, the line says what it does", () => {
  const written: string[] = [];
  const write = (text: string): unknown => written.push(text);
  const { onEvent, clear } = liveDrill({ isTTY: true, columns: 40, write });

  onEvent({ kind: "progress", text: "promtool evaluates the rules, part 3 of 25" });
  clear();

  expect(written).toEqual(["\r\u001B[2Kpromtool evaluates the rules, part 3 of", "\r\u001B[2K"]);
});

test("without a terminal a drill says every 10 s how far it is, without counting the rows to come", () => {
  const written: string[] = [];
  const write = (text: string): unknown => written.push(text);
  let nowMs = 0;
  const { onEvent } = liveDrill({ write }, { nowMs: () => nowMs });
  onEvent({ kind: "started", serverUrl: "http://127.0.0.1:1", expectedRows: uncounted });
  for (const row of rowsWithAttackFrom100.slice(0, 120)) {
    nowMs += 200;
    onEvent({ kind: "row", ...row });
  }

  expect(written).toEqual(["observation 50 after 0:10\n", "observation 100 after 0:20\n"]);
});

interface Size {
  columns: number;
  rows: number;
}

/** What a terminal is sent in each of its drawings while `rapidly` turns slow; its size can change on the way. */
function drawnIn(
  size: Size,
  onRow: (row: number) => void = () => undefined,
  detector = "knn",
): readonly string[] {
  const written: string[] = [];
  const terminal = {
    isTTY: true,
    write: (text: string): unknown => written.push(text),
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
  };
  let nowMs = 0;
  const { onEvent, clear } = liveDrill(terminal, { nowMs: () => nowMs });
  onEvent({ kind: "started", serverUrl: "http://127.0.0.1:1", expectedRows: () => 300 });
  for (const [index, row] of rowsWithAttackFrom100.slice(0, 110).entries()) {
    nowMs += 1000;
    onRow(index);
    onEvent({ kind: "row", ...row });
  }
  const { atMs, index: atIndex } = rowsWithAttackFrom100[102]?.observation ?? { atMs: 0, index: 0 };
  nowMs += 1000;
  onEvent({
    kind: "alert",
    alert: { key: "k", detector, severity: "error", state: "firing", atIndex, atMs, receivedMs: atMs },
  });
  clear();
  return written;
}

/** The lines of a drawing, without what moves the cursor. */
function shownIn(drawing: string): readonly string[] {
  return stripVTControlCharacters(drawing).replaceAll("\r", "").split("\n");
}

test("a terminal with room has a panel: the curve, the fault below it, what is left, and the alert's delay", () => {
  const [last = ""] = drawnIn({ columns: 100, rows: 24 }).slice(-2);

  const [curve = "", band = "", status = "", alert = ""] = shownIn(last);
  expect(curve).toHaveLength(99);
  expect(curve.endsWith("█")).toBe(true);
  expect(band).toMatch(/^ +▔{9}$/u);
  expect(status).toBe("observation 110 of 300, 3:12 left; attack since attack-1 began");
  expect(alert).toMatch(/^knn firing \(error\), [\d.]+ s after the switch$/u);
});

test.for([
  { columns: 59, rows: 24 },
  { columns: 100, rows: 9 },
])("a terminal of %j has one line", (size) => {
  for (const drawing of drawnIn(size)) expect(shownIn(drawing)).toHaveLength(1);
});

test("no line is wider than the terminal, and no drawing higher, however it is resized", () => {
  const someSizes = fc.array(
    fc.record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 60 }) }),
    { minLength: 110, maxLength: 110 },
  );

  fc.assert(
    fc.property(someSizes, fc.string({ maxLength: 100 }), (sizes, detector) => {
      const size = { columns: 100, rows: 24 };

      const drawings = drawnIn(size, (row) => Object.assign(size, sizes[row]), detector);

      for (const [at, drawing] of drawings.entries()) {
        const { columns, rows } = sizes[at] ?? size;
        const lines = shownIn(drawing);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
        expect(lines.length).toBeLessThanOrEqual(rows);
      }
    }),
  );
});

test("a terminal that has become narrower is cleared of the lines that it has broken", () => {
  const size = { columns: 100, rows: 24 };

  const drawings = drawnIn(size, (row) => {
    if (row === 109) size.columns = 50;
  });

  // Curve, band and status were up to 99 characters wide, and are two lines each now; the alert's empty line is one.
  expect(drawings.at(109)?.startsWith("\r\u001B[6A\u001B[J")).toBe(true);
});

function uncounted(): never {
  throw new RangeError("the rows to come were counted");
}
