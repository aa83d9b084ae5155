import fc from "fast-check";
import { isIP, isIPv4 } from "node:net";
import { expect, test } from "vitest";
import { canonicalAddress } from "../../../domain/text/address.ts";

test.for([
  ["203.0.113.9", "203.0.113.9", "the dotted quad"],
  ["2001:db8:0:7:0:0:0:25", "2001:db8:0:7::25", "the longest run of zeros"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "of equal runs the first"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "one zero is no run"],
  ["2001:DB8::00A:0001", "2001:db8::a:1", "upper case and leading zeros"],
  ["::", "::", "all zeros"],
  ["0:0:0:0:0:0:0:0", "::", "all zeros at length"],
  ["::1", "::1", "zeros at the front"],
  ["1:0:0:0:0:0:0:0", "1::", "zeros at the end"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", "a double colon for one group"],
  ["::ffff:93.158.212.91", "93.158.212.91", "a mapped IPv4 address"],
  ["::FFFF:5D9E:D45B", "93.158.212.91", "the same in hexadecimal"],
  ["0000:0000:0000:0000:0000:ffff:93.158.212.91", "93.158.212.91", "the same at length"],
  ["::ffff:0:93.158.212.91", "::ffff:0:5d9e:d45b", "a translated address is another one"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", "a dotted quad inside IPv6"],
  ["fe80::1%eth0", "fe80::1", "with the interface of the machine that wrote it"],
  ["[fe80::1%eth0]:443", "fe80::1", "the same in brackets, with a port"],
  ["[::1]:443", "::1", "in brackets, with a port"],
  ["[2001:DB8::1]", "2001:db8::1", "in brackets"],
  ["[192.0.2.1]", "192.0.2.1", "an IPv4 address in brackets, as in mail headers"],
  ["1.2.3.4:5678", "1.2.3.4", "with a port"],
  [" 1.2.3.4\t", "1.2.3.4", "with blanks around it"],
  ['"[2001:db8::7]:4711"', "2001:db8::7", "in quotes, as in a Forwarded header"],
  ["' ::1 '", "::1", "in single quotes"],
] as const)("%j is %s: %s", ([text, address]) => {
  expect(canonicalAddress(text)).toBe(address);
});

test.for([
  ["", "nothing"],
  ["web-1", "a host name"],
  ["1.2.3", "three numbers"],
  ["1.2.3.4.5", "five numbers"],
  ["256.1.1.1", "no byte"],
  ["01.2.3.4", "a leading zero, which some programs read as octal"],
  ["0x7f.0.0.1", "hexadecimal"],
  ["2130706433", "one number"],
  ["١.2.3.4", "a digit of another script"],
  ["1.2.3.4:", "no port after the colon"],
  ["1.2.3.4:65536", "no port"],
  ["[::1]:99999", "no port after brackets"],
  ["[::1", "an open bracket"],
  ["::1]", "a closing bracket"],
  ["[[::1]]", "brackets twice"],
  [":::", "three colons"],
  ["1::2::3", "two runs of zeros"],
  ["1:2:3:4:5:6:7", "seven groups"],
  ["1:2:3:4:5:6:7:8:9", "nine groups"],
  ["1:2:3:4::5:6:7:8", "no room for the zeros"],
  ["12345::", "five digits"],
  ["g::1", "no hexadecimal digit"],
  ["::1.2.3.4:5", "a dotted quad that is not the end"],
  ["1.2.3.4::", "a dotted quad at the front"],
  ["::1.2.3.04", "a leading zero inside IPv6"],
  ["fe80::1%", "an empty interface"],
  ["fe80::1%eth0%eth1", "two interfaces"],
  ["1.2.3.4/24", "a network"],
  ["1.2.3.4, 5.6.7.8", "a list"],
] as const)("%j is no address: %s", ([text]) => {
  expect(canonicalAddress(text)).toBeUndefined();
});

const anyIp = fc.oneof(fc.ipV4(), fc.ipV6());

/** As URLs have it (WHATWG), which is RFC 5952 except that a mapped address stays IPv6. */
function urlSpelling(ip: string): string {
  return isIPv4(ip) ? ip : new URL(`http://[${ip}]/`).hostname.slice(1, -1);
}

test("the canonical form is that of URLs, except for mapped addresses", () => {
  fc.assert(
    fc.property(anyIp, (ip) => {
      const expected = urlSpelling(ip);
      fc.pre(!expected.startsWith("::ffff:"));
      expect(canonicalAddress(ip)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test("an address that is canonical stays as it is", () => {
  fc.assert(
    fc.property(anyIp, (ip) => {
      const canonical = canonicalAddress(ip) ?? "none";
      expect(canonicalAddress(canonical)).toBe(canonical);
      expect(isIP(canonical)).not.toBe(0);
    }),
    { numRuns: 1000 },
  );
});

const eightGroups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });

test("every spelling of one address gives one text", () => {
  fc.assert(
    fc.property(eightGroups, fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }), (groups, zeros) => {
      const plain = groups.map((group) => group.toString(16)).join(":");
      const padded = groups.map((group, at) => group.toString(16).padStart(zeros[at] ?? 0, "0")).join(":");
      const canonical = canonicalAddress(plain);
      const spellings = [
        padded,
        padded.toUpperCase(),
        urlSpelling(plain),
        `[${padded}]`,
        `[${plain}]:8080`,
        `${plain}%en1`,
        ` "${plain}" `,
      ];
      expect(spellings.map(canonicalAddress)).toEqual(spellings.map(() => canonical));
    }),
    { numRuns: 1000 },
  );
});

test("an IPv4 address and the IPv6 address that maps it are one", () => {
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      const mapped = [
        `::ffff:${ip}`,
        `0:0:0:0:0:FFFF:${ip}`,
        urlSpelling(`::ffff:${ip}`),
        `[::ffff:${ip}]:1`,
      ];
      expect(mapped.map(canonicalAddress)).toEqual(mapped.map(() => ip));
    }),
    { numRuns: 500 },
  );
});

test("what Node takes for no address is none, unless brackets, a port, quotes or blanks stand around one", () => {
  const anyCharacters = fc.string({ unit: fc.constantFrom(...Array.from("0123456789abfFx:.%")) });
  fc.assert(
    fc.property(anyCharacters, (text) => {
      const bare = text.replace(/^([\d.]+):\d{1,5}$/, "$1");
      expect(canonicalAddress(text) !== undefined).toBe(isIP(bare) !== 0);
    }),
    { numRuns: 5000, examples: [["fe80::1%a:b"], ["1::%x"], ["::1.2.3.4"], ["1.2.3.4%0"]] },
  );
});
