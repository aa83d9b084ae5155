import { describe, expect, test } from "vitest";
import { epochMs } from "../../../domain/time/clock.ts";
import type { SeriesPoint } from "../../../domain/results/picture.ts";
import { documentOf } from "../../../report/document.ts";
import { pageScript } from "../../../report/html/script.ts";
import { pageStyle } from "../../../report/html/style.ts";
import { percentOf } from "../../../report/svg/values.ts";
import { reported } from "../../score/drill.ts";
import { alertsOn, gateOf, rowsOf, rowsWithAttackFrom100 } from "../../score/sample.ts";
import { hostileDrill, hostileNames } from "../hostile.ts";
import { dataIn, insideOf, pageOf, sha256, shapeOf } from "./drawn.ts";

const at = alertsOn(rowsWithAttackFrom100);

function sampleDocument() {
  const alerts = [
    at(30, { key: "early" }),
    at(35, { key: "early", state: "resolved" }),
    at(100, { severity: "warning" }),
    at(102, { evidence: "distance 0.8" }),
    at(130, { state: "resolved" }),
  ];
  const { verdict, trace } = reported({ alerts });
  return documentOf(verdict, trace, "firedrill run rapidly --seed 1");
}

describe("a page", () => {
  const page = pageOf(sampleDocument());

  test("begins with the verdict's sentence and the command that replays the drill", () => {
    expect(insideOf(page, "<h1>", "</h1>")).toMatch(
      /^knn raised ERROR for attack-1 on its 3rd affected request/,
    );
    expect(insideOf(page, '<div class="replay"><code>', "</code>")).toBe("firedrill run rapidly --seed 1");
  });

  test("says what its scenario plays", () => {
    const { verdict, trace } = reported({ alerts: [] });

    expect(page).not.toContain("A sudden attack.");
    expect(pageOf(documentOf(verdict, trace, undefined, "A sudden attack."))).toContain(
      '<section><h2>This drill</h2>\n<p class="lead">A sudden attack.</p>',
    );
  });

  test("lets nothing run or style but its own script and style sheet, by their hashes", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];

    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${sha256(pageScript)}'`,
      `style-src 'sha256-${sha256(pageStyle)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(insideOf(page, "<script>", "</script>")).toBe(pageScript);
    expect(insideOf(page, "<style>", "</style>")).toBe(pageStyle);
    expect(page.match(/<script|<style| on[a-z]+=| style=/g)).toEqual(["<style", "<script"]);
  });

  test("names no address outside itself", () => {
    expect(page.match(/(?:https?:)?\/\/[a-z][^\s"<]*/gi)).toEqual(["http://www.w3.org/2000/svg"]);
  });

  test("holds its own data, as JSON", () => {
    expect(dataIn(page)).toEqual({ schemaVersion: 1, runs: [JSON.parse(JSON.stringify(sampleDocument()))] });
  });

  test("lists each alert with what it counts as and when it resolved", () => {
    const rows = [...page.matchAll(/<tr><th scope="row" class="w">(.*?)<\/tr>/g)].map(([, row = ""]) =>
      row.replaceAll(/<[^>]+>/g, "|").replaceAll(/\|+/g, "|"),
    );

    expect(rows).toEqual([
      "00:15.310|knn|ERROR|false alarm|00:17.860|",
      "00:53.500|knn|ERROR|detection|of attack-1|distance 0.8|01:16.110|",
    ]);
  });

  test("says why the drill failed and what to change", () => {
    expect(page).toContain("knn raised 1 false alarm (limit 0): at observation 30");
    expect(page).toContain("Raise its threshold");
  });
});

function documentFor(name: string) {
  const { verdict, trace } = hostileDrill(name);
  return documentOf(verdict, trace, `firedrill run '${name}'`);
}

/** The page of a detector whose score goes from 0.1 to 0.9. */
function pageWithThresholds(warning: number, error: number): string {
  const { verdict, trace } = reported({ alerts: [at(102)] });
  const points = rowsWithAttackFrom100.map(({ observation: { index, atMs } }) => ({
    index,
    atMs,
    value: index < 100 ? 0.1 : 0.9,
    failed: false,
  }));
  const thresholds = [
    { name: "warning", value: warning, unit: "s" },
    { name: "error", value: error, unit: "s" },
  ];
  const detectors = trace.detectors.map((one) => ({
    ...one,
    scores: { kind: "score" as const, points, thresholds },
  }));
  return pageOf(documentOf(verdict, { ...trace, detectors }));
}

test.for([
  [0.5, 0.8, ["error above", "warning below"], "each has room"],
  [0.05, 0.8, ["error above", "warning above"], "nothing is written below the panel"],
  [
    0.06,
    0.07,
    ["error above", "warning above, before it"],
    "names that would cover each other stand in a row",
  ],
] as const)("a score is drawn with the thresholds %j and %j, named %j: %s", ([warning, error, expected]) => {
  const page = pageWithThresholds(warning, error);

  const lines = [...page.matchAll(/class="threshold" [^>]*y1="([\d.]+)"/g)].map(([, y]) => Number(y));
  const names = [...page.matchAll(/class="threshold-name"[^>]*dx="-(\d+)" y="([\d.]+)"[^>]*>(\w+)</g)];
  expect(page).toContain("<h3>Score of knn</h3>");
  expect(
    names.map(([, dx, y, name = ""], place) => {
      const side = Number(y) < (lines[place] ?? 0) ? "above" : "below";
      return `${name} ${side}${Number(dx) > 4 ? ", before it" : ""}`;
    }),
  ).toEqual(expected);
  expect(page).toContain("Figures: Score of knn");
});

test("more than twenty alerts are folded, and a detection stands on top of the others", () => {
  const early = Array.from({ length: 30 }, (_, place) => [
    at(3 * place, { key: `k${place}`, severity: "error" }),
    at(3 * place + 1, { key: `k${place}`, state: "resolved" }),
  ]).flat();
  const { verdict, trace } = reported({ alerts: [...early, at(102)] });

  const page = pageOf(documentOf(verdict, trace));

  expect(page).toContain("<details><summary>11 more alerts</summary>");
  const marks = [...page.matchAll(/class="m open ([a-z-]+)"/g)].map(([, role]) => role);
  expect(marks).toHaveLength(31);
  expect(marks.at(-1)).toBe("detection");
});

test("a harmless phase is a band of its own, named, explained once and told in words", () => {
  const rows = rowsOf([{ rows: 100 }, { rows: 40, mode: "deploy", responseMs: 300 }, { rows: 60 }]);
  const { verdict, trace } = reported({ rows });

  const page = pageOf(documentOf(verdict, trace));

  expect(page).toContain("<title>Harmless: deploy</title>");
  expect(page).toMatch(/class="m name harmless"[^>]*>deploy</);
  expect(page.split("harmless: unusual, and no reason for an alert")).toHaveLength(2);
  expect(/Nothing was wrong\. Harmless: [^"]*/.exec(page)?.[0]).toBe(
    "Nothing was wrong. Harmless: deploy from 00:51.000 to 01:22.500.",
  );
  expect(pageOf(sampleDocument())).not.toContain("Harmless");
});

test("the values of the log are no curve of their own", () => {
  const { verdict, trace } = reported({ alerts: [] });
  const [detector] = trace.detectors;
  const scores = {
    kind: "value",
    points: [{ index: 3, atMs: epochMs, value: 0.1, failed: false }],
    thresholds: [],
  } as const;

  const { detectors } = documentOf(verdict, {
    ...trace,
    detectors: detector === undefined ? [] : [{ ...detector, scores }],
  });

  expect(detectors).toHaveLength(1);
  expect(detectors[0]).not.toHaveProperty("score");
});

test("an alert that was judged again is drawn enlarged, at its time in the twenty rows on either side", () => {
  const second = { confirmed: true, evidence: "confirmed by lof" };
  const { verdict, trace } = reported({ alerts: [at(102, second), at(130, { state: "resolved" })] });
  const document = documentOf(verdict, trace);

  const enlarged = insideOf(pageOf(document), "<h2>The alert enlarged</h2>", "</section>");

  const [closeUp] = document.closeUps ?? [];
  const { fromAfterMs = 0, untilAfterMs = 1, episode, charts = [] } = closeUp ?? {};
  const rows = charts[0]?.lines[0]?.points.map(([, index]) => index) ?? [];
  const percent = percentOf((episode?.errorAfterMs ?? 0) - fromAfterMs, untilAfterMs - fromAfterMs);
  expect(closeUp?.sentence).toBe("Around observation 102, confirmed: knn: confirmed by lof");
  expect([rows[0], rows.at(-1), rows.length]).toEqual([82, 122, 41]);
  expect(enlarged).toContain(
    `x="${percent}%" y="18" width="1" height="1" overflow="visible"><path class="mark error detection"`,
  );
  // It resolved after the stretch, so that no end of it is drawn.
  expect(enlarged).not.toContain("mark resolved");
  expect(enlarged).toContain("Figures: Response time");
});

describe("names from a log", () => {
  const harmless = pageOf(documentFor("plain"));

  test.for(hostileNames)("%j add nothing to the page: not %s", ([name]) => {
    const page = pageOf(documentFor(name));

    expect(shapeOf(page)).toBe(shapeOf(harmless));
    expect(page.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{fffe}]/gu)).toBeNull();
  });

  test("travel unchanged in its data", () => {
    const name = "</template><script>alert(1)</script>&lt;";

    const scenarios = JSON.stringify(dataIn(pageOf(documentFor(name))));

    expect(scenarios).toContain(JSON.stringify(`log ${name}`));
  });
});

describe("a million observations", () => {
  const spikeAt = 654_321;
  const series: readonly SeriesPoint[] = Array.from({ length: 1_000_000 }, (_, index) => ({
    index,
    atMs: epochMs + index * 500,
    value: index === spikeAt ? 9000 : 10 + (index % 7),
    failed: false,
  }));
  const { verdict, trace } = reported({});
  const picture = { source: "response", series } as const;
  const drawn = documentOf(verdict, { ...trace, picture });

  test("make a page of at most 1 MB", () => {
    expect(pageOf(drawn).length).toBeLessThan(1_000_000);
  });

  test("keep a spike of a single one, at its place and height", () => {
    const [chart] = drawn.charts;
    const points = chart?.kind === "line" ? (chart.lines[0]?.points ?? []) : [];

    expect(points.length).toBeLessThanOrEqual(2000);
    expect(points.filter(([, , value]) => value > 100)).toEqual([[500 * spikeAt + 10, spikeAt, 9000, 0]]);
    // Nine tenths of the height above the ground, of an axis that ends at 10 s.
    expect(insideOf(pageOf(drawn), '<path class="line c0" d="', '"')).toContain(
      `L654.32,${190 - 190 * 0.9}L`,
    );
  });
});

test("what is to be typed stands out in what to change, and nothing from a log does", () => {
  const { verdict, trace } = reported({ alerts: [], gates: [gateOf({ detector: "`x`" })] });

  const page = pageOf(documentOf(verdict, trace));

  expect(page).toContain("document the limit with <code>outcome: missed</code> in the scenario");
  expect(page).not.toContain("<code>x</code>");
});
