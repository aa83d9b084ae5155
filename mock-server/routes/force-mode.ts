import type { Refusal, Route } from "../route.ts";
import { unknownMode } from "../unknown-mode.ts";

/** Forces a mode on every request, until it is cleared. Each time anything but health is forced is an incident. */
export const forceMode: Route = {
  usage: 'PUT /__firedrill/mode {"mode":"<mode>"} or ?mode=<mode>',
  add: (app, service) => {
    app.put<{ Querystring: { readonly mode?: unknown } }>("/__firedrill/mode", (request, reply) => {
      const asked = isEmpty(request.body) ? { mode: request.query.mode } : modeIn(request.body);
      if ("error" in asked) return reply.code(400).send({ ...asked, modes: service.modes.names });
      if (typeof asked.mode === "string" && service.modes.has(asked.mode)) {
        return reply.send(service.modes.force(asked.mode));
      }
      return reply.code(400).send(unknownMode(asked.mode, service.modes));
    });
  },
};

function isEmpty(body: unknown): boolean {
  return body === undefined || body === "";
}

function modeIn(body: unknown): { readonly mode: unknown } | Refusal {
  const parsed = parsedJson(body);
  if (typeof parsed === "object" && parsed !== null && "mode" in parsed) return { mode: parsed.mode };
  return { error: `The body must be JSON such as {"mode":"attack"}.` };
}

function parsedJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
