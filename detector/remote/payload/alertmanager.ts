import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { parseInstant } from "../../../domain/time/instant.ts";
import { nameOf, objectOf, shownValue, subjectOf, textOf } from "../json-fields.ts";
import type { PayloadReading, PayloadShape, ReadingContext } from "./shape.ts";
import { mistaken, remoteAlerts } from "./shape.ts";
import type { StateOrNothing } from "./words.ts";
import { severityIn, stateWord } from "./words.ts";

/**
 * Alertmanager's webhook, version 4; Grafana's unified alerting, which extends it; and the list that Prometheus posts
 * to Alertmanager's API v2, in which an alert ends at `endsAt`. Repeated notices of an alert have the same
 * fingerprint or labels, and so the same key.
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const alertmanagerPayload: PayloadShape = {
  usage:
    'Alertmanager\'s webhook, or Grafana\'s: {"alerts": [{"status": "firing" | "resolved", "labels": {"alertname", "severity", "firedrill_subject"}, "annotations": {"summary"}, "fingerprint"}]}; or the list of Alertmanager\'s API v2: [{"labels": {...}, "startsAt", "endsAt"}]',
  read: (value, context) => {
    if (Array.isArray(value) && value.length > 0 && value.every(isLabelled))
      return readAll(value, undefined, context);
    if (!isJsonObject(value) || !Object.hasOwn(value, "alerts")) return undefined;
    const { alerts } = value;
    return Array.isArray(alerts)
      ? readAll(alerts, value, context)
      : mistaken(`alerts is ${shownValue(alerts)}, not a list`);
  },
};

function isLabelled(value: unknown): boolean {
  return isJsonObject(value) && isJsonObject(value["labels"]);
}

function readAll(
  values: readonly unknown[],
  group: JsonObject | undefined,
  context: ReadingContext,
): PayloadReading {
  const mistakes: string[] = [];
  const alerts: RemoteAlert[] = [];
  for (const [at, value] of values.entries()) {
    if (!isJsonObject(value)) {
      mistakes.push(`alerts[${at}] is ${shownValue(value)}, not an object`);
      continue;
    }
    const status = value["status"] ?? group?.["status"];
    const state = status === undefined && group === undefined ? stateByEnd(value, context) : stateIn(status);
    if (state !== undefined) alerts.push(...alertsOf(value, state, context));
    else mistakes.push(`alerts[${at}].status is ${shownValue(status)}, not "firing" or "resolved"`);
  }
  return mistakes.length > 0 ? { kind: "mistakes", mistakes } : { kind: "alerts", alerts };
}

function stateIn(status: unknown): StateOrNothing | undefined {
  const word = isJsonObject(status) ? status["state"] : status;
  return typeof word === "string" ? stateWord(word) : undefined;
}

/** Like Alertmanager, treats an alert as resolved once `endsAt` has passed. */
function stateByEnd({ endsAt }: JsonObject, { wallMs }: ReadingContext): StateOrNothing {
  const endMs = typeof endsAt === "string" ? parseInstant(endsAt) : undefined;
  return endMs !== undefined && wallMs !== undefined && endMs <= wallMs && endMs > 0 ? "resolved" : "firing";
}

function alertsOf(
  value: JsonObject,
  state: StateOrNothing,
  { severities }: ReadingContext,
): readonly RemoteAlert[] {
  const labels = objectOf(value, "labels");
  const annotations = objectOf(value, "annotations");
  return remoteAlerts({
    severity: severityIn(labels, severities),
    state,
    key: textOf(value, "fingerprint") ?? nameOf(labels),
    subject: subjectOf(labels),
    evidence:
      textOf(annotations, "summary") ??
      textOf(annotations, "description") ??
      textOf(annotations, "message") ??
      textOf(labels, "alertname"),
  });
}
