import type { HostAct } from "../../domain/audit/act.ts";
import type { Host } from "../../domain/audit/hosts.ts";
import { hostNamed, userIdOf } from "../../domain/audit/hosts.ts";
import type { AuditEvent, AuditObservation, FileChangeKind } from "../../domain/audit/observation.ts";

const commandRule = { ruleId: "80792", level: 3, groups: ["audit", "audit_command"] } as const;
const fileRules = {
  added: { ruleId: "554", level: 5, entry: "added" },
  modified: { ruleId: "550", level: 7, entry: "modified" },
  deleted: { ruleId: "553", level: 7, entry: "deleted" },
} as const;

/**
 * What the host's agent reports about an action. The action itself does not happen.
 * @returns undefined for an unknown host
 */
export function reported(
  act: HostAct,
  place: Pick<AuditObservation, "index" | "atMs">,
): AuditObservation | undefined {
  const host = hostNamed(act.host);
  if (host === undefined) return undefined;
  const { kind } = act.action;
  const rule = kind === "ran" ? commandRule : fileRule(kind);
  return { kind: "audit", ...place, host: host.name, ...rule, event: eventOf(act, host) };
}

function fileRule(kind: FileChangeKind): Pick<AuditObservation, "ruleId" | "level" | "groups"> {
  const { ruleId, level, entry } = fileRules[kind];
  return { ruleId, level, groups: ["ossec", "syscheck", `syscheck_entry_${entry}`, "syscheck_file"] };
}

function eventOf({ user, loginUser, processId, parentId, action }: HostAct, host: Host): AuditEvent {
  const userId = userIdOf(user);
  if (action.kind === "ran") {
    const nameOf = (name: string): string => (host.hasNames ? name : userIdOf(name));
    const login = loginUser === undefined ? {} : { loginUser: nameOf(loginUser) };
    const { words, program, directory } = action;
    return {
      kind: "command",
      user: nameOf(user),
      userId,
      ...login,
      program,
      processId,
      parentId,
      words,
      directory,
    };
  }
  const { kind: change, path, program, parent } = action;
  const file = { kind: "file", change, path, user, userId } as const;
  if (!host.hasWhodata) return { ...file, noticedBy: "realtime" };
  const login = loginUser === undefined ? {} : { loginUser };
  return { ...file, noticedBy: "whodata", ...login, program, parent, processId, parentId };
}
