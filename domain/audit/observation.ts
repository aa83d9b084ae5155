export const fileChanges = ["added", "modified", "deleted"] as const;

export type FileChangeKind = (typeof fileChanges)[number];

/** Who acted. A field is absent where the alert does not tell. */
interface Actor {
  /** The effective user by name; by number where the log has no names. */
  readonly user?: string;
  /** The number of the effective user: `0`. */
  readonly userId?: string;
  /** The user who logged in, before any `su` or `sudo`; absent for services. */
  readonly loginUser?: string;
  /** The path of the program that acted. */
  readonly program?: string;
  readonly processId?: number;
  readonly parentId?: number;
}

/** A command was run (audit's `execve`). */
export interface CommandRun extends Actor {
  readonly kind: "command";
  /** The command line, program first; at least one. Arguments can hold any text, line breaks included. */
  readonly words: readonly string[];
  readonly directory?: string;
}

/** A watched file was changed (file integrity monitoring). */
export interface FileChange extends Actor {
  readonly kind: "file";
  readonly change: FileChangeKind;
  readonly path: string;
  /** How the agent noticed: `whodata` tells who acted; with `realtime` and `scheduled` the user is the file's owner. */
  readonly noticedBy: string;
  /** The path of the program that started `program`. */
  readonly parent?: string;
}

/** An alert of any other rule. */
export interface OtherAlert {
  readonly kind: "other";
  readonly description: string;
}

export type AuditEvent = CommandRun | FileChange | OtherAlert;

/** One alert of a host's monitoring agent, as Wazuh reports it. */
export interface AuditObservation {
  readonly kind: "audit";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When the alert was raised. */
  readonly atMs: number;
  /** The name of the agent. */
  readonly host: string;
  /** `80792` for commands; `550`, `553` and `554` for changed, deleted and added files. */
  readonly ruleId: string;
  /** Severity of the rule, 0 to 16. */
  readonly level: number;
  /** Groups of the rule. */
  readonly groups: readonly string[];
  readonly event: AuditEvent;
}
