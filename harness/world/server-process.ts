import { untracked } from "../../domain/wire/request-tracker.ts";
import { startMockServer } from "../../mock-server/server.ts";
import { rehearse } from "./rehearsal.ts";
import type { ServerOrder, ServerReport, ServerRequest } from "./server-child.ts";
import { bringHome } from "../files/file-apart.ts";
import { machineOn, wallClock } from "../clock/clock.ts";
import { reasonOf } from "../../domain/error.ts";

/** The mock server of a wall-time drill. Its own process keeps the client's work from delaying it. */
async function serve({
  clock: kind,
  origin,
  heirloom,
  counters,
  tracing,
  ...settings
}: ServerOrder): Promise<void> {
  let isStopping = false;
  process.once("disconnect", () => {
    if (!isStopping && heirloom !== undefined) bringHome(heirloom);
    process.exit();
  });
  const clock = wallClock(kind, origin);
  await rehearse({ ...settings, clock });
  const server = await startMockServer({
    ...settings,
    onRow: (row) => report({ kind: "row", row }),
    onForced: (requestIndex, truth) => report({ kind: "forced", requestIndex, truth }),
    host: "127.0.0.1",
    port: 0,
    clock,
    tracker: untracked,
    machine: machineOn(kind, tracing),
    metrics: counters,
  });
  const stop = async (): Promise<void> => {
    isStopping = true;
    await server.stop();
    await clock.close();
    process.disconnect?.();
  };
  process.once("SIGTERM", () => void stop());
  process.on("message", (request: ServerRequest) => {
    switch (request) {
      case "settle":
        report({ kind: "settled", measured: server.measured() });
        return;
      case "stop":
        void stop();
    }
  });
  report({ kind: "listening", url: server.url });
}

function exit(): void {
  process.exit();
}

function report(message: ServerReport): void {
  process.send?.(message);
}

// The parent process has ended before it gave an order.
process.once("disconnect", exit);
// Ctrl-C, Ctrl-\ and a closed terminal reach the whole process group, but the drill decides when its server ends.
for (const signal of ["SIGINT", "SIGQUIT", "SIGHUP"]) process.on(signal, () => undefined);
process.once("message", (order: ServerOrder) => {
  process.removeListener("disconnect", exit);
  serve(order).catch((error: unknown) => {
    report({ kind: "failed", message: reasonOf(error) });
    process.exit(1);
  });
});
