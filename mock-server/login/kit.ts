import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { UserBase } from "../../domain/login/user-base.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { ServerKit } from "../source.ts";
import { openLoginPage } from "./page.ts";

/** What a login page is to do. */
export interface LoginTask {
  readonly source: "login";
  /** Whom the page knows. */
  readonly users: UserBase;
}

/** A page where users log in. It writes the log of attempts. */
export const loginServer: ServerKit<LoginScenario, LoginObservation, LoginTask> = {
  taskOf: (scenario, seed) => ({ source: "login", users: usersOf(scenario, seed) }),
  replayOf: () => undefined,
  // An attempt takes no time, so that nobody queues.
  limitedTo: (task) => task,
  statuses: () => [],
  rehearsal: {
    task: { source: "login", users: [] },
    request: { method: "POST", path: "/login", body: '{"username":"nobody","password":"none"}' },
  },
  open: ({ users }, context) => openLoginPage(users, context),
};
