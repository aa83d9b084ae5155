import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";
import type { TestContext } from "vitest";
import { afterAll, afterEach, beforeEach } from "vitest";
import { chromiumPath } from "./chromium.ts";

const reason = "needs Chromium: apt-get install chromium";

/** Without it a test is skipped, but in CI it fails. */
function skipWithoutChromium(context: TestContext): void {
  if (chromiumPath !== undefined) return;
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
}

/** A page, and what it did that a report must not do. */
export interface OpenedPage {
  readonly page: Page;
  /** Messages on its console, uncaught errors, and requests to elsewhere; those of a file but for itself. */
  readonly faults: readonly string[];
}

/** One browser for the tests of a file. They are skipped where there is none. */
export function withBrowser(): (place: string, options?: BrowserContextOptions) => Promise<OpenedPage> {
  let browser: Browser | undefined;
  beforeEach(skipWithoutChromium);
  afterEach(async () => {
    await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
  });
  afterAll(async () => browser?.close());
  return async (place, options = {}) => {
    browser ??= await chromium.launch({ executablePath: chromiumPath ?? "", args: ["--no-sandbox"] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const faults: string[] = [];
    const url = URL.canParse(place) ? place : `file://${place}`;
    const { origin } = new URL(url);
    page.on("console", (message) => faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const isOwn = request.url() === url || (origin !== "null" && new URL(request.url()).origin === origin);
      if (!isOwn) faults.push(`request: ${request.url()}`);
    });
    page.on("dialog", (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, faults };
  };
}

/** Rules that the page breaks, with the first place of each. */
export async function barriersIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`))",
  );
  return Array.isArray(found) ? found.map(String) : ["axe did not run"];
}

/** Git ignores it. */
const pictures = fileURLToPath(new URL("../../runs/screenshots/", import.meta.url));

/** Keeps a picture of the whole page for review. CI skips them, because each takes a second. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (process.env["CI"] === "true") return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
