import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount, requestLength } from "../../domain/response/scenario.ts";
import { phaseOnset, phaseStarts, roughly } from "../phases/describe.ts";
import type { ScenarioKit } from "../source.ts";
import { blackhole } from "./blackhole.ts";
import { brownout } from "./brownout.ts";
import { cacheWarmup } from "./cache-warmup.ts";
import { clockStep } from "./clock-step.ts";
import { complex } from "./complex.ts";
import { dailyRhythm } from "./daily-rhythm.ts";
import { deploy } from "./deploy.ts";
import { dribble } from "./dribble.ts";
import { errorRate } from "./error-rate.ts";
import { errors } from "./errors.ts";
import { flap } from "./flap.ts";
import { hang } from "./hang.ts";
import { healthy } from "./healthy.ts";
import { heavyTail } from "./heavy-tail.ts";
import { jitter } from "./jitter.ts";
import { loadSpike } from "./load-spike.ts";
import { oneInTen } from "./one-in-ten.ts";
import { rapidly } from "./rapidly.ts";
import { restart } from "./restart.ts";
import { silence } from "./silence.ts";
import { slowRamp } from "./slow-ramp.ts";
import { slowTail } from "./slow-tail.ts";
import { slowly } from "./slowly.ts";
import { smallStep } from "./small-step.ts";
import { truncate } from "./truncate.ts";
import { variance } from "./variance.ts";
import { responseLengthMs } from "./length.ts";

/** Response scenarios. A new built-in scenario is one file and one line here. */
export const responseScenarios: ScenarioKit<ResponseScenario> = {
  first: [rapidly, slowly, complex, healthy],
  suites: [
    {
      name: "blind",
      summary: "Failures that detectors of slow answers miss.",
      scenarios: [
        hang,
        blackhole,
        errors,
        truncate,
        restart,
        silence,
        clockStep,
        dribble,
        flap,
        brownout,
        slowTail,
        jitter,
      ],
    },
    {
      name: "quiet",
      summary: "Unusual but healthy traffic, on which a good detector stays silent.",
      scenarios: [healthy, loadSpike, cacheWarmup, deploy, dailyRhythm, heavyTail],
    },
    {
      name: "subtle",
      summary: "Faults within the normal spread of a service, where detectors differ most.",
      scenarios: [smallStep, slowRamp, oneInTen, variance, errorRate],
    },
  ],
  toldBy: [],
  file: async () => (await import("./file/kit.ts")).responseFiles,
  lengthMs: responseLengthMs,
  describeLength: (scenario) => {
    const count = requestCount(scenario);
    return `${count} ${count === 1 ? "request" : "requests"}, about ${roughly(responseLengthMs(scenario))}`;
  },
  incidentStarts: ({ phases }) => phaseStarts(phases, requestLength, "request"),
  onsetOf: (scenario) => {
    const onset = phaseOnset(scenario, requestLength);
    // A recording was healthy or not at its own moments: an incident cannot be moved in it.
    return onset === undefined || scenario.recording === undefined ? onset : { ...onset, span: 1 };
  },
};
