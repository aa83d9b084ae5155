import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readUserBase, writeUserBase } from "../../../log/login/user-base.ts";
import { containing, temporaryFolder } from "../rows.ts";

function fileOf(text: string): string {
  const path = join(temporaryFolder(), "user_ips.json");
  writeFileSync(path, text);
  return path;
}

const users = [
  { name: "akim", addresses: ["51.181.222.161", "31.7.47.204"] },
  { name: "dba", addresses: ["9.12.165.1"] },
];

test("it is written as Python writes it, and the names one a line", () => {
  const folder = temporaryFolder();
  const [ips, names] = [join(folder, "user_ips.json"), join(folder, "user_base.txt")];

  writeUserBase(ips, names, users);

  expect(readFileSync(ips, "utf8")).toBe(
    '{"akim": ["51.181.222.161", "31.7.47.204"], "dba": ["9.12.165.1"]}',
  );
  expect(readFileSync(names, "utf8")).toBe("akim\ndba\n");
});

test("users come in the order of the file, also those whose names are numbers", () => {
  const path = fileOf('{"zoe": ["9.12.165.1"], "7": ["2001:db8::1"], "__proto__": ["9.12.165.1"]}');

  expect(readUserBase(path).map(({ name }) => name)).toEqual(["zoe", "7", "__proto__"]);
});

test("what is written is read back, whatever stands in a name", () => {
  const byte = fc.nat(255);
  const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
  const user = fc.record({
    name: fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[\\"{}[\],:\n]{1,6}$/)),
    addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
  });
  const base = fc.uniqueArray(user, { selector: ({ name }) => name, minLength: 1, maxLength: 4 });

  fc.assert(
    fc.property(base, (any) => {
      const folder = temporaryFolder();
      const path = join(folder, "user_ips.json");
      writeUserBase(path, join(folder, "user_base.txt"), any);
      expect(readUserBase(path)).toEqual(any.map(({ name, addresses }) => ({ name, addresses })));
    }),
    { numRuns: 50 },
  );
});

test.for([
  ["{", "it is not JSON: ", "it breaks off"],
  ["[]", "line 1: [] is no object", "a list has no names"],
  ["{}", "line 1: there is no user", "nobody could log in"],
  ['{\n"": ["9.12.165.1"]}', 'line 2: "" is no name', "a user has a name"],
  [
    '{\n"akim": "9.12.165.1"}',
    'line 2: "akim" has "9.12.165.1", not a list of addresses',
    "addresses are a list",
  ],
  ['{"akim": []}', 'line 1: "akim" has no address', "everybody comes from somewhere"],
  ['{"akim": ["9.12.165.1", 7]}', 'line 1: "akim" [1] is 7, no address', "a number is none"],
  ['{"akim": ["9.12.165.256"]}', 'line 1: "akim" [0] is "9.12.165.256", no address', "256 is no byte"],
  [
    '{"akim": ["09.12.165.2"]}',
    'line 1: "akim" [0] is "09.12.165.2", no address',
    "a leading zero is octal to some",
  ],
  ['{"akim": ["fe80::1::2"]}', 'line 1: "akim" [0] is "fe80::1::2", no address', "zeros are left out once"],
  [
    '{"akim": ["a]/b:c"]}',
    'line 1: "akim" [0] is "a]/b:c", no address',
    "brackets are not part of an address",
  ],
  [
    '{"akim": ["9.12.165.1", "9.12.165.1"]}',
    'line 1: "akim" [1] is "9.12.165.1", which it has already',
    "an address stands once in a list",
  ],
  [
    '{"akim": ["9.12.165.1"],\n"dba": ["9.12.165.2"],\n"\\u0061kim": ["9.12.165.3"]}',
    'line 3: "akim" is a user already, in line 1',
    "JSON would keep the last one and say nothing",
  ],
] as const)("%j is refused with %j: %s", ([text, message]) => {
  const path = fileOf(text);

  expect(() => readUserBase(path)).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_USER_BASE", message: containing(message) }),
  );
});

test("a user base that is not there is unknown", () => {
  expect(() => readUserBase(join(temporaryFolder(), "user_ips.json"))).toThrow(
    expect.objectContaining({ kind: "usage", code: "UNKNOWN_USER_BASE" }),
  );
});
