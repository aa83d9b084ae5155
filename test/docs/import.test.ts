import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importFormatNames } from "../../log/import/format.ts";
import { codeBlocks, commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/import.md");

/** Two requests a second for 200 s; they turn slow in the middle. */
function accessLog(): string {
  return Array.from({ length: 400 }, (_, index) => {
    const second = 80 + Math.floor(index / 2);
    const time = [14, 1 + Math.floor((second - 60) / 60), second % 60].map((part) =>
      String(part).padStart(2, "0"),
    );
    const took = index < 200 ? 0.01 + (index % 5) / 1000 : 0.6;
    return `203.0.113.7 - - [17/Nov/2026:${time.join(":")} +0200] "GET /items?page=${index} HTTP/1.1" 200 512 "-" "curl/8.5.0" ${took.toFixed(3)}\n`;
  }).join("");
}

test("what the page says to type does what it promises", async () => {
  const clone = readersClone();
  writeFileSync(join(clone, "access.log"), accessLog());
  const printed: string[] = [];

  for (const command of commandsOf(page)) {
    const done = await typed(command.replace("npx firedrill", "npx tsx cli/main.ts"), clone);
    printed.push(done.stdout);
    expect([command, done.code, done.stderr]).toEqual([command, promisedExit(command), expect.any(String)]);
  }

  const understood = codeBlocks(page, "text").find((block) => block.startsWith("access.log"));
  expect(printed[0]).toContain(understood ?? "no example");
}, 60_000);

test("the page has a line about every format", () => {
  const named = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);

  expect(named).toEqual(importFormatNames);
});
