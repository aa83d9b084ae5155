import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { LoginUser, UserBase } from "../../domain/login/user-base.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { writeText } from "../files/line-file.ts";
import { readText } from "../files/lines.ts";
import { excerpt, mistakeList, shown, spelledJson } from "../formats/text.ts";

/**
 * Reads the original's `user_ips.json`, an object of lists of addresses by user name; users come in its order.
 * @throws FiredrillError UNKNOWN_USER_BASE, LOG_NOT_READABLE, BAD_USER_BASE naming line and field of the first ten
 *   mistakes
 */
export function readUserBase(path: string): UserBase {
  const text = readText(path, unknownUserBase);
  const users = usersIn(path, text);
  const keys = outerKeys(text);
  const repeated = repeatedNames(keys);
  const mistakes = repeated.length > 0 ? repeated : keys.flatMap((key) => mistakesOf(key, users[key.name]));
  if (keys.length === 0) throw badUserBase(path, ["line 1: there is no user"]);
  if (mistakes.length > 0) throw badUserBase(path, mistakes);
  return keys.map(({ name }) => userOf(name, users[name]));
}

/**
 * Writes what `readUserBase` reads, and the names alone, one a line.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeUserBase(ipsPath: string, namesPath: string, users: UserBase): void {
  const entries = users.map(
    ({ name, addresses }) =>
      `${JSON.stringify(name)}: [${addresses.map((ip) => JSON.stringify(ip)).join(", ")}]`,
  );
  writeText(ipsPath, `{${entries.join(", ")}}`);
  writeText(namesPath, users.map(({ name }) => `${name}\n`).join(""));
}

function usersIn(path: string, text: string): JsonObject {
  const value = parsed(path, text);
  if (isJsonObject(value)) return value;
  throw badUserBase(path, [`line 1: ${spelledJson(value)} is no object`]);
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badUserBase(path, [`it is not JSON: ${excerpt(reasonOf(error))}`]);
  }
}

/** A key of the outermost object, and the line it stands in, from 1. */
interface JsonKey {
  readonly name: string;
  readonly line: number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],\n]/g;

/**
 * The keys of the outermost object of a JSON text in the order of the text, repeated ones too, both of which
 * `JSON.parse` hides.
 * @param json - a text that `JSON.parse` takes
 */
function outerKeys(json: string): readonly JsonKey[] {
  const keys: JsonKey[] = [];
  let line = 1;
  let depth = 0;
  let before = "";
  for (const [found] of json.matchAll(token)) {
    if (found === "\n") {
      line += 1;
      continue;
    }
    if (found.startsWith('"') && depth === 1 && (before === "{" || before === ","))
      keys.push({ name: String(JSON.parse(found)), line });
    if (found === "{" || found === "[") depth += 1;
    if (found === "}" || found === "]") depth -= 1;
    before = found;
  }
  return keys;
}

function repeatedNames(keys: readonly JsonKey[]): readonly string[] {
  const firstLines = new Map<string, number>();
  return keys.flatMap(({ name, line }) => {
    const firstLine = firstLines.get(name);
    firstLines.set(name, firstLine ?? line);
    return firstLine === undefined
      ? []
      : [`line ${line}: ${shown(name)} is a user already, in line ${firstLine}`];
  });
}

function mistakesOf({ name, line }: JsonKey, value: unknown): readonly string[] {
  const say = (what: string): string => `line ${line}: ${shown(name)} ${what}`;
  if (name === "") return [say("is no name")];
  if (!Array.isArray(value)) return [say(`has ${spelledJson(value)}, not a list of addresses`)];
  if (value.length === 0) return [say("has no address")];
  const given: readonly unknown[] = value;
  const addresses = given.map(addressIn);
  return addresses.flatMap((ip, place) => {
    const field = `[${place}] is ${spelledJson(given[place])},`;
    if (ip === undefined) return [say(`${field} no address`)];
    return addresses.indexOf(ip) < place ? [say(`${field} which it has already`)] : [];
  });
}

function userOf(name: string, value: unknown): LoginUser {
  const addresses: readonly unknown[] = Array.isArray(value) ? value : [];
  return { name, addresses: addresses.map(addressIn).filter((ip) => ip !== undefined) };
}

function addressIn(value: unknown): string | undefined {
  return typeof value === "string" ? canonicalAddress(value) : undefined;
}

function unknownUserBase(path: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "UNKNOWN_USER_BASE",
    `There is no user base ${path}.`,
    "Give a user_ips.json that firedrill simulate login has written, or make one with --make-users.",
    { cause },
  );
}

function badUserBase(path: string, mistakes: readonly string[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_USER_BASE",
    mistakeList(`${path} is no user base:`, mistakes),
    'A user base is a JSON object like {"akim": ["51.181.222.161", "31.7.47.204"], "dba": ["9.12.165.1"]}.',
  );
}
