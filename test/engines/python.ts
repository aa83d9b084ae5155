import { spawnSync } from "node:child_process";

/** A Python that has this module. The first one on the path may be another than the distribution's, which has the package. */
export function pythonWith(module: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (command) => spawnSync(command, ["-c", `import ${module}`]).status === 0,
  );
}
