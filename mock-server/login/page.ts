import type { LoginObservation } from "../../domain/login/observation.ts";
import type { UserBase } from "../../domain/login/user-base.ts";
import { passwordOf } from "../../domain/login/user-base.ts";
import type { Truth } from "../../domain/truth.ts";
import type { Refusal } from "../route.ts";
import type { ServerContext, Site } from "../source.ts";
import { addressOf, noAddress, truthOf } from "../traffic/visitor.ts";
import { createAccounts } from "./accounts.ts";

/** Longest accepted name or password. */
const longestText = 256;

const answers = {
  200: { user: "welcome" },
  400: {
    error: `Send JSON such as {"username":"admin","password":"..."}, or the same fields as a form; at most ${longestText} characters each.`,
  },
  401: { error: "Wrong user name or password." },
} as const satisfies Readonly<Record<number, Refusal | { readonly user: string }>>;

/** Decides login attempts and writes their log. A failure's reason is never sent to the client. */
export function openLoginPage(users: UserBase, context: ServerContext<LoginObservation>): Site {
  const { clock, seed, onRow } = context;
  let accounts = createAccounts(users, seed);
  let written = 0;

  const attempt = (index: number, truth: Truth, ip: string, body: unknown): keyof typeof answers => {
    const credentials = credentialsIn(body);
    if (credentials === undefined) return 400;
    const { username: user } = credentials;
    const atMs = clock.nowMs();
    const password = credentials.password === passwordOf(user) ? "right" : "wrong";
    const outcome = accounts.attempt({ index, atMs, user, password });
    onRow({ observation: { kind: "login", index: written, atMs, ip, user, outcome }, truth });
    written += 1;
    switch (outcome.kind) {
      case "success":
        return 200;
      case "failure":
        return 401;
    }
  };

  return {
    routes: [
      {
        usage: 'POST /login {"username":"<name>","password":"<password>"}',
        add: (app) => {
          app.post("/login", (request, reply) => {
            const index = context.indexOf(request);
            const truth = truthOf(request);
            const ip = addressOf(request);
            const status = context.atOnce(index, truth, () =>
              ip === undefined ? 400 : attempt(index, truth, ip, request.body),
            );
            return reply.code(status).send(ip === undefined ? noAddress : answers[status]);
          });
        },
      },
    ],
    controls: [],
    state: () => ({}),
    // Resets failures and locks; the log continues.
    reset: () => {
      accounts = createAccounts(users, seed);
    },
  };
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
