import type { CounterMode, CounterObservation, CounterScenario } from "../../domain/counter/kit.ts";
import { counterModes } from "../../domain/counter/kit.ts";
import { headers } from "../../domain/wire/headers.ts";
import { namedIn } from "../route.ts";
import type { ServerKit } from "../source.ts";

export interface CounterTask {
  readonly source: "counter";
}

/** `GET /count`: counts, and says by how much in a header. */
export const counterServer: ServerKit<CounterScenario, CounterObservation, CounterTask> = {
  taskOf: () => ({ source: "counter" }),
  replayOf: () => undefined,
  limitedTo: (task) => task,
  statuses: () => [],
  rehearsal: { task: { source: "counter" }, request: { method: "GET", path: "/count", body: "" } },
  open: (_task, { indexOf, atOnce }) => {
    let count = 0;
    return {
      routes: [
        {
          usage: "GET /count",
          add: (app) => {
            app.get("/count", (request, reply) => {
              const asked = namedIn(request.headers, headers.mode) ?? "normal";
              const { adds } = counterModes[isMode(asked) ? asked : "normal"];
              const status = atOnce(indexOf(request), { mode: asked }, () => 200 as const);
              count += adds;
              return reply.code(status).header("x-added", String(adds)).send({ count });
            });
          },
        },
      ],
      controls: [],
      state: () => ({ count }),
      reset: () => {
        count = 0;
      },
    };
  },
};

function isMode(name: string): name is CounterMode["kind"] {
  return Object.hasOwn(counterModes, name);
}
