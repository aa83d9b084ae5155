import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { headers } from "../../domain/wire/headers.ts";
import type { Truth } from "../../domain/truth.ts";
import type { LoginPage } from "./page.ts";
import type { Refusal, Route } from "../route.ts";
import { wholeNumber } from "../route.ts";

/** Longer names and passwords are nobody's. */
const longestText = 256;

/** Lets in or refuses; whoever is refused is not told why. */
export function logIn(page: LoginPage): Route {
  return {
    usage: 'POST /login {"username":"<name>","password":"<password>"}',
    add: (app, service) => {
      const { book, metrics } = service;
      let arrivals = 0;
      app.post("/login", (request, reply) => {
        const index = wholeNumber(request.headers[headers.request]) ?? arrivals;
        arrivals += 1;
        book.taken(index);
        metrics.began();
        const truth = truthOf(request.headers);
        const status = statusOf(page, index, truth, request);
        metrics.answered(status, 0);
        service.noteLogin(index, truth);
        book.woken(index);
        return reply.code(status).send(answers[status]);
      });
    },
  };
}

const answers = {
  200: { user: "welcome" },
  400: {
    error: `The body must be JSON such as {"username":"admin","password":"..."}, or the same as a form; each at most ${longestText} characters.`,
  },
  401: { error: "Wrong user name or password." },
} as const satisfies Readonly<Record<number, Refusal | { readonly user: string }>>;

function statusOf(
  page: LoginPage,
  requestIndex: number,
  truth: Truth,
  request: FastifyRequest,
): keyof typeof answers {
  const asked = credentialsIn(request.body);
  if (asked === undefined) return 400;
  const outcome = page.attempt({
    requestIndex,
    ip: sourceOf(request),
    user: asked.username,
    password: asked.password,
    truth,
  });
  switch (outcome.kind) {
    case "success":
      return 200;
    case "failure":
      return 401;
  }
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

function credentialsIn(body: unknown): Credentials | undefined {
  const text = typeof body === "string" ? body.trim() : "";
  const found = text.startsWith("{") ? jsonFields(text) : formFields(text);
  const { username, password } = found;
  if (typeof username !== "string" || typeof password !== "string") return undefined;
  return username.length <= longestText && password.length <= longestText
    ? { username, password }
    : undefined;
}

type Fields = { readonly [K in keyof Credentials]?: unknown };

function jsonFields(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function formFields(text: string): Fields {
  const fields = new URLSearchParams(text);
  return { username: fields.get("username"), password: fields.get("password") };
}

/** The address of the connection; a client on this machine may speak for another, the first where it names several. */
function sourceOf({ headers: said, socket }: FastifyRequest): string {
  const connected = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const [named = ""] = String(said[headers.sourceAddress] ?? "").split(",");
  const isLocal = connected === "::1" || connected.startsWith("127.");
  return isLocal && isIP(named.trim()) !== 0 ? named.trim() : connected;
}

const plainName = /^[a-z0-9-]{1,64}$/;

function truthOf(said: FastifyRequest["headers"]): Truth {
  const mode = plainHeader(said[headers.mode]) ?? "normal";
  const incident = plainHeader(said[headers.incident]);
  return incident === undefined || mode === "normal" ? { mode } : { mode, incident };
}

function plainHeader(value: unknown): string | undefined {
  return typeof value === "string" && plainName.test(value) ? value : undefined;
}
