import { spawnSync } from "node:child_process";
import type { TestContext } from "vitest";

/** Skips a test where ONNX Runtime is neither beside this package nor on NODE_PATH; on CI that is a failure. */
export function needsOnnxRuntime(context: TestContext): void {
  if (spawnSync(process.execPath, ["-e", 'require.resolve("onnxruntime-node")']).status === 0) return;
  const reason =
    "onnxruntime-node is not installed: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node";
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
}
