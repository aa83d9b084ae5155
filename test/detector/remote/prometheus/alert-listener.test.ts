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

/** A listener for `SlowP90` with `for: 5s`, scraped and evaluated every second, with a scrape at 300 ms. */
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

test("an alert carries its stations, from the last scrape before it was pending", async () => {
  const { listener, clock, told } = listening();
  await clock.advance(17_010);

  listener.receive(posted("firing", epochMs + 17_000));

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

test("a repeated post causes one alert, and its end another", async () => {
  const { listener, clock, told } = listening();
  await clock.advance(17_010);

  listener.receive(posted("firing", epochMs + 17_000));
  listener.receive(posted("firing", epochMs + 17_000));
  listener.receive(posted("resolved", epochMs + 17_000));

  expect(told.map(({ state }) => state)).toEqual(["firing", "resolved"]);
});

test("group_wait delays the post", async () => {
  const { listener, clock, told } = listening("2s");
  await clock.advance(17_010);

  listener.receive(posted("firing", epochMs + 17_000));
  await clock.advance(2000);

  expect(told[0]?.stations?.at(-1)).toEqual({ name: "posted", atMs: epochMs + 19_010 });
});

test("alerts that do not count are ignored", () => {
  const { listener, told } = listening();

  listener.receive(posted("firing", epochMs, "Other"));

  expect(told).toEqual([]);
});

test("closing resolves the alerts that still fire, and later posts are ignored", async () => {
  const { listener, clock, told } = listening();
  await clock.advance(1000);
  listener.receive(posted("firing", epochMs));

  listener.close();
  listener.receive(posted("resolved", epochMs));

  expect(told.map(({ state }) => state)).toEqual(["firing", "resolved"]);
});
