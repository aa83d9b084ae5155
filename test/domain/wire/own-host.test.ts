import { expect, test } from "vitest";
import { foreignHeader } from "../../../domain/wire/own-host.ts";

const own = { hosts: ["mock", "[fe80::1]"], port: 8888, origins: ["https://dashboard.example"] };

test.for([
  [{ host: "127.0.0.1:8888" }, "loopback"],
  [{ host: "LocalHost:8888" }, "loopback by name, in any case"],
  [{ host: "[::1]:8888" }, "loopback in IPv6"],
  [{ host: "mock:8888" }, "the name that it was told"],
  [{ host: "[fe80::1]:8888" }, "the address that it was told"],
  [{}, "a program that speaks HTTP/1.0"],
  [{ host: "localhost:8888", origin: "http://localhost:8888" }, "its own page"],
  [{ host: "localhost:8888", "sec-fetch-site": "same-origin" }, "its own page, without an origin"],
  [{ host: "localhost:8888", "sec-fetch-site": "none" }, "an address that a person typed in"],
  [
    { host: "localhost:8888", origin: "https://dashboard.example", "sec-fetch-site": "cross-site" },
    "a page that the user allows",
  ],
  [{ host: "dashboard.example" }, "a proxy of the site that the user allows"],
] as const)("%j is no request for another site: %s", ([headers]) => {
  expect(foreignHeader(headers, own)).toBeUndefined();
});

test.for([
  ["host", "evil.example:8888", "a name rebound to this machine"],
  ["host", "localhost.evil.example:8888", "a name that begins like loopback"],
  ["host", "127.0.0.1.evil.example:8888", "a name that begins like an address"],
  ["host", "evil.example:8888@localhost:8888", "a name that ends like loopback"],
  ["host", "localhost:9999", "another port"],
  ["host", "localhost", "port 80"],
  ["host", "[::1", "no address"],
  ["host", "127.0.0.2:8888", "another address of this machine"],
  ["host", "", "an empty name"],
  ["origin", "http://evil.example", "a page of another site"],
  ["origin", "http://localhost:3000", "a page of this machine at another port"],
  ["origin", "https://localhost:8888", "a page with another scheme"],
  ["origin", "http://dashboard.example", "the allowed page with another scheme"],
  ["origin", "null", "a page in a sandbox"],
  ["origin", "http://localhost:8888, http://evil.example", "two origins"],
  ["sec-fetch-site", "cross-site", "an image in a page of another site"],
  ["sec-fetch-site", "same-site", "a page of a neighbor"],
  ["sec-fetch-site", "other", "a word that is not known yet"],
] as const)("a foreign %s %j is found: %s", ([name, value]) => {
  expect(foreignHeader({ host: "localhost:8888", [name]: value }, own)).toEqual({ name, value });
});

test("at port 80 the host has no port", () => {
  expect(foreignHeader({ host: "localhost" }, { hosts: [], port: 80 })).toBeUndefined();
});
