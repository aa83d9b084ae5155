import { detectors } from "../../detector/registry.ts";
import { readsOf } from "../../domain/detector.ts";
import { describeIncidents, describeLength, scenarios } from "../../scenarios/registry.ts";

/**
 * The page with its generated parts as the program has them; prettier lines up the columns afterwards. A part is the table of
 * scenarios or detectors, all that a command prints (`capture: COMMAND`), or only its verdicts (`verdict: COMMAND`).
 * @param run - runs a command and returns its output
 */
export async function withParts(page: string, run: (command: string) => Promise<string>): Promise<string> {
  const tables: Readonly<Record<string, () => string>> = {
    scenarios: scenarioTable,
    detectors: detectorTable,
  };
  let filled = page;
  for (const [name, makeTable] of Object.entries(tables)) {
    if (page.includes(`<!-- ${name} -->`)) filled = withPart(filled, name, makeTable());
  }
  for (const [, kind = "", command = ""] of page.matchAll(/^<!-- (capture|verdict): (.*) -->$/gm)) {
    const output = await run(command);
    const shown = kind === "capture" ? output : [...output.matchAll(/^(?:PASSED|FAILED) .*\n/gm)].join("");
    filled = withPart(filled, `${kind}: ${command}`, `\`\`\`text\n$ ${command}\n${shown}\`\`\``);
  }
  return filled;
}

/** The page with what stands between `<!-- NAME -->` and `<!-- /NAME -->` anew; a name may go on behind a colon. */
export function withPart(text: string, name: string, part: string): string {
  const [word = ""] = name.split(":");
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${word} -->`];
  const from = text.indexOf(begin);
  const until = text.indexOf(end, from);
  if (from === -1 || until < from) throw new RangeError(`there is no place for ${name}`);
  return `${text.slice(0, from + begin.length)}\n${part}\n\n${text.slice(until)}`;
}

function scenarioTable(): string {
  return table(
    ["Scenario", "What happens", "Length", "To be noticed"],
    scenarios.map((scenario) => [
      `\`${scenario.name}\``,
      scenario.summary,
      describeLength(scenario),
      describeIncidents(scenario),
    ]),
  );
}

function detectorTable(): string {
  return table(
    ["Detector", "Reads", "What it does", "Options and defaults"],
    detectors.map(({ name, summary, reads, options }) => [
      `\`${name}\``,
      readsOf({ reads }).join(", "),
      summary,
      Object.entries(options)
        .map(([key, spec]) => `\`${key}=${spec.default}\``)
        .join(", "),
    ]),
  );
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
