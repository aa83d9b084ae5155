import type { Mode, ModeState } from "../../domain/response/mode.ts";
import { treatAttack } from "./modes/attack.ts";
import { treatBlackhole } from "./modes/blackhole.ts";
import { treatBrownout } from "./modes/brownout.ts";
import { treatClockStep } from "./modes/clock-step.ts";
import { treatDribble } from "./modes/dribble.ts";
import { treatErrors } from "./modes/errors.ts";
import { treatFlap } from "./modes/flap.ts";
import { treatHang } from "./modes/hang.ts";
import { treatJitter } from "./modes/jitter.ts";
import { treatLoad } from "./modes/load.ts";
import { treatLognormal } from "./modes/lognormal.ts";
import { treatNormal } from "./modes/normal.ts";
import { treatPercentiles } from "./modes/percentiles.ts";
import { treatRamp } from "./modes/ramp.ts";
import { treatRecorded } from "./modes/recorded.ts";
import { treatRestart } from "./modes/restart.ts";
import { treatTruncate } from "./modes/truncate.ts";
import { treatUniform } from "./modes/uniform.ts";
import type { TreatContext, Treated } from "./treated.ts";

/** What a server can do; a silence is its client's. */
export type ServerMode = Exclude<Mode, { readonly kind: "silence" }>;

export function isServerMode(mode: Mode): mode is ServerMode {
  return mode.kind !== "silence";
}

/** What is done to one request, and what the server remembers of it. */
export function treat(mode: ServerMode, state: ModeState, context: TreatContext): Treated {
  if (mode.kind === "restart") return treatRestart(mode, state, context);
  const served = state.downUntilMs === undefined ? state : { ...state, downUntilMs: undefined };
  if (mode.kind === "ramp") return treatRamp(mode, served, context);
  return treatServed(
    mode,
    served.rampFactor === undefined ? served : { ...served, rampFactor: undefined },
    context,
  );
}

function treatServed(
  mode: Exclude<ServerMode, { readonly kind: "restart" | "ramp" }>,
  state: ModeState,
  context: TreatContext,
): Treated {
  switch (mode.kind) {
    case "normal":
      return treatNormal(mode, state);
    case "attack":
      return treatAttack(mode, state);
    case "uniform":
      return treatUniform(mode, state, context);
    case "load":
      return treatLoad(mode, state);
    case "jitter":
      return treatJitter(mode, state, context);
    case "lognormal":
      return treatLognormal(mode, state, context);
    case "percentiles":
      return treatPercentiles(mode, state, context);
    case "flap":
      return treatFlap(mode, state, context);
    case "brownout":
      return treatBrownout(mode, state, context);
    case "errors":
      return treatErrors(mode, state);
    case "hang":
      return treatHang(state);
    case "blackhole":
      return treatBlackhole(mode, state);
    case "dribble":
      return treatDribble(mode, state);
    case "truncate":
      return treatTruncate(mode, state);
    case "clock-step":
      return treatClockStep(mode, state);
    case "recorded":
      return treatRecorded(state, context);
  }
}
