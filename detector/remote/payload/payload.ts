import { alertmanagerPayload } from "./alertmanager.ts";
import { grafanaPayload } from "./grafana.ts";
import { ownPayload } from "./own.ts";
import type { PayloadReading, PayloadShape, ReadingContext } from "./shape.ts";
import { chatPayload } from "./chat.ts";
import { opsgeniePayload, pagerDutyPayload, snsPayload, uptimeKumaPayload, zabbixPayload } from "./events.ts";
import { reasonOf } from "../../../domain/error.ts";

export type BodyReading =
  | PayloadReading
  | { readonly kind: "not-json"; readonly reason: string }
  /** JSON of an unknown shape. */
  | { readonly kind: "unknown" };

/** In order of precedence: Grafana's older format has a `state` too, and a chat message can have any field. */
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

/** One sentence for each accepted body. */
export const acceptedBodies: readonly string[] = shapes.map(({ usage }) => usage);

/** Never throws. Also reads a form with JSON in its field `payload`, as chats do. */
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
