import { alertmanagerPayload } from "./alertmanager.ts";
import { grafanaPayload } from "./grafana.ts";
import { ownPayload } from "./own.ts";
import type { PayloadReading, PayloadShape, ReadingContext } from "./shape.ts";
import { chatPayload } from "./chat.ts";
import { opsgeniePayload, pagerDutyPayload, snsPayload, uptimeKumaPayload, zabbixPayload } from "./events.ts";
import { reasonOf } from "../../../domain/error.ts";

/** What came of reading a body. */
export type BodyReading =
  | PayloadReading
  | { readonly kind: "not-json"; readonly reason: string }
  /** JSON, of no shape that we know. */
  | { readonly kind: "unknown" };

/** The first that knows a body decides: Grafana's older one has a `state` too, and a message for Slack may have anything. */
const shapes: readonly PayloadShape[] = [
  alertmanagerPayload,
  grafanaPayload,
  pagerDutyPayload,
  uptimeKumaPayload,
  zabbixPayload,
  snsPayload((value, context) => readShape(value, context)),
  ownPayload,
  opsgeniePayload,
  chatPayload,
];

const noContext: ReadingContext = { severities: {}, wallMs: undefined };

/** What may be posted, one sentence each. */
export const acceptedBodies: readonly string[] = shapes.map(({ usage }) => usage);

/** Never throws, whatever the text. A form that has JSON in its field `payload` is read as that, as chats take it. */
export function readBody(body: string, context: ReadingContext = noContext): BodyReading {
  const text = formPayload(body) ?? body;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: "not-json", reason: reasonOf(error) };
  }
  return readShape(value, context) ?? { kind: "unknown" };
}

function readShape(value: unknown, context: ReadingContext): PayloadReading | undefined {
  for (const { read } of shapes) {
    const reading = read(value, context);
    if (reading !== undefined) return reading;
  }
  return undefined;
}

function formPayload(body: string): string | undefined {
  return /^payload=|&payload=/.test(body)
    ? (new URLSearchParams(body).get("payload") ?? undefined)
    : undefined;
}
