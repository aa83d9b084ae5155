import { parseInstant } from "../../domain/time/instant.ts";

const minuteLength = "2020-01-01T00:00:".length;
const restPattern = /^([0-5]\d)(?:\.(\d{1,6}))?Z$/;

/**
 * Reads what `parseInstant` reads, several times faster when the instants lie close together, as in a log: the minute
 * is worked out only when it changes.
 */
export function createInstantReader(): (text: string) => number | undefined {
  let minute = "";
  let minuteMs = 0;

  return (text) => {
    const rest = restPattern.exec(text.slice(minuteLength));
    if (rest === null) return undefined;
    if (!text.startsWith(minute) || minute === "") {
      const begun = text.slice(0, minuteLength);
      const begunMs = parseInstant(`${begun}00Z`);
      if (begunMs === undefined) return undefined;
      minute = begun;
      minuteMs = begunMs;
    }
    const micros = Number(`${rest[1]}${(rest[2] ?? "").padEnd(6, "0")}`);
    return (minuteMs * 1000 + micros) / 1000;
  };
}
