import type { Refusal, Route } from "../route.ts";

/** A mode forced on every request by hand. */
interface Forcing {
  readonly mode: string;
  /** `forced-1`, `forced-2`, ...: never the same twice in the life of a server. Absent when health is forced. */
  readonly incident?: string;
}

/** Which mode is forced, and how often one was. */
export interface Forcings {
  /** Everything meets this mode, and belongs to the incident of this forcing, until `clear`. */
  readonly force: (mode: string) => Forcing;
  readonly clear: () => void;
  readonly forced: () => Forcing | undefined;
}

export function createForcings(): Forcings {
  let current: Forcing | undefined;
  let forcings = 0;
  return {
    force: (mode) => {
      if (mode !== "normal") forcings += 1;
      current = mode === "normal" ? { mode } : { mode, incident: `forced-${forcings}` };
      return current;
    },
    clear: () => {
      current = undefined;
    },
    forced: () => current,
  };
}

/** What can be forced. */
export interface Forceable extends Pick<Forcings, "force" | "clear"> {
  /** By name, those that are the client's to play as well. */
  readonly modes: Readonly<Record<string, unknown>>;
  /** Those of them that a server can do. */
  readonly names: readonly string[];
  readonly has: (mode: string) => boolean;
}

/** Lets a person force one of the modes, and end that. */
export function forcingRoutes(modes: Forceable): readonly Route[] {
  return [forceMode(modes), clearMode(modes)];
}

/** Each time anything but health is forced is an incident. */
function forceMode(modes: Forceable): Route {
  return {
    usage: 'PUT /__firedrill/mode {"mode":"<mode>"} or ?mode=<mode>',
    add: (app) => {
      app.put<{ Querystring: { readonly mode?: unknown } }>("/__firedrill/mode", (request, reply) => {
        const asked = isEmpty(request.body) ? { mode: request.query.mode } : modeIn(request.body);
        if ("error" in asked) return reply.code(400).send({ ...asked, modes: modes.names });
        if (typeof asked.mode === "string" && modes.has(asked.mode)) {
          return reply.send(modes.force(asked.mode));
        }
        return reply.code(400).send(unknownMode(asked.mode, modes));
      });
    },
  };
}

/** Requests meet the mode they ask for again. */
function clearMode(modes: Forceable): Route {
  return {
    usage: "DELETE /__firedrill/mode",
    add: (app, control) => {
      app.delete("/__firedrill/mode", (_request, reply) => {
        modes.clear();
        return reply.send(control.state());
      });
    },
  };
}

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

/** Tells somebody who asked for a mode that is not there, or that no server can do, which ones there are. */
export function unknownMode(
  asked: unknown,
  { modes, names }: Pick<Forceable, "modes" | "names">,
): Refusal & { readonly modes: readonly string[] } {
  return { error: mistakeOf(asked, Object.keys(modes)), modes: names };
}

function mistakeOf(asked: unknown, known: readonly unknown[]): string {
  if (asked === undefined) return "No mode was asked for.";
  const quoted = JSON.stringify(asked);
  return known.includes(asked)
    ? `${quoted} is the client's to play: a server cannot keep anybody from asking.`
    : `There is no mode called ${quoted}.`;
}
