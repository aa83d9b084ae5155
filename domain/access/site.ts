import type { Random } from "../chance/random.ts";
import { hashText, randomStream } from "../chance/random.ts";
import { sample } from "../chance/draw.ts";
import { roundToMicros } from "../time/clock.ts";

/** What a server is asked, as far as the answer depends on it. */
export interface SiteRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** The client already has the page, if it has not changed. */
  readonly isCached: boolean;
  /** Of a form; empty when there is none. */
  readonly body: string;
}

/** An answer of the site. */
export interface SiteAnswer {
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
  /** From the request's arrival to the answer's end, rounded to the microsecond. */
  readonly responseMs: number;
}

/** A page or a file with a size and an answer time of its own. */
interface Page {
  readonly path: string;
  /** `rendered` pages vary a little in size, `static` files do not; `form`: rendered, and takes a POST. */
  readonly kind: "rendered" | "static" | "form";
  /** Without a query. */
  readonly bytes: number;
  /** Median. */
  readonly responseMs: number;
}

/** A small web site. Everything about it follows from its seed. */
export interface AccessSite {
  readonly pages: ReadonlyMap<string, Page>;
  /** Pages that only the next release has. */
  readonly released: ReadonlyMap<string, Page>;
  /** How much larger or smaller the next release makes each rendered page. */
  readonly resizedTo: (path: string) => number;
  /** The bodies of answers that are no page, by status; empty where none is listed. */
  readonly errorBytes: Readonly<Record<number, number>>;
}

const topics = (
  "lamp chair table shelf sofa desk stool bench mirror carpet basket vase clock curtain pillow blanket candle drawer " +
  "hammock ladder planter quilt tray wardrobe cabinet"
).split(" ");

export const loginPath = "/login";
export const searchPath = "/search";
export const checkPath = "/health";
/** A page that lists what a customer bought. */
export const exportPath = "/account/orders";
const [styles, script, icon] = ["/static/site.css", "/static/app.js", "/favicon.ico"] as const;

export const rulesPath = "/robots.txt";
/** A page of an intruder, which the site does not have. */
export const hiddenPath = "/images/thumb.php";
/** A file that the site does not show in health. */
export const leakedPath = "/.git/config";

/** Files that every page uses. */
export const sharedFiles = [styles, script] as const;
export const iconPath = icon;

/** The password of every account; any other one is wrong. */
export const rightPassword = "right-password";

/** The site with this seed. */
export function siteOf(seed: number): AccessSite {
  const chance = randomStream(seed, "site");
  const random = chance(0);
  const chosen = sample(random, topics, topics.length);
  const [products, posts, fresh] = [chosen.slice(0, 12), chosen.slice(4, 12), chosen.slice(12, 24)];
  const rendered = (path: string, kind: "rendered" | "form" = "rendered"): Page => ({
    path,
    kind,
    bytes: Math.round(3000 + 27_000 * random.uniform()),
    responseMs: 15 + 105 * random.uniform(),
  });
  const file = (path: string, fewest: number, most: number): Page => ({
    path,
    kind: "static",
    bytes: Math.round(fewest + (most - fewest) * random.uniform()),
    responseMs: 0.4 + 1.6 * random.uniform(),
  });
  const pages = [
    rendered("/"),
    rendered("/about"),
    rendered("/products"),
    rendered("/blog"),
    rendered("/account"),
    rendered(exportPath),
    rendered(searchPath, "form"),
    rendered("/contact", "form"),
    rendered(loginPath, "form"),
    ...products.map((name) => rendered(`/products/${name}`)),
    ...posts.map((name) => rendered(`/blog/${name}`)),
    file(styles, 9000, 40_000),
    file(script, 40_000, 160_000),
    file(icon, 900, 5000),
    file(rulesPath, 60, 400),
    file(checkPath, 2, 20),
    ...products.map((name) => file(`/images/${name}.jpg`, 15_000, 120_000)),
  ];
  const released = fresh.map((name) => rendered(`/products/${name}`));
  const resized = randomStream(seed, "release");
  const errorText = Math.round(150 + 400 * random.uniform());
  return {
    pages: byPath(pages),
    released: byPath(released),
    resizedTo: (path) => 0.75 + 0.7 * resized(hashText(path)).uniform(),
    errorBytes: {
      400: errorText + 30,
      401: errorText + 57,
      404: errorText,
      405: errorText + 18,
      408: errorText + 11,
      414: errorText + 40,
    },
  };
}

function byPath(pages: readonly Page[]): ReadonlyMap<string, Page> {
  return new Map(pages.map((page) => [page.path, page]));
}

/** Rendered pages that a visitor can go to, in a fixed order. */
export function articlesOf({ pages }: AccessSite): readonly string[] {
  return [...pages.values()].flatMap(({ path, kind }) => (kind === "rendered" ? [path] : []));
}

/** The pictures of the site, in a fixed order. */
export function picturesOf({ pages }: AccessSite): readonly string[] {
  return [...pages.keys()].filter((path) => path.startsWith("/images/"));
}

/** Longer URLs are refused with 414. */
export const longestUrl = 8190;

/** Statuses of requests that could not be read. */
export const malformedStatuses = [400, 408, 414] as const;

export type MalformedStatus = (typeof malformedStatuses)[number];

/**
 * The site's answer, from nothing but its arguments.
 * @param mode - the kind of traffic: in some the site is compromised, overloaded or renewed
 */
