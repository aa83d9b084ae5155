import { describeIncidents, describeLength } from "../../cli/describe-scenario.ts";
import { detectors } from "../../detector/registry.ts";
import { scenarios } from "../../scenarios/registry.ts";

/** README with its generated parts as the code has them; prettier lines up the columns afterwards. */
export function withParts(readme: string, capture: string): string {
  const parts: Readonly<Record<string, string>> = {
    "capture: npm run scenario rapidly": `\`\`\`text\n$ npm run scenario rapidly\n${capture}\`\`\``,
    scenarios: scenarioTable(),
    detectors: detectorTable(),
  };
  return Object.entries(parts).reduce((text, [name, part]) => withPart(text, name, part), readme);
}

/** The page with what stands between `<!-- NAME -->` and `<!-- /NAME -->` anew; a name may go on behind a colon. */
export function withPart(text: string, name: string, part: string): string {
  const [word = ""] = name.split(":");
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${word} -->`];
  const [from, until] = [text.indexOf(begin), text.indexOf(end)];
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
    ["Detector", "What it does", "Options and defaults"],
    detectors.map(({ name, summary, options }) => [
      `\`${name}\``,
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
