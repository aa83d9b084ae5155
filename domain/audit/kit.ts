import type { DomainKit, SubjectCollector } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { stripped } from "../text/printable.ts";
import { trafficDomain } from "../traffic/scenario.ts";
import type { AuditObservation } from "./observation.ts";
import { pastOf } from "./plan.ts";
import type { AuditScenario } from "./scenario.ts";
import { quoteWords } from "./words.ts";

const longestName = 200;

/** What an alert about a row can name, by kind of subject. A kind is absent where the row has no such thing. */
export interface AuditSubjects {
  readonly user?: string;
  readonly host: string;
  /** The command line as a shell reads it, without control characters, at most 200 characters. */
  readonly command?: string;
  /** The path, without control characters, at most 200 characters. */
  readonly path?: string;
}

export function auditSubjects({ host, event }: AuditObservation): AuditSubjects {
  switch (event.kind) {
    case "command":
      return { ...userOf(event), host: shown(host), command: shown(quoteWords(event.words)) };
    case "file":
      return { ...userOf(event), host: shown(host), path: shown(event.path) };
    case "other":
      return { host: shown(host) };
  }
}

function userOf({ user }: { readonly user?: string }): Pick<AuditSubjects, "user"> {
  return user === undefined ? {} : { user: shown(user) };
}

function shown(name: string): string {
  return stripped(name, longestName);
}

/** Files whose change or mention deserves a look whoever does it: passwords, keys, and what starts by itself. */
const sensitive =
  /\/etc\/(?:shadow|passwd|sudoers|ld\.so\.preload|cron\.d\/)|\/\.ssh\/authorized_keys|\/dev\/(?:tcp|udp)\//;

/** Audit alerts of hosts. */
export const auditKit: DomainKit<AuditObservation, AuditScenario> = {
  ...trafficDomain<AuditObservation, AuditScenario>(),
  nouns: {
    row: { one: "alert", many: "alerts" },
    incident: { one: "intrusion", many: "intrusions" },
    log: "host audits",
  },
  causedAtMs: ({ atMs }) => atMs,
  signals: {
    sensitive: {
      kind: "flag",
      unit: "",
      key: "sensitive-file",
      describe: "1 for an alert about a file of passwords, keys or automatic starts, else 0",
      valueOf: ({ event }) => {
        switch (event.kind) {
          case "command":
            return event.words.some((word) => sensitive.test(word)) ? 1 : 0;
          case "file":
            return sensitive.test(event.path) ? 1 : 0;
          case "other":
            return 0;
        }
      },
    },
    level: {
      kind: "continuous",
      unit: "",
      key: "level",
      describe: "the level of the alert's rule, 0 to 16",
      valueOf: ({ level }) => level,
    },
    commandChars: {
      kind: "continuous",
      unit: "",
      key: "command-length",
      describe: "characters of the command line; commands only",
      valueOf: ({ event }) => (event.kind === "command" ? quoteWords(event.words).length : undefined),
    },
  },
  defaultSignal: "sensitive",
  collectSubjects,
  pastOf,
};

/** Every user, host, command and path of the incident. */
function collectSubjects(): SubjectCollector<AuditObservation> {
  const subjects = new Set<string>();
  return {
    add: (row) => {
      for (const [kind, name] of Object.entries(auditSubjects(row)))
        subjects.add(subjectOf(kind, String(name)));
    },
    finish: () => [...subjects].toSorted(),
  };
}
