import { below } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import type { NumberField } from "../fields.ts";
import { number, wholeNumber } from "../fields.ts";
import type { TrafficEntry } from "../traffic/scenario.ts";
import type { TrafficKind } from "../traffic/source.ts";
import type { Visit } from "../traffic/visit.ts";
import type { FileChangeKind } from "./observation.ts";
import type { Staff } from "./staff.ts";

/** Something done on a host. It is only reported: nothing is run, written or opened. */
export type HostAction =
  | {
      readonly kind: "ran";
      readonly words: readonly string[];
      /** The path of the program. */
      readonly program: string;
      readonly directory: string;
    }
  | {
      readonly kind: FileChangeKind;
      readonly path: string;
      /** The path of the program that changed the file. */
      readonly program: string;
      /** The path of the program that started it. */
      readonly parent: string;
    };

/** An action and who did it. */
export interface HostAct {
  /** The name of the host. */
  readonly host: string;
  /** The effective user. */
  readonly user: string;
  /** Who logged in; absent for services. */
  readonly loginUser?: string;
  readonly processId: number;
  readonly parentId: number;
  readonly action: HostAction;
}

/** The acts of one shell, service or tool. */
export type HostVisit = Visit<HostAct>;

/** A kind of attack. Its first act is at the onset. */
export type AuditAttack<Entry extends TrafficEntry> = TrafficKind<Entry, Staff, HostAct, "attack">;

/** A kind of benign traffic that looks unusual. */
export type BenignAudit<Entry extends TrafficEntry> = TrafficKind<Entry, Staff, HostAct, "benign">;

export const secondMs = 1000;

/** How many files an entry touches. */
export const someFiles = (description: string): NumberField => wholeNumber(1, 5000, description);

/** Time between the acts of an entry. */
export const everySeconds = number(0.01, 3600, "the seconds between its steps");

const programFolders: Readonly<Record<string, string>> = {
  useradd: "/usr/sbin/useradd",
  logrotate: "/usr/sbin/logrotate",
  sendmail: "/usr/sbin/sendmail",
  "run-parts": "/bin/run-parts",
  sh: "/bin/sh",
  bash: "/bin/bash",
};

/** The usual path of a program; an absolute one stays. */
function programPath(name: string): string {
  if (name.startsWith("/")) return name;
  return Object.hasOwn(programFolders, name) ? (programFolders[name] ?? "") : `/usr/bin/${name}`;
}

/** A process that does things on a host: every command is its child. */
export class Shell {
  private nextId: number;
  private readonly who: Pick<HostAct, "host" | "user" | "loginUser">;
  private readonly ownId: number;
  private readonly program: string;

  /** @param program - its own path */
  constructor(who: Pick<HostAct, "host" | "user" | "loginUser">, program: string, random: Random) {
    this.who = who;
    this.program = program;
    this.ownId = 1000 + below(random, 29_000);
    this.nextId = this.ownId + 1 + below(random, 50);
  }

  /** Runs a command; the first word is also the program. */
  ran(...words: readonly string[]): HostAct {
    return this.child(this.who, this.ownId, words);
  }

  /** The two alerts of `sudo`: of the user, and of root. */
  sudo(...words: readonly string[]): readonly HostAct[] {
    const asked = this.ran("sudo", ...words);
    return [asked, this.child({ ...this.who, user: "root" }, asked.processId, words)];
  }

  /** A program that it started changes a file. */
  wrote(kind: FileChangeKind, path: string, program: string, user = this.who.user): HostAct {
    const action = { kind, path, program: programPath(program), parent: this.program };
    return { ...this.who, user, processId: this.newId(), parentId: this.ownId, action };
  }

  private child(
    who: Pick<HostAct, "host" | "user" | "loginUser">,
    parentId: number,
    words: readonly string[],
  ): HostAct {
    const program = programPath(words[0] ?? "");
    const directory = who.user === "root" ? "/root" : `/home/${who.user}`;
    return { ...who, processId: this.newId(), parentId, action: { kind: "ran", words, program, directory } };
  }

  private newId(): number {
    this.nextId += 1;
    return this.nextId;
  }
}

/** The shell of a person, or of an intruder who has become one. */
export function loginShell(user: string, host: string, random: Random): Shell {
  return new Shell({ host, user, loginUser: user }, "/bin/bash", random);
}

/** A service, which nobody logged in to. */
export function serviceShell(user: string, host: string, program: string, random: Random): Shell {
  return new Shell({ host, user }, program, random);
}

/** Acts one after another. @param gapMs - between them */
export function visitOf(offsetMs: number, gapMs: number, acts: readonly HostAct[]): HostVisit {
  return { offsetMs, gapMs, acts };
}
