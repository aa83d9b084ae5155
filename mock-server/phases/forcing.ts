import type { Refusal, Route } from "../route.ts";

/** A mode forced on every request. */
export interface Forcing {
  readonly mode: string;
  /** `forced-1`, `forced-2`, ...: unique in the life of a server. Absent when `normal` is forced. */
  readonly incident?: string;
}

/** The forced mode, and how many there were. */
export interface Forcings {
  /** Until `clear`, every request meets this mode and belongs to the incident of this forcing. */
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

/** The modes that can be forced. */
export interface Forceable extends Pick<Forcings, "force" | "clear"> {
  /** By name, including those that the client plays. */
  readonly modes: Readonly<Record<string, unknown>>;
  /** Names of the modes that the server plays. */
  readonly names: readonly string[];
  readonly has: (mode: string) => boolean;
}

/** Routes that force a mode, and end it. */
export function forcingRoutes(modes: Forceable): readonly Route[] {
  return [forceMode(modes), clearMode(modes)];
}

/** Each forcing of a mode other than `normal` is an incident. */
function forceMode(modes: Forceable): Route {
  return {
    usage: 'PUT /__firedrill/mode {"mode":"<mode>"} or ?mode=<mode>',
    add: (app) => {
      app.put<{ Querystring: { readonly mode?: unknown } }>("/__firedrill/mode", (request, reply) => {
        const wanted = isEmpty(request.body) ? { mode: request.query.mode } : modeIn(request.body);
        if ("error" in wanted) return reply.code(400).send({ ...wanted, modes: modes.names });
        if (typeof wanted.mode === "string" && modes.has(wanted.mode)) {
          return reply.send(modes.force(wanted.mode));
        }
        return reply.code(400).send(unknownMode(wanted.mode, modes));
      });
    },
  };
}

/** Lets requests meet the mode they ask for again. */
function clearMode(modes: Forceable): Route {
  return {
    usage: "DELETE /__firedrill/mode",
    add: (app, control) => {
      app.delete("/__firedrill/mode", (request, reply) => {
        modes.clear();
        return reply.send(control.state(request));
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
  return { error: `Send JSON such as {"mode":"attack"}.` };
}

function parsedJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** The answer for a mode that does not exist, or that only the client plays. */
export function unknownMode(
  mode: unknown,
  { modes, names }: Pick<Forceable, "modes" | "names">,
): Refusal & { readonly modes: readonly string[] } {
  return { error: mistakeOf(mode, Object.keys(modes)), modes: names };
}

function mistakeOf(mode: unknown, known: readonly unknown[]): string {
  if (mode === undefined) return "Missing mode.";
  const quoted = JSON.stringify(mode);
  return known.includes(mode)
    ? `The client plays mode ${quoted}; the server cannot.`
    : `Unknown mode ${quoted}.`;
}
