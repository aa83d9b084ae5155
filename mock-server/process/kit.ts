import type { Load } from "../../domain/process/mode.ts";
import type { Modes } from "../../domain/process/modes.ts";
import { loadOf } from "../../domain/process/modes.ts";
import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { ProcessScenario } from "../../domain/process/scenario.ts";
import type { TracedCounters } from "../../domain/process/trace.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import type { Truth } from "../../domain/truth.ts";
import { headers } from "../../domain/wire/headers.ts";
import { createForcings, forcingRoutes, unknownMode } from "../phases/forcing.ts";
import type { Route } from "../route.ts";
import type { Machine, ServerContext, ServerKit, Site } from "../source.ts";
import { truthOf } from "../traffic/visitor.ts";
import { startTracer } from "./tracer.ts";
import type { Watched } from "./watched.ts";
import { startWatched, watchedName } from "./watched.ts";

/** The task of a server that leads a process through its modes. */
export interface ProcessTask {
  readonly source: "process";
  readonly modes: Modes;
}

/** Starts a process, changes what it does on request, and logs samples of it. */
export const processServer: ServerKit<ProcessScenario, ProcessObservation, ProcessTask> = {
  taskOf: ({ source, modes }) => ({ source, modes }),
  replayOf: () => undefined,
  // Samples take no time, so that none queue.
  limitedTo: (task) => task,
  statuses: () => [],
  rehearsal: {
    task: { source: "process", modes: { normal: { kind: "normal", percent: 1 } } },
    request: { method: "POST", path: "/process", body: '{"mode":"normal"}' },
  },
  open: openProcess,
};

function openProcess({ modes }: ProcessTask, context: ServerContext<ProcessObservation>): Site {
  const { clock, machine, seed } = context;
  const watched = startWatched(machine, seed);
  const tracing = tracingOf(machine, watched);
  const forcings = createForcings();
  const names = Object.keys(modes);
  let written = 0;
  let ordered = "normal";
  let state: "new" | "running" | "ended" = "new";

  const load = (name: string): Load => {
    const found = loadOf(modes, name);
    if (found === undefined) throw new RangeError(`unknown mode "${name}"`);
    return found;
  };
  const orderNow = (): void => watched.order(load(forcings.forced()?.mode ?? ordered));

  /** Ends an interval with a row, the first time none, and begins the next one. */
  function turn(mode: string, truth: Truth, traced: TracedCounters): void {
    const atMs = clock.nowMs();
    if (state === "new") {
      watched.begin(atMs, traced);
      state = "running";
    } else {
      const event = watched.sample(atMs, traced);
      const observation = {
        kind: "process",
        index: written,
        atMs,
        process: watchedName,
        pid: watched.pid,
        event,
      } as const;
      context.onRow({ observation, truth: forcings.forced() ?? truth });
      written += 1;
      if (event.kind === "ended") state = "ended";
    }
    ordered = mode;
    orderNow();
  }

  const sampling: Route = {
    usage: 'POST /process {"mode":"<mode>"}',
    add: (app) => {
      app.post("/process", async (request, reply) => {
        await watched.ready;
        const traced = await tracing.counters();
        if (state === "ended") {
          // The drill has lost its target.
          reply.hijack();
          request.raw.socket.destroy();
          return undefined;
        }
        const mode = modeIn(request.body);
        const truth = truthOf(request);
        const status = context.atOnce(context.indexOf(request), truth, () => {
          if (typeof mode !== "string" || loadOf(modes, mode) === undefined) return 400;
          turn(mode, truth, traced);
          return 200;
        });
        const waitedMs = watched.waitedMs();
        if (waitedMs !== undefined) reply.header(headers.cpuWaitMs, waitedMs.toFixed(3));
        return reply
          .code(status)
          .send(status === 200 ? { sampled: true } : unknownMode(mode, { modes, names }));
      });
    },
  };

  return {
    routes: [sampling],
    controls: forcingRoutes({
      modes,
      names,
      has: (mode) => names.includes(mode),
      force: (mode) => {
        const forcing = forcings.force(mode);
        orderNow();
        return forcing;
      },
      clear: () => {
        forcings.clear();
        orderNow();
      },
    }),
    state: () => {
      const forced = forcings.forced();
      return {
        ...(forced === undefined ? {} : { forced }),
        modes,
        pid: watched.pid,
        machine,
        samples: written,
      };
    },
    reset: () => {
      forcings.clear();
      orderNow();
    },
    measured: tracing.measured,
    close: async () => {
      await tracing.stop();
      await watched.stop();
    },
  };
}

/** How a watched process is measured beyond what its files in /proc say. */
interface Tracing {
  readonly counters: () => Promise<TracedCounters>;
  readonly measured: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const fromFiles = "Processor time, memory, threads, files and storage were read from /proc";

function tracingOf(machine: Machine, { pid, ready }: Watched): Tracing {
  switch (machine) {
    case "simulated":
      return { counters: async () => ({}), measured: () => [], stop: async () => undefined };
    case "real":
      return {
        counters: async () => ({}),
        measured: () => [`${fromFiles}; network bytes and system calls were not measured.`],
        stop: async () => undefined,
      };
    case "traced": {
      let notes: readonly string[] = [];
      const started = (async () => {
        await ready;
        const tracer = await startTracer({ pids: [pid], children: "ignored", allocations: "ignored" });
        ({ notes } = tracer);
        return tracer;
      })();
      return {
        counters: async () => {
          const tracer = await started;
          return (await tracer.read())(pid);
        },
        measured: () =>
          notes.length === 0
            ? [`${fromFiles}; network bytes and system calls were traced with bpftrace.`]
            : [`${fromFiles}.`, ...notes],
        stop: async () => (await started).stop(),
      };
    }
  }
}

function modeIn(body: unknown): unknown {
  const sent = typeof body === "string" ? parseJson(body) : undefined;
  return isJsonObject(sent) ? sent["mode"] : undefined;
}
