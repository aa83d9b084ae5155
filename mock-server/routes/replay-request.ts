import { headers } from "../../domain/headers.ts";
import type { Replay } from "../replay.ts";
import type { Route } from "../route.ts";
import { wholeNumber } from "../whole-number.ts";

const largestBodyBytes = 67_108_864;

/** Stands in for a server that was recorded: whatever is asked for meets what was met then. */
export function replayRequest(replay: Replay): Route {
  return {
    usage: "anything else: replays the recording",
    add: (app, service) => {
      app.all("/*", { bodyLimit: largestBodyBytes }, (request, reply) => {
        const index = wholeNumber(request.headers[headers.request]);
        reply.hijack();
        const asked = index === undefined ? replay.askedNow() : replay.askedFor(index);
        service.serve(asked, service.connections.of(request.raw.socket), reply.raw);
      });
    },
  };
}
