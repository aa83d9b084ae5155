import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { testFolder } from "../harness/folder.ts";

/** A module whose detector crashes on the tenth row of every drill. */
export function crashingModule(): string {
  const path = join(testFolder(), "crashing.mjs");
  const observe = `(row) => { if (row.index === 9) throw new TypeError("ten is too many"); return []; }`;
  writeFileSync(
    path,
    `export default { name: "crashing", summary: "Crashes.", reads: ["response"], options: {},
      create: () => ({ name: "crashing", windowSize: 10, observe: ${observe} }) };`,
  );
  return path;
}
