import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { nameOf, objectOf, severityOf, shownValue, subjectOf, textOf } from "../json-fields.ts";
import type { PayloadReading, PayloadShape } from "./shape.ts";
import { remoteAlert } from "./shape.ts";

/**
 * Alertmanager's webhook, version 4, and Grafana's unified alerting, which is the same and more. An alert that is sent
 * again while it fires has the same fingerprint, and so the same key.
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const alertmanagerPayload: PayloadShape = {
  usage:
    'Alertmanager\'s webhook, or Grafana\'s: {"alerts": [{"status": "firing" | "resolved", "labels": {"alertname", "severity", "firedrill_subject"}, "annotations": {"summary"}, "fingerprint"}]}',
  read: (value) => {
    if (!isJsonObject(value) || !Object.hasOwn(value, "alerts")) return undefined;
    const { alerts } = value;
    return Array.isArray(alerts) ? readAll(alerts, value) : mistaken("alerts", alerts, "a list");
  },
};

function readAll(values: readonly unknown[], group: JsonObject): PayloadReading {
  const mistakes: string[] = [];
  const alerts: RemoteAlert[] = [];
  for (const [at, value] of values.entries()) {
    if (!isJsonObject(value)) {
      mistakes.push(`alerts[${at}] is ${shownValue(value)}, not an object`);
      continue;
    }
    const status = value["status"] ?? group["status"];
    if (status === "firing" || status === "resolved") alerts.push(alertOf(value, status));
    else mistakes.push(`alerts[${at}].status is ${shownValue(status)}, not "firing" or "resolved"`);
  }
  return mistakes.length > 0 ? { kind: "mistakes", mistakes } : { kind: "alerts", alerts };
}

function alertOf(value: JsonObject, state: RemoteAlert["state"]): RemoteAlert {
  const labels = objectOf(value, "labels");
  const annotations = objectOf(value, "annotations");
  return remoteAlert({
    severity: severityOf(labels),
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

function mistaken(name: string, value: unknown, wanted: string): PayloadReading {
  return { kind: "mistakes", mistakes: [`${name} is ${shownValue(value)}, not ${wanted}`] };
}
