import type { HostAct, HostAction } from "../../domain/audit/act.ts";
import { hosts } from "../../domain/audit/hosts.ts";
import type { AuditObservation, FileChangeKind } from "../../domain/audit/observation.ts";
import { fileChanges } from "../../domain/audit/observation.ts";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import type { ServerContext, ServerKit, Site } from "../source.ts";
import { truthOf } from "../traffic/visitor.ts";
import { reported } from "./report.ts";

/** The task of a server of mock hosts. */
export interface AuditTask {
  readonly source: "audit";
}

const example = {
  host: "web-1",
  user: "pyama",
  loginUser: "pyama",
  processId: 4711,
  parentId: 4700,
  action: { kind: "ran", words: ["ls", "-l"], program: "/usr/bin/ls", directory: "/home/pyama" },
} as const satisfies HostAct;

const refusal = {
  error: `Send JSON such as ${JSON.stringify(example)}; hosts: ${hosts.map(({ name }) => name).join(", ")}; kinds of action: ran, ${fileChanges.join(", ")}, the last three with path, program and parent.`,
};

/** Mock hosts whose agents report alerts. Nothing is run, written or opened. */
export const auditServer: ServerKit<AuditScenario, AuditObservation, AuditTask> = {
  taskOf: () => ({ source: "audit" }),
  replayOf: () => undefined,
  // Actions take no time, so that none queue.
  limitedTo: (task) => task,
  statuses: () => [],
  rehearsal: {
    task: { source: "audit" },
    request: { method: "POST", path: "/host/actions", body: JSON.stringify(example) },
  },
  open: (_task, context) => openHosts(context),
};

function openHosts({ clock, onRow, indexOf, atOnce }: ServerContext<AuditObservation>): Site {
  let written = 0;
  return {
    routes: [
      {
        usage: "POST /host/actions",
        add: (app) => {
          app.post("/host/actions", (request, reply) => {
            const truth = truthOf(request);
            const status = atOnce(indexOf(request), truth, () => {
              const act = actIn(request.body);
              const place = { index: written, atMs: clock.nowMs() };
              const observation = act === undefined ? undefined : reported(act, place);
              if (observation === undefined) return 400;
              onRow({ observation, truth });
              written += 1;
              return 200;
            });
            return reply.code(status).send(status === 200 ? { reported: true } : refusal);
          });
        },
      },
    ],
    controls: [],
    state: () => ({ alerts: written }),
    // The log continues.
    reset: () => undefined,
  };
}

function actIn(body: unknown): HostAct | undefined {
  const sent = typeof body === "string" ? parseJson(body) : undefined;
  if (!isJsonObject(sent)) return undefined;
  const { host, user, loginUser, processId, parentId } = sent;
  const action = actionIn(sent["action"]);
  if (typeof host !== "string" || typeof user !== "string" || action === undefined) return undefined;
  if (!isProcessId(processId) || !isProcessId(parentId)) return undefined;
  const act = { host, user, processId, parentId, action };
  if (loginUser === undefined) return act;
  return typeof loginUser === "string" ? { ...act, loginUser } : undefined;
}

function actionIn(sent: unknown): HostAction | undefined {
  if (!isJsonObject(sent)) return undefined;
  const { kind, program } = sent;
  if (typeof program !== "string") return undefined;
  if (kind === "ran") {
    const { words, directory } = sent;
    return isWords(words) && typeof directory === "string" ? { kind, words, program, directory } : undefined;
  }
  const { path, parent } = sent;
  if (!isFileChange(kind) || typeof path !== "string" || path === "") return undefined;
  return typeof parent === "string" ? { kind, path, program, parent } : undefined;
}

function isFileChange(kind: unknown): kind is FileChangeKind {
  return fileChanges.some((change) => change === kind);
}

function isWords(words: unknown): words is readonly string[] {
  return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === "string");
}

function isProcessId(id: unknown): id is number {
  return typeof id === "number" && Number.isSafeInteger(id) && id >= 0;
}
