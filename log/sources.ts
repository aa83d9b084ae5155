import { accessLog } from "./access/kit.ts";
import { auditLog } from "./audit/kit.ts";
import type { LineEncoder } from "../domain/remote-detector.ts";
import type { LogSource, Observation, RowOf } from "../domain/sources.ts";
import type { Labelled } from "../domain/truth.ts";
import type { LabelledFormat, LineFormat, LogFormat, UtcOffsetMs } from "./formats/format.ts";
import { loginKit } from "./login/kit.ts";
import { processLog } from "./process/kit.ts";
import { responseKit } from "./response/kit.ts";
import type { LogKit } from "./source.ts";
import { labelledFormatOf, observedFormatOf } from "./source.ts";

const kits: { readonly [S in LogSource]: LogKit<RowOf<S>> } = {
  response: responseKit,
  login: loginKit,
  audit: auditLog,
  access: accessLog,
  process: processLog,
};

/** What the source brings to its logs. */
export function logKit<S extends LogSource>(source: S): LogKit<RowOf<S>> {
  return kits[source];
}

/** How the observed log of a source is spelled. Read with it, a labelled file looks like an observed one. */
export function observedFormat<S extends LogSource>(
  source: S,
  format: LogFormat,
  utcOffsetMs: UtcOffsetMs,
): LineFormat<RowOf<S>> {
  return observedFormatOf(logKit(source), format, utcOffsetMs);
}

/** @throws FiredrillError NOT_A_LOG_FORMAT when logs of the source are not written so */
export function checkLogFormat(source: LogSource, format: LogFormat): void {
  observedFormat(source, format, () => 0);
}

/** How the labelled log of a source is spelled. */
export function labelledFormat<S extends LogSource>(
  source: S,
  format: LabelledFormat,
): LineFormat<Labelled<RowOf<S>>> {
  return labelledFormatOf(logKit(source), format);
}

/** Rows of any source as lines, each as its source is spelled. */
export function observedLines(format: LogFormat, utcOffsetMs: UtcOffsetMs): LineEncoder {
  const formats = new Map<LogSource, LineFormat<Observation>>();
  const formatOf = ({ kind }: Observation): LineFormat<Observation> => {
    const known = formats.get(kind) ?? observedFormat(kind, format, utcOffsetMs);
    formats.set(kind, known);
    return known;
  };
  return {
    format,
    headerFor: (row) => formatOf(row).header,
    encode: (row) => formatOf(row).encode(row),
  };
}
