import { expect, test } from "vitest";
import { liveDrill } from "../../../cli/output/live-drill.ts";

test("while a detector is still at work after the last row, the line says what it does", () => {
  const written: string[] = [];
  const write = (text: string): unknown => written.push(text);
  const { onEvent, clear } = liveDrill({ isTTY: true, columns: 40, write });

  onEvent({ kind: "progress", text: "promtool evaluates the rules, part 3 of 25" });
  clear();

  expect(written).toEqual(["\r\u001B[2Kpromtool evaluates the rules, part 3 of", "\r\u001B[2K"]);
});
