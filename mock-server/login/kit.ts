import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { UserBase } from "../../domain/login/user-base.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { ServerKit } from "../source.ts";
import { openLoginPage } from "./page.ts";

/** The task of a login server. */
export interface LoginTask {
  readonly source: "login";
  /** The accounts. */
  readonly users: UserBase;
}

/** A login page that writes the log of attempts. */
export const loginServer: ServerKit<LoginScenario, LoginObservation, LoginTask> = {
  taskOf: (scenario, seed) => ({ source: "login", users: usersOf(scenario, seed) }),
  replayOf: () => undefined,
  // Attempts take no time, so that none queue.
  limitedTo: (task) => task,
  statuses: () => [],
  rehearsal: {
    task: { source: "login", users: [] },
    request: { method: "POST", path: "/login", body: '{"username":"nobody","password":"none"}' },
  },
  open: ({ users }, context) => openLoginPage(users, context),
};