export function answerOf(site: AccessSite, request: SiteRequest, mode: string, random: Random): SiteAnswer {
  const answer = healthyAnswer(site, request, mode === "release", random);
  const cue = Object.hasOwn(cues, mode) ? cues[mode] : undefined;
  const changed = cue?.(answer, request, site, random) ?? answer;
  return request.method === "HEAD" ? { ...changed, bytes: 0 } : changed;
}

function healthyAnswer(
  site: AccessSite,
  { method, path, query, isCached, body }: SiteRequest,
  isReleased: boolean,
  random: Random,
): SiteAnswer {
  if (method !== "GET" && method !== "HEAD" && method !== "POST" && method !== "OPTIONS")
    return refusal(site, 405, random);
  const page = site.pages.get(path) ?? (isReleased ? site.released.get(path) : undefined);
  if (page === undefined) return refusal(site, 404, random);
  const responseMs = timeOf(page.responseMs, random);
  if (method === "OPTIONS") return { status: 200, bytes: 0, responseMs: timeOf(0.5, random) };
  if (method === "POST") return posted(site, page, body, random);
  if (isCached && page.kind === "static") return { status: 304, bytes: 0, responseMs: timeOf(0.4, random) };
  const resized = isReleased && page.kind !== "static" ? site.resizedTo(path) : 1;
  return { status: 200, bytes: Math.round(sizeOf(page, query, random) * resized), responseMs };
}

/** Forms take a POST: the login page asks for a password, the others answer with a page. */
function posted(site: AccessSite, page: Page, body: string, random: Random): SiteAnswer {
  if (page.kind !== "form") return refusal(site, 405, random);
  const responseMs = timeOf(page.responseMs * 1.5, random);
  if (page.path !== loginPath)
    return { status: 200, bytes: Math.round(page.bytes * (0.3 + 0.02 * random.uniform())), responseMs };
  const isRight = body.endsWith(`password=${rightPassword}`);
  return isRight
    ? { status: 302, bytes: 0, responseMs }
    : { status: 401, bytes: site.errorBytes[401] ?? 0, responseMs };
}

/** An error of the site, as for a request that it cannot read. */
export function refusal({ errorBytes }: AccessSite, status: number, random: Random): SiteAnswer {
  return { status, bytes: errorBytes[status] ?? 0, responseMs: timeOf(status === 404 ? 1.2 : 0.3, random) };
}

/** Static files never vary; what is rendered differs by query, and a little by chance. */
function sizeOf({ kind, path, bytes }: Page, query: string, random: Random): number {
  if (kind === "static") return bytes;
  const ofQuery = query === "" ? 1 : 0.8 + (0.4 * hashText(`${path}?${query}`)) / 2 ** 32;
  return Math.round(bytes * ofQuery * (1 + 0.01 * random.normal()));
}

const slowChance = 0.004;

/** Lognormal around the median; now and then a few times as long. Uses three draws. */
function timeOf(medianMs: number, random: Random): number {
  const usual = medianMs * Math.exp(0.25 * random.normal());
  const isSlow = random.uniform() < slowChance;
  const times = 2 + 3 * random.uniform();
  return roundToMicros(Math.max(0.05, usual * (isSlow ? times : 1)));
}

type Cue = (answer: SiteAnswer, request: SiteRequest, site: AccessSite, random: Random) => SiteAnswer;

/** What is different in some modes. */
const cues: Readonly<Record<string, Cue>> = {
  needles: needle,
  "php-enumeration": (answer, { path }, _site, random) =>
    path === hiddenPath ? found(answer, 500, 4000, random) : answer,
  "path-traversal": (answer, { query }, _site, random) =>
    query.endsWith("passwd") ? found(answer, 900, 2500, random) : answer,
  "known-holes": (answer, { path }, _site, random) =>
    path === leakedPath ? found(answer, 200, 500, random) : answer,
  exfiltration: (answer, _request, _site, random) => {
    const huge = found(answer, 3e6, 9e6, random);
    return { ...huge, responseMs: roundToMicros(answer.responseMs + huge.bytes / bytesPerMs) };
  },
  "slow-lorises": (answer, _request, { errorBytes }, random) => ({
    ...answer,
    status: 408,
    bytes: errorBytes[408] ?? 0,
    responseMs: roundToMicros(20_000 + 20_000 * random.uniform()),
  }),
  "flash-crowd": (answer, _request, _site, random) => ({
    ...answer,
    responseMs: roundToMicros(answer.responseMs * (1.5 + random.uniform())),
  }),
};

const bytesPerMs = 20_000;

/** The same answer with 200 and a body of a random size. */
function found(answer: SiteAnswer, fewest: number, most: number, random: Random): SiteAnswer {
  return { ...answer, status: 200, bytes: Math.round(fewest + (most - fewest) * random.uniform()) };
}

/** Each is impossible: nothing like it is ever answered in health. */
function needle(answer: SiteAnswer, request: SiteRequest, site: AccessSite, random: Random): SiteAnswer {
  const { method, path, query } = request;
  const page = site.pages.get(path);
  if (method === "CONNECT") return found(answer, 300, 900, random);
  if (page === undefined)
    return path.endsWith("/") ? { ...answer, status: 303, bytes: 0 } : found(answer, 8000, 50_000, random);
  if (query !== "") return found(answer, page.bytes * 4, page.bytes * 6, random);
  return page.kind === "static"
    ? found(answer, page.bytes * 30, page.bytes * 60, random)
    : { ...answer, responseMs: roundToMicros(answer.responseMs * 100) };
}
