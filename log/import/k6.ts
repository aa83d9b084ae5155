import { yearNote } from "../../domain/time/instant.ts";
import { splitLine } from "../formats/csv.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";

import type { ImportedLine, ImportFormat, ImportReader, ImportSettings } from "./format.ts";
import { doubt, endOfError, endOfStatus, keptOf, requestLine, urlDetails } from "./format.ts";
import { createStampReader, parseEpoch } from "./stamp.ts";

const metric = "http_req_duration";
const headerStart = "metric_name,timestamp,metric_value";
const timeoutCodes = new Set(["1050", "1211"]);

/** What `k6 run --out csv=FILE` writes: one row for each metric, of which those of `http_req_duration` are requests. */
export const k6Format: ImportFormat = {
  name: "k6",
  summary: "what k6 run --out csv=FILE writes (rows of http_req_duration, milliseconds)",
  precision: "perhaps-seconds",
  guessed: "first",
  score: (lines) => (lines[0]?.startsWith(headerStart) === true ? 1 : 0),
  open: (lines, settings) => {
    const [header = ""] = lines;
    if (!header.startsWith(headerStart)) {
      return doubt("It does not begin with k6's header.", `The first line must begin with ${headerStart}.`);
    }
    return { kind: "reader", reader: k6Reader(header.split(","), settings) };
  },
};

function k6Reader(names: readonly string[], { keep }: ImportSettings): ImportReader {
  const stamps = createStampReader();
  const [statusAt, codeAt, methodAt, urlAt] = ["status", "error_code", "method", "url"].map((name) =>
    names.indexOf(name),
  );

  function read(line: string): ImportedLine {
    if (!line.startsWith(metric)) return line === "" ? skipped("the line is empty") : { kind: "header" };
    const cells = splitLine(line);
    if (cells === undefined) return skipped("its quotes do not match");
    const [name, time = "", took = ""] = cells;
    if (name !== metric) return { kind: "header" };
    const stampMs = /^\d{1,20}$/.test(time) ? parseEpoch(Number(time)) : stamps.read(time);
    if (stampMs === undefined) return skipped(`the timestamp ${shown(time)} is no time${yearNote(time)}`);
    if (!/^\d{1,12}(?:\.\d{1,12})?$/.test(took))
      return skipped(`metric_value is ${shown(took)}, not milliseconds`);
    const tookMs = Math.round(Number(took) * 1000) / 1000;
    const end = endOf(cells[statusAt ?? -1] ?? "", cells[codeAt ?? -1] ?? "");
    const details = { method: cells[methodAt ?? -1] ?? "", ...urlDetails(cells[urlAt ?? -1] ?? "") };
    return requestLine({ stampMs, tookMs, details: keptOf(details, keep) }, end, took);
  }

  return {
    stamps: "end",
    assumptions: [
      "Response times are in milliseconds: k6 writes them so.",
      "The time in a line is that of the request's end, as k6 writes it.",
    ],
    read,
    zoneMs: () => stamps.zoneMs() ?? 0,
  };
}

/** A request that got no answer has status 0 and a code that says why. */
function endOf(status: string, code: string): ReturnType<typeof endOfStatus> {
  if (status !== "0" && status !== "") return endOfStatus(status);
  return endOfError(timeoutCodes.has(code) ? "timeout" : "refused or reset");
}
