import { detectors } from "../../detector/registry.ts";
import { readsOf } from "../../domain/detector.ts";
import { describeIncidents, describeLength, scenarios } from "../../scenarios/registry.ts";

/** The commands whose output stands in README. */
export const captured = ["npm run scenario rapidly", "npm run scenario login-bruteforce"] as const;

/**
 * README with its generated parts as the code has them; prettier lines up the columns afterwards.
 * @param outputs - of the commands that are `captured`, in their order
 */
export function withParts(readme: string, outputs: readonly string[]): string {
  const captures = captured.map(
    (command, at) => [`capture: ${command}`, `\`\`\`text\n$ ${command}\n${outputs[at] ?? ""}\`\`\``] as const,
  );
  const parts = [...captures, ["scenarios", scenarioTable()], ["detectors", detectorTable()]] as const;
  return parts.reduce((text, [name, part]) => withPart(text, name, part), readme);
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
