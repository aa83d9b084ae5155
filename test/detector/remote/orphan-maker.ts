import { startGuarded } from "../../../detector/remote/guarded-process.ts";

// Starts a command that must die with this process, and reports its output.
const [, , command = "true"] = process.argv;
const { stdout } = startGuarded({ command, stdin: "pipe" });
stdout.on("data", (bytes: Buffer) => process.send?.(String(bytes)));
