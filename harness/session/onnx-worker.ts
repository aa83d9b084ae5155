import { createRequire } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../../domain/error.ts";
import type { OnnxOrder, OnnxReport } from "./onnx.ts";

/** The part of onnxruntime-node that is used. */
interface Runtime {
  readonly InferenceSession: { readonly create: (path: string, options: object) => Promise<Session> };
  readonly Tensor: new (
    type: string,
    values: Float32Array | Float64Array,
    shape: readonly number[],
  ) => object;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly {
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }[];
  readonly run: (feeds: object) => Promise<Readonly<Record<string, { readonly data: ArrayLike<number> }>>>;
}

const data: unknown = workerData;
if (parentPort === null || !isOrder(data))
  throw new RangeError("ONNX Runtime must run in a thread with an order.");
const port = parentPort;
const order = data;
const state = new Int32Array(order.state);

function isOrder(value: unknown): value is OnnxOrder {
  return typeof value === "object" && value !== null && "state" in value && "values" in value;
}

function isRuntime(value: unknown): value is Runtime {
  return typeof value === "object" && value !== null && "InferenceSession" in value && "Tensor" in value;
}

/** From the user's project, from beside this package, or on NODE_PATH. */
function loadRuntime(): Runtime {
  let thrown: unknown;
  for (const home of [join(process.cwd(), "package.json"), import.meta.url]) {
    try {
      const found: unknown = createRequire(home)("onnxruntime-node");
      if (isRuntime(found)) return found;
    } catch (error) {
      thrown = error;
    }
  }
  throw new Error(reasonOf(thrown).split("\n")[0]);
}

function tell(report: OnnxReport): void {
  port.postMessage(report);
}

/** The shape of one window, or why the input takes none. */
function shapeOf(session: Session): { readonly shape: readonly number[]; readonly type: string } | string {
  const [input] = session.inputMetadata;
  if (session.inputNames.length !== 1) return `it has ${session.inputNames.length} inputs, not 1`;
  const { type = "unknown", shape = [] } = input ?? {};
  if (type !== "float32" && type !== "float64") return `its input is of type ${type}, not float32 or float64`;
  const [batch, steps, features, ...more] = shape.map((size) =>
    typeof size === "number" && size > 0 ? size : undefined,
  );
  const isWindow =
    (shape.length === 2 || shape.length === 3) &&
    more.length === 0 &&
    (batch ?? 1) === 1 &&
    (features ?? 1) === 1;
  if (!isWindow) return `its input has the shape [${shape.join(", ")}], not [1, window] or [1, window, 1]`;
  const window = steps ?? order.window;
  if (window > order.most) return `its window is ${window}, more than ${order.most}`;
  return { shape: shape.length === 2 ? [1, window] : [1, window, 1], type };
}

async function serve(): Promise<void> {
  let runtime: Runtime;
  try {
    runtime = loadRuntime();
  } catch (error) {
    tell({ kind: "no runtime", why: reasonOf(error) });
    return;
  }
  let session: Session;
  try {
    session = await runtime.InferenceSession.create(order.path, {
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    });
  } catch (error) {
    tell({ kind: "not readable", why: reasonOf(error) });
    return;
  }
  const found = shapeOf(session);
  if (typeof found === "string") {
    tell({ kind: "misfit", why: found });
    return;
  }
  const { shape, type } = found;
  const window = shape[1] ?? 1;
  const values = new Float64Array(order.values);
  const [input = "", output = ""] = [session.inputNames[0], session.outputNames[0]];
  const forecast = async (): Promise<ArrayLike<number>> => {
    const given = values.subarray(0, window);
    const numbers = type === "float64" ? Float64Array.from(given) : Float32Array.from(given);
    const results = await session.run({ [input]: new runtime.Tensor(type, numbers, shape) });
    return results[output]?.data ?? [];
  };
  try {
    const { length } = await forecast();
    if (length !== 1) {
      tell({ kind: "misfit", why: `its output has ${length} values for a window, not 1` });
      return;
    }
  } catch (error) {
    tell({ kind: "misfit", why: reasonOf(error) });
    return;
  }
  port.on("message", () => {
    forecast().then(
      (results) => answer(Number(results[0])),
      () => answer(Number.NaN),
    );
  });
  const answer = (value: number): void => {
    values[0] = value;
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
  };
  tell({ kind: "ready", window });
}

await serve();
