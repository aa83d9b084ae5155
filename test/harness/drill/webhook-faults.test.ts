import { expect, test } from "vitest";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { drill } from "../../../harness/drill/drill.ts";
import { defaultRemoteSettings, remoteDefinition } from "../../../harness/session/remote-definitions.ts";

const json = { "content-type": "application/json" } as const;
const alert = JSON.stringify({ state: "firing", severity: "error" });

/** Posts that a webhook cannot take, each as headers and body. */
const faults = {
  "posts what is no JSON": [json, "ERROR at row 3"],
  "posts JSON that is cut off": [json, alert.slice(0, -4)],
  "posts NaN": [json, '{"state":"firing","severity":"error","score":NaN}'],
  "posts nothing": [json, ""],
  "posts an unknown severity": [json, alert.replace("error", "loud")],
  "posts JSON of no known shape": [json, '{"weather":"fine"}'],
  "posts a list of numbers": [json, "[1,2,3]"],
  "posts with another content type": [{ "content-type": "application/xml" }, "<alert/>"],
  "posts more than is read": [json, `{"text":"${"x".repeat(1_100_000)}"}`],
} as const;

/** Less than a second on scaled:10. */
const scenario = (kind: "attack" | "normal"): ResponseScenario => ({
  source: "response",
  name: "short",
  summary: "A few requests.",
  modes: { normal: { kind: "normal", delayMs: 10 }, attack: { kind: "attack", delayMs: 500 } },
  pacing: { kind: "closed", waitMs: 20 },
  phases: [
    { mode: "normal", requests: 30 },
    { mode: kind, requests: 8 },
  ],
  expect: [],
});

test.for(
  Object.entries(faults).flatMap(([how, [headers, body]]) =>
    (["attack", "normal"] as const).map((kind) => [how, kind, headers, body] as const),
  ),
)(
  "a program that %s neither passes nor misses in a drill that ends with %s",
  async ([, kind, headers, body]) => {
    let posted: Promise<Response> | undefined;
    let url = "";
    const choice = await remoteDefinition("webhook", {
      ...defaultRemoteSettings,
      onListening: (listening) => {
        url = listening;
      },
    });
    if (choice === undefined) throw new RangeError("a webhook is a remote detector");
    const line = { within: 10, outcome: "detected", falseAlarmsAtMost: 0 } as const;
    const gate = {
      detector: "webhook",
      options: { port: 0, severity: "" },
      severity: "error",
      windowSize: 10,
      lines: [line],
    } as const;

    const { verdict } = await drill({
      scenario: scenario(kind),
      seed: 1,
      clock: { kind: "scaled", factor: 10 },
      gates: [{ definition: choice.definition, gate }],
      logFormat: "csv",
      signal: new AbortController().signal,
      onEvent: (event) => {
        if (event.kind === "row" && event.observation.index === 3)
          posted ??= fetch(url, { method: "POST", headers, body });
      },
    });

    const errors = [verdict.error, ...verdict.detectors.map(({ error }) => error)].flatMap(
      (error) => error?.code ?? [],
    );
    expect((await posted)?.ok).toBe(false);
    expect(verdict.passed).toBe(false);
    // A busy machine may not have timed the drill, and then nothing is said about the detector.
    expect(["WEBHOOK_POST_REFUSED", "MACHINE_TOO_BUSY"]).toContain(errors[0]);
    expect(verdict.detectors.flatMap(({ incidents }) => incidents)).toEqual([]);
  },
);
