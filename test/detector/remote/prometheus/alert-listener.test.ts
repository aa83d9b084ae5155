import { expect, test } from "vitest";
import { alertListener } from "../../../../detector/remote/prometheus/alert-listener.ts";
import type { AlertListener } from "../../../../detector/remote/prometheus/alert-listener.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { epochMs } from "../../../../domain/time/clock.ts";
import type { RemoteAlert } from "../../../../domain/remote-detector.ts";
import { manualClock } from "../../../mock-server/manual-clock.ts";
import type { ManualClock } from "../../../mock-server/manual-clock.ts";
import { ruleText, rulesFile } from "./rules-file.ts";

interface Listening {
  readonly listener: AlertListener;
  readonly clock: ManualClock;
  readonly told: readonly RemoteAlert[];
}

/** Rules on `SlowP90` with `for: 5s`, scraped and evaluated every second; one scrape was at 300 ms. */
function listening(groupWait = "0s"): Listening {
  const rules = rulesFile(ruleText("up == 0", "        for: 5s\n"));
  const clock = manualClock();
  const told: RemoteAlert[] = [];
  const context = { clock, onAlert: (alert: RemoteAlert) => void told.push(alert) };
  const listener = alertListener(prometheusSettings({ rules, group_wait: groupWait }), clock, context);
  listener.scrapedAt(epochMs + 300);
  return { listener, clock, told };
}

function posted(state: "firing" | "resolved", startsAtMs: number, alertname = "SlowP90") {
  const endsAtMs = state === "firing" ? epochMs + 240_000 : epochMs;
  const labels = { alertname, severity: "critical", firedrill_run: "1" };
  return { labels, annotations: { summary: "slow" }, startsAtMs, endsAtMs };
}

test("an alert is told with its stations: the last scrape before it was pending, and the way from there", async () => {
  const { listener, clock, told } = listening();
  await clock.advance(17_010);

  listener.hear(posted("firing", epochMs + 17_000));

  expect(told).toEqual([
    {
      key: "SlowP90",
      severity: "error",
      state: "firing",
      evidence: "slow",
      stations: [
        { name: "scraped", atMs: epochMs + 11_300 },
        { name: "pending", atMs: epochMs + 12_000 },
        { name: "firing", atMs: epochMs + 17_000 },
        { name: "posted", atMs: epochMs + 17_010 },
      ],
    },
  ]);
});

test("what is posted again is told once, and its end is told", async () => {
  const { listener, clock, told } = listening();
  await clock.advance(17_010);

  listener.hear(posted("firing", epochMs + 17_000));
  listener.hear(posted("firing", epochMs + 17_000));
  listener.hear(posted("resolved", epochMs + 17_000));

  expect(told.map(({ state }) => state)).toEqual(["firing", "resolved"]);
});

test("group_wait is part of the way to the post", async () => {
  const { listener, clock, told } = listening("2s");
  await clock.advance(17_010);

  listener.hear(posted("firing", epochMs + 17_000));
  await clock.advance(2000);

  expect(told[0]?.stations?.at(-1)).toEqual({ name: "posted", atMs: epochMs + 19_010 });
});

test("alerts that were not asked for are not heard", () => {
  const { listener, told } = listening();

  listener.hear(posted("firing", epochMs, "Other"));

  expect(told).toEqual([]);
});

test("what still fires in the end, ends; nothing is heard after that", async () => {
  const { listener, clock, told } = listening();
  await clock.advance(1000);
  listener.hear(posted("firing", epochMs));

  listener.close();
  listener.hear(posted("resolved", epochMs));

  expect(told.map(({ state }) => state)).toEqual(["firing", "resolved"]);
});
