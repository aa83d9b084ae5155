import { expect, test } from "vitest";
import { documentOf } from "../../report/document.ts";
import { drillPicture } from "../../report/svg/drill.ts";
import { findScenario } from "../../scenarios/registry.ts";
import { simulatedDrill } from "../../harness/drill/simulated-drill.ts";
import { gates } from "../harness/drill/judged.ts";
import { pageText } from "./reader.ts";

/** The pictures of README and docs. `npm run gallery` makes them from real drills. */
const gallery = [
  ["rapidly", [], "a service that turns slow"],
  ["complex", [], "two faults, with recoveries"],
  ["login-bruteforce", [], "an attack on logins"],
  ["needles", [], "needles among the requests of a web site"],
  ["memory-leak", [], "a process that leaks"],
] as const;

/** Keeps scores. */
const watched = { row: () => undefined, alert: () => undefined };

async function pictureOf(name: string, specs: readonly string[]): Promise<string> {
  const scenario = findScenario(name);
  const { verdict, trace } = await simulatedDrill(
    { scenario, seed: 1, gates: gates(scenario, specs) },
    watched,
  );
  return drillPicture([{ label: "", document: documentOf(verdict, trace) }]);
}

test.for(gallery)("the picture of %s with %j is current: %s", async ([name, specs]) => {
  await expect(await pictureOf(name, specs)).toMatchFileSnapshot(`../../docs/pictures/${name}.svg`);
});

test("README opens with a picture of a drill, with its words beside it", () => {
  const [, second = ""] = pageText("README.md").split("\n\n");

  expect(second).toMatch(/^!\[[^\]]{40,}\]\(docs\/pictures\/rapidly\.svg\)$/);
});
