import type { Argv } from "yargs";
import type { DetectorChoice } from "../../harness/drill/gates.ts";
import type { RemoteSettings, RemoteWords } from "../../harness/session/remote-definitions.ts";
import type { ArgumentsOf } from "../commands.ts";
import { badNumber } from "./checked.ts";
import { drillGroup, given, remoteDefaults, repeatable } from "./options.ts";

export const detectorOption = {
  ...repeatable,
  group: drillGroup,
  describe: "Detector: NAME, NAME:key=value,key=value, cmd:COMMAND or a path; repeatable; v1=... names it",
} as const;

export const confirmOption = {
  group: drillGroup,
  type: "string",
  describe: "Built-in detector that must confirm an alert within 20 rows; else it is only a warning",
  defaultDescription: "none",
} as const;

/**
 * The detector that `--detector` names.
 * @throws FiredrillError as `chooseDetector` does
 */
export async function chosenDetector(spec: string, words?: RemoteWords): Promise<DetectorChoice> {
  const { chooseDetector } = await import("../../harness/session/choice.ts");
  const { remoteSettings } = await import("../../harness/session/remote-definitions.ts");
  return chooseDetector(spec, remoteSettings(words));
}

export async function chosenDetectors(
  specs: readonly string[],
  words?: RemoteWords,
): Promise<readonly DetectorChoice[]> {
  const { chooseDetectors } = await import("../../harness/session/choice.ts");
  const { remoteSettings } = await import("../../harness/session/remote-definitions.ts");
  return chooseDetectors(specs, remoteSettings(words));
}

/** How commands and Prometheus outside this process are run. */
export function externalOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("feed", {
      choices: ["csv", "ndjson"] as const,
      default: remoteDefaults.feed,
      describe: "Format of the rows that a command (cmd:...) reads",
      group: "External detectors:",
    })
    .option("session", {
      choices: ["one", "many"] as const,
      default: remoteDefaults.session,
      describe:
        "Logs for each start of a command: one, or many with --feed ndjson, each begun by a row that it answers",
      group: "External detectors:",
    })
    .option("alert-pattern", {
      type: "string",
      describe: "Regular expression for alerts of a command, with named groups severity, at, subject",
      group: "External detectors:",
    })
    .option("start-timeout", {
      type: "number",
      default: remoteDefaults.startTimeout,
      describe:
        "Seconds that a command may leave its input unread, and its first log of --session many, above 0",
      group: "External detectors:",
    })
    .option("phases", {
      choices: ["pinned", "sampled"] as const,
      describe: "Prometheus scrape and evaluation phases: always the same, or drawn from the seed",
      defaultDescription: "pinned for one drill, sampled for many",
      group: "External detectors:",
    });
}

/**
 * @param studied - the detectors of many drills, as given; phases of rules are then drawn by default, for one drill is about
 *   the usual case and many are about all
 * @throws FiredrillError BAD_NUMBER
 */
export function remoteWords(
  { feed, session, alertPattern, startTimeout, phases }: ArgumentsOf<typeof externalOptions>,
  studied: readonly string[],
): Omit<RemoteSettings, "onListening"> {
  const startTimeoutMs = checkedStartTimeout(startTimeout) * 1000;
  const usual = studied.some((spec) => /^(?:[\w.-]+=)?prometheus(?::|$)/.test(spec)) ? "sampled" : "pinned";
  return { feed, session, startTimeoutMs, phases: phases ?? usual, ...given({ alertPattern }) };
}

function checkedStartTimeout(seconds: number): number {
  if (seconds > 0) return seconds;
  throw badNumber(
    "start-timeout",
    seconds,
    "a number of seconds above 0",
    "Pass --start-timeout 30, for example.",
  );
}
