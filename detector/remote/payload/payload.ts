import { alertmanagerPayload } from "./alertmanager.ts";
import { grafanaPayload } from "./grafana.ts";
import { ownPayload } from "./own.ts";
import type { PayloadReading, PayloadShape } from "./shape.ts";
import { slackPayload } from "./slack.ts";
import { reasonOf } from "../../../domain/error.ts";

/** What came of reading a body. */
export type BodyReading =
  | PayloadReading
  | { readonly kind: "not-json"; readonly reason: string }
  /** JSON, of no shape that we know. */
  | { readonly kind: "unknown" };

/** The first that knows a body decides: Grafana's older one has a `state` too, and a message for Slack may have anything. */
const shapes: readonly PayloadShape[] = [alertmanagerPayload, grafanaPayload, ownPayload, slackPayload];

/** What may be posted, one sentence each. */
export const acceptedBodies: readonly string[] = shapes.map(({ usage }) => usage);

/** Never throws, whatever the text. */
export function readBody(text: string): BodyReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: "not-json", reason: reasonOf(error) };
  }
  for (const { read } of shapes) {
    const reading = read(value);
    if (reading !== undefined) return reading;
  }
  return { kind: "unknown" };
}
