import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { seedOption } from "../options/options.ts";

type ServeArguments = ArgumentsOf<typeof serveOptions>;

/** `firedrill serve [SCENARIO]`: the mock server alone. */
export const serveCommand: CommandModule<unknown, ServeArguments> = {
  command: "serve [scenario]",
  describe: "Run the mock server alone",
  builder: serveOptions,
  async handler({ scenario, replay, host, port, capacity, log, logFormat, labels, seed, clock }) {
    const { serveUntilStopped } = await import("./serve-until-stopped.ts");
    process.exitCode = await serveUntilStopped({
      scenario,
      replay,
      host,
      port,
      capacity,
      log,
      logFormat,
      labels,
      seed,
      clock,
    });
  },
};

function serveOptions(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      describe: "Whose modes to serve; default: normal, attack, load",
    })
    .option("replay", {
      type: "string",
      conflicts: "scenario",
      describe: "A scenario with a recording, which any client meets, whatever it asks for",
    })
    .option("port", { type: "number", default: 8888, describe: "0 lets the system choose" })
    .option("host", { type: "string", default: "127.0.0.1", describe: "Address to listen on" })
    .option("capacity", { type: "number", describe: "Requests worked on at once; the rest queue" })
    .option("log", {
      type: "string",
      describe: "Where the log of logins goes; default: log/auth.csv",
    })
    .option("log-format", {
      choices: ["csv", "ndjson", "original"] as const,
      default: "csv" as const,
      describe: "How it is spelled",
    })
    .option("labels", { type: "string", describe: "Where the log of logins with the truth goes (CSV)" })
    .option("seed", seedOption)
    .option("clock", { type: "string", default: "real", describe: "real, or scaled:N (N times faster)" });
}
