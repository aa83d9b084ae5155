import type { Modes } from "../../domain/response/modes.ts";
import { modeKit } from "../../domain/response/modes.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { Recording } from "../../domain/response/recording.ts";
import type { ResponsePhase, ResponseScenario } from "../../domain/response/scenario.ts";
import { headers } from "../../domain/wire/headers.ts";
import { forcingRoutes, unknownMode } from "../phases/forcing.ts";
import type { Route } from "../route.ts";
import { namedIn, wholeNumber } from "../route.ts";
import type { Counter, ServerContext, ServerKit, Site } from "../source.ts";
import type { ModeSwitch } from "./mode-switch.ts";
import { createModeSwitch } from "./mode-switch.ts";
import type { Replay } from "./replay.ts";
import { createReplay } from "./replay.ts";

/** The task of a response server. */
export interface ResponseTask {
  readonly source: "response";
  /** The modes that `GET /?param=` accepts. */
  readonly modes: Modes;
  /** The recording for modes of the kind `recorded`. */
  readonly recording?: Recording;
  /** Replays these phases of the recording to every client, whatever it requests. Default: clients request modes. */
  readonly replayed?: readonly ResponsePhase[];
  /** How many requests are served at once, a whole number from 1. Default: no limit. */
  readonly capacity?: number;
}

/** The target of a response-time drill. Its client writes the log. */
export const responseServer: ServerKit<ResponseScenario, ResponseObservation, ResponseTask> = {
  taskOf: ({ source, modes, recording, capacity }) => ({
    source,
    modes,
    ...(recording === undefined ? {} : { recording }),
    ...(capacity === undefined ? {} : { capacity }),
  }),
  replayOf: (scenario) =>
    scenario.recording === undefined
      ? undefined
      : { ...responseServer.taskOf(scenario, 0), replayed: scenario.phases },
  byHand: (task) => ({ ...task, modes: { ...task.modes, hang: task.modes["hang"] ?? { kind: "hang" } } }),
  limitedTo: (task, capacity) => ({ ...task, capacity }),
  statuses: ({ modes }) => Object.values(modes).flatMap((mode) => modeKit(mode.kind).statuses?.(mode) ?? []),
  rehearsal: {
    task: { source: "response", modes: { normal: { kind: "normal", delayMs: 1 } } },
    request: { method: "GET", path: "/?param=normal", body: "" },
  },
  open: openTarget,
};

function openTarget(
  { modes, recording, replayed, capacity }: ResponseTask,
  context: ServerContext<ResponseObservation>,
): Site {
  const modeSwitch = createModeSwitch(modes, context.seed, recording, context.onForced);
  const replay =
    recording === undefined || replayed === undefined
      ? undefined
      : createReplay({ recording, phases: replayed, clock: context.clock });
  const counter = context.openCounter(capacity, { apply: modeSwitch.apply });
  return {
    routes: [
      replay === undefined
        ? answerRequest(context, modeSwitch, counter, capacity !== undefined)
        : replayRequest(replay, counter),
    ],
    controls: forcingRoutes(modeSwitch),
    state: () => {
      const forced = modeSwitch.forced();
      return {
        ...(forced === undefined ? {} : { forced }),
        modes,
        ...(capacity === undefined ? {} : { capacity }),
        state: modeSwitch.state(),
      };
    },
    reset: () => {
      modeSwitch.reset();
      replay?.reset();
    },
  };
}

/** Waits as the mode says, then answers with an empty 200. */
function answerRequest(
  { indexOf, tracker }: ServerContext<ResponseObservation>,
  modes: ModeSwitch,
  counter: Counter,
  hasQueue: boolean,
): Route {
  return {
    usage: "GET /?param=<mode>",
    add: (app) => {
      app.get<{ Querystring: { readonly param?: unknown } }>("/", (request, reply) => {
        const index = indexOf(request);
        const { param } = request.query;
        if (typeof param === "string" && modes.has(param)) {
          if (hasQueue) modes.meet(index);
          counter.serve(
            { index, mode: param, incident: namedIn(request.headers, headers.incident) },
            request,
            reply,
          );
          return;
        }
        tracker.taken(index);
        tracker.woken(index);
        return reply.code(400).send(unknownMode(param, modes));
      });
    },
  };
}

const largestBodyBytes = 67_108_864;

/** Imitates the recorded server: every request meets the recorded behavior. */
function replayRequest(replay: Replay, counter: Counter): Route {
  return {
    usage: "anything else: replays the recording",
    add: (app) => {
      app.all("/*", { bodyLimit: largestBodyBytes }, (request, reply) => {
        const index = wholeNumber(request.headers[headers.request]);
        counter.serve(index === undefined ? replay.orderNow() : replay.orderFor(index), request, reply);
      });
    },
  };
}
