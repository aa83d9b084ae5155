import { Agent, request } from "node:http";
import { untracked } from "../../domain/wire/request-tracker.ts";
import { startMockServer } from "../../mock-server/server.ts";
import type { MockServerSettings } from "../../mock-server/server.ts";
import { serverKit } from "../../mock-server/sources.ts";

const rehearsals = 30;

/**
 * Warms up this process with a few requests to a temporary server. Otherwise the first answers of the next server would
 * be tens of milliseconds late, and N times that on a clock that runs N times faster.
 */
export async function rehearse({
  task: { source },
  clock,
  seed,
}: Pick<MockServerSettings, "task" | "clock" | "seed">): Promise<void> {
  const { task, request: rehearsed } = serverKit(source).rehearsal;
  const server = await startMockServer({
    task,
    seed,
    clock,
    tracker: untracked,
    host: "127.0.0.1",
    port: 0,
  });
  const agent = new Agent({ keepAlive: true });
  for (let left = rehearsals; left > 0; left -= 1) await answered(server.url, rehearsed, agent);
  agent.destroy();
  await server.stop();
}

function answered(
  url: string,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string },
  agent: Agent,
): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url + path, { agent, method }, (response) => {
      response.once("end", resolve).resume();
    })
      .once("error", reject)
      .end(body);
  });
}
