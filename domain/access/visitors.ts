import { below, freeAddress, pick } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { randomStream } from "../chance/random.ts";
import { hourOfDay, isWorkday } from "../time/calendar.ts";
import type { Sender, WebAct, WebVisit } from "./request.ts";
import { ask, secondMs } from "./request.ts";
import type { AccessScenario } from "./scenario.ts";
import { siteSeed } from "./scenario.ts";
import type { AccessSite } from "./site.ts";
import {
  articlesOf,
  iconPath,
  loginPath,
  picturesOf,
  rightPassword,
  searchPath,
  sharedFiles,
  siteOf,
} from "./site.ts";

/** The site and everyone who visits it. */
export interface Visitors {
  readonly site: AccessSite;
  /** Rendered pages of the site. */
  readonly articles: readonly string[];
  readonly pictures: readonly string[];
  /** Those who come back; most frequent first. */
  readonly regulars: readonly Sender[];
}

const browsers = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36",
] as const;

export function newVisitor(ip: string, random: Random): Sender {
  return { ip, userAgent: pick(random, browsers) };
}

const regularCount = 400;

/** The site and the visitors of a scenario and of its past; they depend on the site and the seed alone. */
export function visitorsOf(scenario: Pick<AccessScenario, "site">, seed: number): Visitors {
  const site = siteOf(siteSeed(scenario));
  const chance = randomStream(seed, "visitor");
  const taken = new Set<string>();
  const regulars = Array.from({ length: regularCount }, (_, place) => {
    const random = chance(place);
    const ip = freeAddress(random, (address) => taken.has(address));
    taken.add(ip);
    return newVisitor(ip, random);
  });
  return { site, articles: articlesOf(site), pictures: picturesOf(site), regulars };
}

/** Mean number of visits in a calendar hour. Uses one draw. */
export function honestPerHour(calendarHour: number, random: Random): number {
  const busy = 0.9 + 0.2 * random.uniform();
  const hour = hourOfDay(calendarHour);
  const rate = hour < 7 ? 6 : hour < 9 ? 18 : hour < 17 ? 32 : 20;
  return busy * rate * (isWorkday(calendarHour) ? 1 : 0.6);
}

/** A browser of a person: pages with what belongs to them, and time to read. */
export function honestVisit(offsetMs: number, visitors: Visitors, random: Random): WebVisit {
  const { articles, regulars } = visitors;
  // The lower of two draws: the first ones come most often.
  const place = Math.min(below(random, regulars.length), below(random, regulars.length));
  const visitor = regulars[place] ?? pick(random, regulars);
  const kind = random.uniform();
  if (kind < 0.01) return single(offsetMs, ask(visitor, "HEAD", pick(random, articles)));
  if (kind < 0.015) return single(offsetMs, ask(visitor, "OPTIONS", pick(random, articles)));
  return browse(offsetMs, visitor, visitors, random);
}

function single(offsetMs: number, act: WebAct): WebVisit {
  return { offsetMs, gapMs: 0, acts: [act] };
}

const misspelled = ["/product", "/abuot", "/blog/index.html", "/apple-touch-icon.png", "/home"] as const;
const phrases = ["oak", "small+table", "gift", "red", "light", "outdoor", "wool", "sale"] as const;

/** One to six pages. @param start - the first page; by default any */
export function browse(
  offsetMs: number,
  visitor: Sender,
  { articles, pictures }: Visitors,
  random: Random,
  start?: string,
): WebVisit {
  const acts: WebAct[] = [];
  const gapsMs: number[] = [];
  const isKnown = random.uniform() < 0.5;
  const add = (
    gapMs: number,
    ...[method, url, more]: Parameters<typeof ask> extends [unknown, ...infer R] ? R : never
  ): void => {
    if (acts.length > 0) gapsMs.push(gapMs);
    acts.push(ask(visitor, method, url, more));
  };
  const pages = 1 + Math.min(below(random, 6), below(random, 6));
  for (let page = 0; page < pages; page += 1) {
    const thinkMs = (3 + 57 * random.uniform()) * secondMs;
    add(thinkMs, "GET", page === 0 && start !== undefined ? start : nextPage(articles, random));
    if (page === 0) {
      for (const file of sharedFiles) add(20 + 80 * random.uniform(), "GET", file, { isCached: isKnown });
      if (random.uniform() < 0.3) add(20 + 80 * random.uniform(), "GET", iconPath, { isCached: isKnown });
    }
    for (let left = below(random, 4); left > 0; left -= 1)
      add(5 + 40 * random.uniform(), "GET", pick(random, pictures), { isCached: random.uniform() < 0.3 });
  }
  if (random.uniform() < 0.08) {
    const user = `user${below(random, 500)}`;
    const password = random.uniform() < 0.9 ? rightPassword : "wrong-password";
    add((5 + 30 * random.uniform()) * secondMs, "GET", loginPath);
    add((5 + 20 * random.uniform()) * secondMs, "POST", loginPath, { body: loginForm(user, password) });
  }
  return { offsetMs, gapMs: gapsMs, acts };
}

function nextPage(articles: readonly string[], random: Random): string {
  const kind = random.uniform();
  if (kind < 0.02) return pick(random, misspelled);
  if (kind < 0.12) return `${searchPath}?q=${pick(random, phrases)}`;
  if (kind < 0.2) return `/products?page=${1 + below(random, 5)}`;
  return pick(random, articles);
}

/** The body of a login. */
export function loginForm(user: string, password: string): string {
  return `user=${user}&password=${password}`;
}
