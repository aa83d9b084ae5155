import { expect, test } from "vitest";
import { readersClone, typedAsIs } from "../docs/reader.ts";
import { firedrill } from "./firedrill.ts";

const clone = readersClone();

const words = "run rapidly --no-save --set attack.delayMs=400 --seed 3";

/** The command in the line that begins with Replay. */
function replayIn(stdout: string): string {
  return /^Replay {2}(.*)$/m.exec(stdout)?.[1] ?? "";
}

test("in a clone the replay command works in a clone and plays the same drill", async () => {
  const first = await typedAsIs(`npm run --silent firedrill -- ${words}`, clone);
  const replay = replayIn(first.stdout);
  const again = await typedAsIs(`${replay} --no-save`, clone);

  expect(replay).toBe("npm run firedrill -- run rapidly --seed 3 --set attack.delayMs=400");
  expect(again.code).toBe(0);
  expect(again.stdout).toContain(first.stdout);
});

test("the replay command of the built program is that of the package", async () => {
  const { stdout } = await firedrill(words.split(" "));

  expect(replayIn(stdout)).toBe("npx firedrill run rapidly --seed 3 --set attack.delayMs=400");
});
