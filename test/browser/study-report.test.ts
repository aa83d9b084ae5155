import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { amocPage, repeatPage, sweepPage } from "../../report/html/study.ts";
import { testFolder } from "../harness/folder.ts";
import { hostileNames } from "../report/hostile.ts";
import { dataIn, making } from "../report/html/drawn.ts";
import { hostileAmoc, hostileRepeat, hostileSweep } from "../report/html/hostile-studies.ts";
import { firedrill } from "../program/firedrill.ts";
import { barriersIn, keepScreenshot, withBrowser } from "./browser.ts";

const open = withBrowser();
const hostileTexts = hostileNames.map(([name]) => name);

test.for([
  [
    "repeat",
    [
      "run",
      "rapidly",
      "--repeat",
      "12",
      "--set",
      "attack.delayMs=45",
      "--detector",
      "cusum",
      "--detector",
      "threshold:limit=0.05",
    ],
    /^Delays of cusum for attack: median \d/,
  ],
  ["suite", ["run", "--suite", "process", "--repeat", "3"], /^Delays of threshold for burn: median 1/],
  [
    "sweep",
    ["sweep", "rapidly", "--vary", "attack.delayMs=20,60,500", "--vary", "onset=90,91", "--seeds", "3"],
    /rapidly: knn, attack/,
  ],
  [
    "amoc",
    ["amoc", "rapidly", "--detector", "knn", "--detector", "threshold", "--repeat", "3"],
    "rapidly: delay against false alarms",
  ],
  [
    "drill with a second look",
    ["run", "cpu-spike", "--detector", "knn", "--confirm", "lof"],
    /^Processor time of one core: .* Incident burn-1 from 02:/,
  ],
] as const)(
  "the page of a %s opens without an error or a request, and says what its pictures show",
  async ([name, args, shown]) => {
    const cwd = testFolder();
    await firedrill(args, { cwd });
    const [folder = ""] = readdirSync(join(cwd, "runs"));
    const path = join(cwd, "runs", folder, "report.html");

    for (const [colorScheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      const { page, faults } = await open(path, { colorScheme, viewport: { width, height: 900 } });
      await keepScreenshot(page, `${name}-${colorScheme}-${width}`);
      const overflowPx: unknown = await page.evaluate("document.documentElement.scrollWidth - innerWidth");

      // In a suite each scenario leads to its part, and unfolds it.
      for (const scenario of await page.getByRole("link").all()) await scenario.click();
      expect(await page.locator(".part:not([open])").count()).toBe(0);
      expect(await page.getByRole("img", { name: shown }).count()).toBeGreaterThan(0);
      expect(await barriersIn(page)).toEqual([]);
      expect(overflowPx).toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
      await page.context().close();
    }
    expect(dataIn(readFileSync(path, "utf8"))).toMatchObject({ schemaVersion: 1 });
  },
);

test.for([
  ["repeats", repeatPage("hostile", hostileTexts.map(hostileRepeat), "firedrill run", making)],
  ["a sweep", sweepPage(hostileSweep(hostileTexts), making)],
  ["curves", amocPage(hostileAmoc(hostileTexts), making)],
] as const)("what an attacker writes runs nothing and asks for nothing in a page of %s", async ([, html]) => {
  const path = join(testFolder(), "hostile.html");
  writeFileSync(path, html);

  const { page, faults } = await open(path);
  await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");

  expect(await page.locator("script").count()).toBe(1);
  expect(await page.locator("main img, main svg[onload], main a:not([href^='#scenario-'])").count()).toBe(0);
  expect(await page.locator("main").textContent()).toContain("<svg onload=alert(1)>");
  expect(faults).toEqual([]);
});
