import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import type { DrillDocument } from "../../domain/results/document.ts";
import { drill } from "../../harness/drill/drill.ts";
import type { DrillResult } from "../../harness/drill/drill.ts";
import { documentOf } from "../../report/document.ts";
import { findScenario } from "../../scenarios/registry.ts";
import { gates } from "../harness/drill/judged.ts";
import { hostileDrill, hostileNames } from "../report/hostile.ts";
import { making } from "../report/html/drawn.ts";
import { drillPage } from "../../report/html/page.ts";
import { barriersIn, keepScreenshot, withBrowser } from "./browser.ts";

const open = withBrowser();

type Drilled = DrillResult & { readonly path: string };

/** A drill with seed 1 on the virtual clock, with its run folder. */
function drilled(name: string, specs: readonly string[] = []): Promise<Drilled> {
  const key = [name, ...specs].join(" ");
  const known = drills.get(key) ?? played(name, specs);
  drills.set(key, known);
  return known;
}

const drills = new Map<string, Promise<Drilled>>();
const outDir = mkdtempSync(join(tmpdir(), "firedrill-test-"));
afterAll(() => rmSync(outDir, { recursive: true }));

async function played(name: string, specs: readonly string[]): Promise<Drilled> {
  const scenario = findScenario(name);
  const result = await drill({
    scenario,
    seed: 1,
    clock: { kind: "virtual" },
    gates: gates(scenario, specs),
    logFormat: "csv",
    outDir,
    replay: `firedrill run ${name} --seed 1`,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  return { ...result, path: join(result.folder ?? "", "report.html") };
}

function documentIn({ verdict, trace }: DrillResult): DrillDocument {
  return documentOf(verdict, trace);
}

/** The place of an instant in a picture of the whole drill, in pixels from the left of the page. */
async function pixelOf(page: Page, afterMs: number, lengthMs: number): Promise<number> {
  const box = await page.locator(".plot").first().boundingBox();
  if (box === null) throw new Error("there is no picture");
  return box.x + (afterMs / lengthMs) * box.width;
}

async function centerOf(mark: Locator): Promise<number> {
  const box = await mark.boundingBox();
  if (box === null) throw new Error("the mark is not there");
  return box.x + box.width / 2;
}

const reports = [
  ["rapidly", [], "response times"],
  ["rapidly", ["threshold:limit=0.6", "cusum", "knn"], "a failed drill of several detectors"],
  ["login-bruteforce", [], "logins"],
  [
    "login-distributed",
    ["login-rules", "login-guard"],
    "an attack on logins that one of two detectors misses",
  ],
  ["needles", [], "web access"],
  ["access-flash-crowd", ["guard", "access-guard"], "false alarms about a crowd of visitors"],
  ["intruder", [], "host audits"],
  ["intruder-in-deploy", ["lof", "audit-guard"], "false alarms about a deploy"],
  ["cpu-spike", [], "processes"],
  ["process-hang", ["guard", "threshold"], "a hanging process that nobody notices"],
] as const;

describe.for(reports)("the report of %s with detectors %j (%s)", ([name, specs]) => {
  test("opens from disk without an error or a request, and has no barriers, light or dark, wide or narrow", async () => {
    const { path } = await drilled(name, specs);

    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 390]) {
        const { page, faults } = await open(path, { colorScheme, viewport: { width, height: 900 } });
        const file = `${name}${specs.length === 0 ? "" : "-failed"}-${colorScheme}-${width}`;
        await keepScreenshot(page, file);
        const overflowPx: unknown = await page.evaluate("document.documentElement.scrollWidth - innerWidth");

        // Both colour schemes and both widths, in two of the four.
        const isJudged = (colorScheme === "light") === (width === 1280);

        expect(isJudged ? await barriersIn(page) : []).toEqual([]);
        expect(overflowPx).toBeLessThanOrEqual(0);
        expect(faults).toEqual([]);
        await page.context().close();
      }
    }
  });

  test("says how it ended in a sentence, and below it why it failed and what to change", async () => {
    const result = await drilled(name, specs);
    const { summary, passed, detectors } = documentIn(result).verdict;
    const { page } = await open(result.path);

    const [status, sentence] = await page.locator(".status, h1").allInnerTexts();
    const why = await page.locator(".why p").allInnerTexts();

    const findings = detectors.flatMap(({ reasons = [], remedies = [] }) =>
      reasons.flatMap((reason, at) => [reason, remedies[at] ?? "no remedy"]),
    );
    expect(`${status}: ${sentence}`).toBe(summary);
    expect(why).toEqual(findings.map((finding) => finding.replaceAll("`", "")));
    expect([passed, why.length === 0]).toEqual([specs.length === 0, specs.length === 0]);
  });

  test("shows every alert at its time, to the pixel", async () => {
    const result = await drilled(name, specs);
    const { detectors, lengthMs } = documentIn(result);
    const { page } = await open(result.path);

    const marks = await page.locator(".plot .mark.error").all();
    // A detection is drawn last.
    const drawn = (await Promise.all(marks.map(centerOf))).toSorted((a, b) => a - b);
    const due = detectors.flatMap(({ episodes }) =>
      episodes.flatMap(({ errorAfterMs }) => errorAfterMs ?? []),
    );
    const pixels = await Promise.all(due.map((afterMs) => pixelOf(page, afterMs, lengthMs)));
    const wanted = pixels.toSorted((a, b) => a - b);

    expect(drawn.length).toBe(wanted.length);
    expect(drawn.length).toBeGreaterThan(0);
    for (const [at, pixel] of drawn.entries()) expect(Math.abs(pixel - (wanted[at] ?? 0))).toBeLessThan(0.5);
  });
});

