import { untracked } from "../domain/wire/request-tracker.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { startMockServer } from "../mock-server/server.ts";

// The mock server as in a drill, but without /metrics.
const server = await startMockServer({
  task: { source: "response", modes: { normal: { kind: "normal", delayMs: 0 } } },
  seed: 1,
  clock: realClock(newClockOrigin()),
  tracker: untracked,
  host: "127.0.0.1",
  port: 0,
});
process.send?.({ kind: "listening", url: server.url });
process.once("disconnect", () => process.exit());
