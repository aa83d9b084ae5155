import type { LineFormat, ParsedLine } from "./format.ts";
import { skipped } from "./format.ts";
import type { Line } from "./line-splitter.ts";

/** Parses a line, or says why there is nothing to parse. */
export function decodeLine<Row>(format: LineFormat<Row>, line: Line, rowsBefore: number): ParsedLine<Row> {
  switch (line.kind) {
    case "text":
      return format.decode(line.text, rowsBefore);
    case "oversize":
      return skipped("the line is longer than 64 KiB");
    case "cut":
      return skipped("the file was truncated inside the line");
  }
}
