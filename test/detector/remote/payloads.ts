/** A post by Alertmanager 0.25, based on the documentation of `webhook_config`. */
export const alertmanagerBody = {
  version: "4",
  groupKey: '{}:{alertname="SlowP90"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "hook",
  groupLabels: { alertname: "SlowP90" },
  commonLabels: { alertname: "SlowP90", severity: "page" },
  commonAnnotations: { summary: "p90 above 300 ms" },
  externalURL: "http://alertmanager.example:9093",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "SlowP90", severity: "page", instance: "a:80" },
      annotations: { summary: "p90 above 300 ms" },
      startsAt: "2026-03-01T10:00:00.123Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example:9090/graph?g0.expr=p90",
      fingerprint: "f3c1b0d5a2e49687",
    },
    {
      status: "resolved",
      labels: { alertname: "Brute", severity: "warning", firedrill_subject: "ip:203.0.113.9" },
      annotations: {},
      startsAt: "2026-03-01T09:58:00Z",
      endsAt: "2026-03-01T10:00:00Z",
      generatorURL: "",
      fingerprint: "0a1b2c3d4e5f6071",
    },
  ],
};

/** A post by Grafana's alerting (9 and later). */
export const grafanaBody = {
  receiver: "firedrill",
  status: "firing",
  orgId: 1,
  version: "1",
  groupKey: '{}:{alertname="Slow answers"}',
  truncatedAlerts: 0,
  groupLabels: { alertname: "Slow answers" },
  commonLabels: { alertname: "Slow answers", grafana_folder: "web" },
  commonAnnotations: {},
  externalURL: "http://grafana.example:3000/",
  title: "[FIRING:1] Slow answers web",
  state: "alerting",
  message: "**Firing**\n\nValue: B=0.52, C=1\n",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "Slow answers", grafana_folder: "web" },
      annotations: { description: "the mean is above 0.3 s" },
      startsAt: "2026-03-01T10:00:10Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://grafana.example:3000/alerting/grafana/abc/view",
      fingerprint: "c6eadffa33fcdf37",
      silenceURL: "http://grafana.example:3000/alerting/silence/new",
      dashboardURL: "",
      panelURL: "",
      values: { B: 0.52, C: 1 },
      valueString: "[ var='B' labels={} value=0.52 ]",
    },
  ],
};

/** A post by Grafana before unified alerting. */
export const olderGrafanaBody = {
  dashboardId: 1,
  evalMatches: [{ value: 520, metric: "mean", tags: {} }],
  imageUrl: null,
  message: "answers are slow",
  orgId: 1,
  panelId: 2,
  ruleId: 1,
  ruleName: "Slow answers",
  ruleUrl: "http://grafana.example:3000/d/abc?tab=alert",
  state: "alerting",
  tags: { severity: "warning", firedrill_subject: "host:web-1" },
  title: "[Alerting] Slow answers",
};

/** A post by Alertmanager's `slack_config`. */
export const slackAttachmentBody = {
  channel: "#alerts",
  username: "Alertmanager",
  attachments: [
    {
      fallback: "[FIRING:1] SlowP90 | http://alertmanager.example:9093",
      title: "[FIRING:1] SlowP90 (warning)",
      title_link: "http://alertmanager.example:9093/#/alerts",
      text: "",
      color: "danger",
      mrkdwn_in: ["fallback", "pretext", "text"],
    },
  ],
};

/** A Slack message made of blocks. */
export const slackBlocksBody = {
  blocks: [
    { type: "header", text: { type: "plain_text", text: "Slow answers" } },
    { type: "divider" },
    { type: "section", fields: [{ type: "mrkdwn", text: "*State*\nresolved" }] },
  ],
};
