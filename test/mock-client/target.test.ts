import { expect, test } from "vitest";
import { checkedTarget } from "../../mock-client/target.ts";

test.for([
  "http://127.0.0.1:8888",
  "http://localhost:8888",
  "http://[::1]:8888",
  "http://127.8.9.10:1",
  "http://2130706433:80/",
])("%s is this machine", (target) => {
  expect(() => checkedTarget(target, [])).not.toThrow();
});

test.for([
  ["http://127.0.0.1.example.com:80", "a name that looks like an address"],
  ["http://example.com", "another host"],
  ["http://10.0.0.1", "a neighbour's"],
  ["http://0.0.0.0:8888", "every interface"],
  ["http://user@192.168.1.1", "with a user name"],
] as const)("%s is refused: %s", ([target]) => {
  expect(() => checkedTarget(target, [])).toThrow(/is not this machine/);
});

test("an explicitly allowed host is accepted, and only that one", () => {
  expect(checkedTarget("http://staging.example.com:8080/x?y", ["staging.example.com"])).toBe(
    "http://staging.example.com:8080",
  );
  expect(() => checkedTarget("http://example.com", ["staging.example.com"])).toThrow(/is not this machine/);
});

test.for(["8888", "127.0.0.1:8888", "ftp://127.0.0.1", "", "http://"])("%j is not a target", (target) => {
  expect(() => checkedTarget(target, [])).toThrow(/Invalid target/);
});
