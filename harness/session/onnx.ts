import { once } from "node:events";
import { resolve } from "node:path";
import { onnxDetector } from "../../detector/remote/onnx.ts";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import { parseDetectorSpec } from "../../detector/registry.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import { checkPlainFile } from "../../log/files/plain-file.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { startOwnWorker } from "../world/own-module.ts";

/** What the thread that runs ONNX Runtime gets. */
export interface OnnxOrder {
  readonly path: string;
  /** Length of a window that the file leaves open, and the longest. */
  readonly window: number;
  readonly most: number;
  /** One 32-bit whole number: 1 when a forecast is there. */
  readonly state: SharedArrayBuffer;
  /** A window of doubles; its first is the forecast then. */
  readonly values: SharedArrayBuffer;
}

export type OnnxReport =
  | { readonly kind: "ready"; readonly window: number }
  | { readonly kind: "no runtime" | "not readable" | "misfit"; readonly why: string };

const most = 10_000;
const longestWaitMs = 10_000;

/**
 * The user's own forecaster, run by ONNX Runtime in a thread of its own. Detectors are synchronous and the runtime is not, so this
 * thread waits for it: about 50 us a forecast beside the runtime's own time.
 * @throws FiredrillError ONNX_RUNTIME_MISSING, ONNX_NOT_READABLE, ONNX_MISFIT, BAD_OPTION, UNKNOWN_OPTION
 */
export async function onnxChoice(spec: string): Promise<DetectorChoice> {
  const { options } = parseDetectorSpec(spec);
  const { options: table } = onnxDetector(1, () => 0);
  const values = parseOptions("onnx", table, options);
  const path = String(values["model"] ?? "");
  try {
    checkPlainFile(resolve(path));
  } catch (error) {
    throw notReadable(path, reasonOf(error));
  }
  const [state, shared] = [new SharedArrayBuffer(4), new SharedArrayBuffer(8 * most)];
  const order: OnnxOrder = {
    path: resolve(path),
    window: Number(values["window"]),
    most,
    state,
    values: shared,
  };
  const worker = startOwnWorker("harness/session/onnx-worker", order);
  const report = await once(worker, "message").then(([first]: OnnxReport[]) => first);
  worker.unref();
  if (report?.kind !== "ready") {
    await worker.terminate();
    throw refusal(path, report);
  }
  const [flag, numbers] = [new Int32Array(state), new Float64Array(shared)];
  const forecast = (window: Float64Array): number => {
    numbers.set(window);
    Atomics.store(flag, 0, 0);
    worker.postMessage("forecast", []);
    const waited = Atomics.wait(flag, 0, 0, longestWaitMs);
    const value = waited === "timed-out" ? Number.NaN : (numbers[0] ?? Number.NaN);
    if (!Number.isFinite(value))
      throw failed(path, waited === "timed-out" ? "nothing within 10 s" : String(value));
    return value;
  };
  return { definition: onnxDetector(report.window, forecast), options };
}

function refusal(
  path: string,
  report: Exclude<OnnxReport, { readonly kind: "ready" }> | undefined,
): FiredrillError {
  switch (report?.kind) {
    case "no runtime":
      return new FiredrillError(
        "usage",
        "ONNX_RUNTIME_MISSING",
        `onnx requires onnxruntime-node, which cannot be loaded: ${report.why}`,
        "Install it beside firedrill: npm install onnxruntime-node.",
      );
    case "misfit":
      return new FiredrillError(
        "usage",
        "ONNX_MISFIT",
        `The model "${path}" is no forecaster: ${report.why}.`,
        "It must take one window of values, [1, window] or [1, window, 1], and return the next value.",
      );
    case "not readable":
    case undefined:
      return notReadable(path, report?.why ?? "the runtime ended");
  }
}

function notReadable(path: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "ONNX_NOT_READABLE",
    `Cannot read the ONNX model "${path}": ${why}.`,
    "Give the file as onnx:model=FILE.",
  );
}

function failed(path: string, what: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "ONNX_FAILED",
    `The model "${path}" returned ${what} as a forecast.`,
    "Run the model on the same values; scale them in the model if they are large.",
  );
}
