const quad = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** An address in brackets, or an IPv4 address, with or without a port. */
const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/;
const quadWithPort = /^([\d.]+):(\d{1,5})$/;
const highestPort = 65_535;

/** Names an interface of the machine that wrote the address (RFC 4007). */
const zone = /%[\w.:~-]+$/;

/** The usual text, the longest there is, has 45 characters; a zone, a port and brackets may stand around it. */
const longestText = 120;

/**
 * The one text of an IP address: RFC 5952 for IPv6, the dotted quad for IPv4 and for an IPv6 address that maps one
 * (`::ffff:192.0.2.1`). Blanks, quotes, brackets and a port around the address are left out, and so is a zone (`%eth0`).
 * @returns undefined for any other text: a host name, an IPv4 address with leading zeros or fewer than four numbers
 */
export function canonicalAddress(text: string): string | undefined {
  if (quad.test(text)) return text;
  if (text.length > longestText) return undefined;
  return canonicalIpv6(text) ?? undressed(text);
}

/** An address with something around it. */
function undressed(text: string): string | undefined {
  const spelled = unquoted(text);
  const [, inner, port = "0"] = bracketed.exec(spelled) ?? quadWithPort.exec(spelled) ?? [];
  if (Number(port) > highestPort) return undefined;
  const bare = inner ?? spelled;
  return quad.test(bare) ? bare : canonicalIpv6(bare.replace(zone, ""));
}

/** Without blanks and one pair of quotes around it. */
export function unquoted(text: string): string {
  const trimmed = text.trim();
  const [first, last] = [trimmed.at(0), trimmed.at(-1)];
  const isQuoted = trimmed.length > 1 && first === last && (first === '"' || first === "'");
  return isQuoted ? trimmed.slice(1, -1).trim() : trimmed;
}

function canonicalIpv6(text: string): string | undefined {
  const groups = groupsOf(text);
  if (groups === undefined) return undefined;
  const [high = 0, low = 0] = [groups[6], groups[7]];
  const isMapped = groups[5] === 0xffff && zerosFrom(groups, 0) === 5;
  return isMapped ? `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` : compressed(groups);
}

const [colon, dot] = [58, 46];
const digitsMost = 4;

/** Eight numbers of 16 bits. `::` stands for one group of zeros or more, a dotted quad at the end for two groups. */
function groupsOf(text: string): Uint16Array | undefined {
  const groups = new Uint16Array(8);
  const end = text.length;
  let [count, gap, at] = [0, -1, 0];
  if (text.startsWith("::")) [gap, at] = [0, 2];
  while (at < end) {
    if (count === 8) return undefined;
    const from = at;
    let value = 0;
    for (let digit = digitAt(text, at); digit >= 0; digit = digitAt(text, at)) {
      value = value * 16 + digit;
      at += 1;
    }
    if (text.charCodeAt(at) === dot) {
      const last = text.slice(from);
      if (count > 6 || !quad.test(last)) return undefined;
      const [a = 0, b = 0, c = 0, d = 0] = last.split(".").map(Number);
      groups[count] = a * 256 + b;
      groups[count + 1] = c * 256 + d;
      count += 2;
      break;
    }
    if (at === from || at > from + digitsMost) return undefined;
    groups[count] = value;
    count += 1;
    if (at === end) break;
    if (text.charCodeAt(at) !== colon || at + 1 === end) return undefined;
    at += 1;
    if (text.charCodeAt(at) !== colon) continue;
    if (gap >= 0) return undefined;
    gap = count;
    at += 1;
  }
  if (gap < 0) return count === 8 ? groups : undefined;
  if (count === 8) return undefined;
  groups.copyWithin(8 - count + gap, gap, count);
  return groups.fill(0, gap, 8 - count + gap);
}

/** The value of the hexadecimal digit at this place, or -1. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Lower case without leading zeros; `::` for the longest run of two zeros or more, the first of equal ones. */
function compressed(groups: Uint16Array): string {
  let [from, length] = [8, 1];
  for (let at = 0; at < 8; at += 1) {
    const zeros = zerosFrom(groups, at);
    if (zeros > length) [from, length] = [at, zeros];
  }
  let text = "";
  for (let at = 0; at < 8; at += 1) {
    if (at === from) {
      text += "::";
      at += length - 1;
      continue;
    }
    const separator = text === "" || text.endsWith(":") ? "" : ":";
    text += separator + (groups[at] ?? 0).toString(16);
  }
  return text;
}

function zerosFrom(groups: Uint16Array, from: number): number {
  let end = from;
  while (end < groups.length && groups[end] === 0) end += 1;
  return end - from;
}
