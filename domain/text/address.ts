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
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join(".") : compressed(groups);
}

/** Eight numbers of 16 bits. `::` stands for one group of zeros or more. */
function groupsOf(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  const [before, after] = halves.map((half) => (half === "" ? [] : half.split(":")));
  if (before === undefined || halves.length > 2) return undefined;
  const head = numbersOf(before, after === undefined);
  const tail = numbersOf(after ?? [], true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

const group = /^[\da-f]{1,4}$/i;

/** @param isEnd - the last of them may be a dotted quad, which is two groups */
function numbersOf(groups: readonly string[], isEnd: boolean): readonly number[] | undefined {
  const numbers: number[] = [];
  for (const [place, text] of groups.entries()) {
    if (group.test(text)) numbers.push(Number.parseInt(text, 16));
    else if (isEnd && place === groups.length - 1 && quad.test(text)) {
      const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
      numbers.push(a * 256 + b, c * 256 + d);
    } else return undefined;
  }
  return numbers;
}

/** Lower case without leading zeros; `::` for the longest run of two zeros or more, the first of equal ones. */
function compressed(groups: readonly number[]): string {
  let [from, length] = [0, 1];
  for (let at = 0; at < groups.length; at += 1) {
    let end = at;
    while (groups[end] === 0) end += 1;
    if (end - at > length) [from, length] = [at, end - at];
  }
  const spelled = groups.map((number) => number.toString(16));
  if (length === 1) return spelled.join(":");
  return `${spelled.slice(0, from).join(":")}::${spelled.slice(from + length).join(":")}`;
}
