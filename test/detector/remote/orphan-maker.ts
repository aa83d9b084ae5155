import { startGuarded } from "../../../detector/remote/guarded-process.ts";

// Starts what a test wants to see die with this process, and says so.
const [, , command = "true"] = process.argv;
const { stdout } = startGuarded({ command, stdin: "pipe" });
stdout.on("data", (bytes: Buffer) => process.send?.(String(bytes)));
