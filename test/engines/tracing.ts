import { startTracer } from "../../mock-server/process/tracer.ts";

// Traces itself until it is killed, or fails at once on the word `fail`.
await startTracer({ pids: [process.pid], children: "ignored", allocations: "ignored" });
process.send?.("tracing");
process.on("message", () => {
  throw new Error("a failure");
});
