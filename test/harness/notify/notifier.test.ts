import { describe, expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import type { Notifier } from "../../../harness/notify/notifier.ts";
import { createNotifier } from "../../../harness/notify/notifier.ts";
import type { PostEnd } from "../../../harness/notify/post.ts";
import { manualClock } from "../../mock-server/manual-clock.ts";
import type { ManualClock } from "../../mock-server/manual-clock.ts";

const delivered: PostEnd = { kind: "delivered" };

function failed(retryAfterMs = 0): PostEnd {
  return { kind: "failed", reason: "status 503", retryAfterMs };
}

function alert(key: string, more: Partial<ReceivedAlert> = {}): ReceivedAlert {
  const [severity, state] = ["error", "firing"] as const;
  return { detector: "guard", key, severity, state, atIndex: 0, atMs: epochMs, receivedMs: 0, ...more };
}

interface Told extends Notifier {
  readonly clock: ManualClock;
  readonly texts: string[];
  /** When each message was posted, in seconds since the start. */
  readonly seconds: number[];
}

/** A notifier whose receiver answers so, the last answer again and again. */
function notifier(...answers: readonly PostEnd[]): Told {
  const clock = manualClock();
  const [texts, seconds]: [string[], number[]] = [[], []];
  const post = async (text: string): Promise<PostEnd> => {
    texts.push(text);
    seconds.push((clock.nowMs() - epochMs) / 1000);
    return answers[texts.length - 1] ?? answers.at(-1) ?? delivered;
  };
  return { ...createNotifier(post, clock), clock, texts, seconds };
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("an episode is told when it opens, not when it rises, repeats or resolves", async () => {
  const { alert: tell, finish, texts } = notifier();

  for (const one of [
    alert("a", { severity: "warning" }),
    alert("a"),
    alert("a"),
    alert("a", { state: "resolved" }),
    alert("b", { state: "resolved" }),
  ])
    tell(one);
  await finish(0);

  expect(texts).toEqual(["[FIRING] WARNING guard at 2020-01-01 00:00:00 UTC"]);
});

test("an episode that opens again is told again, and detectors have episodes of their own", async () => {
  const { alert: tell, clock, texts } = notifier();

  tell(alert("a"));
  await othersTurn();
  tell(alert("a", { state: "resolved" }));
  tell(alert("a"));
  await clock.advance(1000);
  tell(alert("a", { detector: "knn" }));
  await clock.advance(1000);

  expect(texts).toHaveLength(3);
});

test("a burst becomes one message with its first ten alerts and its counts", async () => {
  const { alert: tell, clock, texts } = notifier();

  for (let at = 0; at < 300; at += 1)
    tell(alert(`ip:${at}`, { subject: `ip:${at}`, severity: at % 3 === 0 ? "warning" : "error" }));
  await othersTurn();
  await clock.advance(1000);

  const [first = "", summary = "", ...more] = texts;
  const lines = summary.split("\n");
  expect(first).toBe("[FIRING] WARNING guard at 2020-01-01 00:00:00 UTC: ip:0");
  expect([lines[0], lines[1], lines.at(-2), lines.at(-1)]).toEqual([
    "[FIRING] 299 alerts: 200 ERROR, 99 WARNING",
    "ERROR guard at 2020-01-01 00:00:00 UTC: ip:1",
    "ERROR guard at 2020-01-01 00:00:00 UTC: ip:10",
    "and 289 more",
  ]);
  expect(more).toEqual([]);
});

test("there is at most one message a second", async () => {
  const { alert: tell, clock, seconds } = notifier();

  for (let at = 0; at < 39; at += 1) {
    tell(alert(String(at)));
    await othersTurn();
    await clock.advance(100);
  }

  expect(seconds).toEqual([0, 1, 2, 3]);
});

describe("a message that fails is repeated", () => {
  test.for([
    [[failed(), failed(), delivered], [0, 1, 3], undefined, "until it is delivered"],
    [
      [failed()],
      [0, 1, 3, 7, 15],
      { alerts: 1, reason: "status 503" },
      "five times at most, then it is lost",
    ],
    [[failed(20_000), delivered], [0, 20], undefined, "when the receiver asks for it"],
    [[failed(100), delivered], [0, 1], undefined, "not sooner than after a second"],
    [[failed(1e12), delivered], [0, 300], undefined, "after five minutes at most"],
    [
      [{ kind: "refused", reason: "status 404" }],
      [0],
      { alerts: 1, reason: "status 404" },
      "but not one that is refused for good",
    ],
  ] as const)("%j: posts at %j s", async ([answers, wanted, lost]) => {
    const { alert: tell, finish, clock, seconds } = notifier(...answers);

    tell(alert("a"));
    await othersTurn();
    await clock.advance(1000_000);

    expect(seconds).toEqual(wanted);
    expect(await finish(0)).toEqual(lost);
  });

  test("and what opens meanwhile waits to be told together", async () => {
    const { alert: tell, clock, texts } = notifier(failed(), delivered);

    for (const key of ["a", "b", "c"]) tell(alert(key));
    await othersTurn();
    await clock.advance(1000);
    await clock.advance(1000);

    expect(texts.map((text) => text.split("\n", 1).join())).toEqual([
      "[FIRING] ERROR guard at 2020-01-01 00:00:00 UTC",
      "[FIRING] ERROR guard at 2020-01-01 00:00:00 UTC",
      "[FIRING] 2 alerts: 2 ERROR",
    ]);
  });
});

describe("at the end", () => {
  test("what waits is told at once, a message that failed before is tried again, and nothing is lost", async () => {
    const { alert: tell, finish, seconds, texts } = notifier(failed(60_000), delivered);

    tell(alert("a"));
    tell(alert("b"));
    await othersTurn();

    expect(await finish(5000)).toBeUndefined();
    expect([texts.length, seconds]).toEqual([3, [0, 0, 0]]);
  });

  test("a receiver that never answers gets the time of grace, and what it did not take is counted", async () => {
    const clock = manualClock();
    const never = new Promise<PostEnd>(() => undefined);
    const { alert: tell, finish } = createNotifier(() => never, clock);
    for (const key of ["a", "b", "c"]) tell(alert(key));

    const end = finish(5000);
    await clock.advance(4999);
    const early = await Promise.race([end, othersTurn().then(() => "still waiting")]);
    await clock.advance(1);

    expect(early).toBe("still waiting");
    expect(await end).toEqual({ alerts: 3, reason: "no answer in time" });
  });

  test("without an alert there is nothing to wait for", async () => {
    expect(await notifier().finish(5000)).toBeUndefined();
  });
});

test("foreign text can neither link, mention, call a channel nor break the line", async () => {
  const { alert: tell, finish, texts } = notifier();

  tell(
    alert("a", {
      subject: "user:<!channel> & <@U1>\u001b[31m\u202e",
      evidence: "<http://evil.example|click>\n[FIRING] ERROR guard at noon",
    }),
  );
  await finish(0);

  expect(texts).toEqual([
    "[FIRING] ERROR guard at 2020-01-01 00:00:00 UTC: user:&lt;!channel&gt; &amp; &lt;@U1&gt;[31m, " +
      "&lt;http://evil.example|click&gt;[FIRING] ERROR guard at noon",
  ]);
});
