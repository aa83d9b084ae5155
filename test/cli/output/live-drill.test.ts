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
  const { onEvent } = liveDrill({ write }, () => nowMs);
  onEvent({ kind: "started", serverUrl: "http://127.0.0.1:1", expectedRows: uncounted });
  for (const row of rowsWithAttackFrom100.slice(0, 120)) {
    nowMs += 200;
    onEvent({ kind: "row", ...row });
  }

  expect(written).toEqual(["observation 50 after 0:10\n", "observation 100 after 0:20\n"]);
});

function uncounted(): never {
  throw new RangeError("the rows to come were counted");
}