describe("reading values", () => {
  test("the pointer reads the nearest request and what was going on", async () => {
    const result = await drilled("rapidly");
    const { lengthMs, charts } = documentIn(result);
    const { page } = await open(result.path);
    const [chart] = charts;
    const points = chart?.kind === "line" ? (chart.lines[0]?.points ?? []) : [];
    const [afterMs = 0, index, value = 0] = points[200] ?? [];
    const box = await page.locator(".plot").first().boundingBox();

    await page.mouse.move(await pixelOf(page, afterMs, lengthMs), (box?.y ?? 0) + 40);

    const text = await page.locator(".readout").textContent();
    expect(text).toMatch(
      new RegExp(
        `^02:\\d\\d\\.\\d{3} · request ${index} · Response time ${Math.round(value)} ms · attack-1 · knn score [\\d.]+ · knn ERROR$`,
      ),
    );
  });

  test("the arrow keys read one request after another, and say so to a screen reader", async () => {
    const { path } = await drilled("rapidly");
    const { page } = await open(path);

    await page.locator(".stack").focus();
    const read: (string | null)[] = [];
    for (const key of ["End", "ArrowLeft", "Home", "ArrowRight"]) {
      await page.keyboard.press(key);
      read.push(/request \d+/.exec((await page.locator(".readout").textContent()) ?? "")?.[0] ?? null);
    }

    expect(read).toEqual(["request 299", "request 298", "request 0", "request 1"]);
    expect(await page.locator(".readout").getAttribute("aria-live")).toBe("polite");
  });

  test("zooming to an onset spreads its first second, keeps alerts at their times, and Escape shows all again", async () => {
    const result = await drilled("rapidly");
    const { lengthMs, detectors } = documentIn(result);
    const { page } = await open(result.path);
    const errorAfterMs = detectors[0]?.episodes[0]?.errorAfterMs ?? 0;
    const before = await centerOf(page.locator(".plot .mark.error"));

    await page.getByRole("button", { name: "Onset of attack-1" }).click();
    const [from = 0, until = 1] = (
      (await page.locator("[data-zoom]").first().getAttribute("data-zoom")) ?? ""
    )
      .split(" ")
      .map(Number);
    const zoomed = await centerOf(page.locator(".plot .mark.error"));
    const wanted = await pixelOf(page, errorAfterMs - from * lengthMs, (until - from) * lengthMs);
    await page.locator(".stack").focus();
    await page.keyboard.press("Escape");

    expect(Math.abs(zoomed - wanted)).toBeLessThan(0.5);
    expect(until - from).toBeLessThan(0.1);
    expect(Math.abs((await centerOf(page.locator(".plot .mark.error"))) - before)).toBeLessThan(0.01);
  });

  test("without scripts the picture, its figures and the alerts are there, and no dead button is", async () => {
    const { path } = await drilled("rapidly");
    const { page } = await open(path, { javaScriptEnabled: false });

    expect(await page.getByRole("button").count()).toBe(0);
    expect(
      await page.getByRole("img", { name: /Response time: .*Incident attack-1 from 00:51/ }).count(),
    ).toBe(1);
    await page.getByText("Figures: Response time").click();
    expect(await page.getByRole("table", { name: "Response time, in stretches" }).isVisible()).toBe(true);
    expect(await page.getByRole("cell", { name: "detection of attack-1" }).isVisible()).toBe(true);
  });
});

test("what an attacker writes into a log runs nothing and asks for nothing", async () => {
  const path = join(outDir, "hostile.html");
  const runs = hostileNames.map(([name]) => {
    const { verdict, trace } = hostileDrill(name);
    return { label: name, document: documentOf(verdict, trace, `firedrill run '${name}'`) };
  });
  writeFileSync(path, drillPage(runs, making));

  const { page, faults } = await open(path);
  await page.locator(".stack").focus();
  await page.keyboard.press("ArrowRight");

  expect(await page.locator("script").count()).toBe(1);
  expect(await page.locator(".readout").textContent()).toContain("<svg onload=alert(1)>");
  expect(faults).toEqual([]);
});
