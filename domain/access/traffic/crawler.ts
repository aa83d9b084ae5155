import { below, pick } from "../../chance/draw.ts";
import { wholeNumber } from "../../fields.ts";
import { oftenInPast } from "../../traffic/past.ts";
import type { TrafficEntry } from "../../traffic/scenario.ts";
import type { BenignAccess } from "../request.ts";
import { ask, everySeconds, secondMs } from "../request.ts";
import { rulesPath } from "../site.ts";

/** The robot of a search engine reads `pages` pages, one every `everySeconds`. */
export interface Crawler extends TrafficEntry {
  readonly kind: "crawler";
  readonly pages: number;
  readonly everySeconds: number;
}

const userAgent = "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)";

export const crawler: BenignAccess<Crawler> = {
  role: "benign",
  fields: { pages: wholeNumber(1, 100_000, "how many pages it reads"), everySeconds },
  *visits(entry, { actors, onsetMs, random, randomOfEntry, freshAddress }) {
    const robot = { ip: freshAddress(), userAgent };
    // Pages that the site no longer has; the same ones every time.
    const gone = Array.from({ length: 5 }, () => `/blog/2019-${1 + below(randomOfEntry, 12)}`);
    const pages = Array.from({ length: entry.pages }, () =>
      pick(random, random.uniform() < 0.05 ? gone : actors.articles),
    );
    const acts = [rulesPath, ...pages].map((path) => ask(robot, "GET", path));
    yield { offsetMs: onsetMs, gapMs: entry.everySeconds * secondMs, acts };
  },
  inPast: oftenInPast(12),
};
