import { expect, test } from "vitest";
import { randomAddress } from "../../../domain/chance/address.ts";

/** The bytes of these addresses, one by one. */
function bytesOf(...addresses: readonly string[]): () => number {
  const bytes = addresses.flatMap((address) => address.split(".").map(Number));
  return () => {
    const byte = bytes.shift();
    if (byte === undefined) throw new RangeError("nothing left to draw");
    return byte;
  };
}

test.for([
  ["0.255.255.255", "1.0.0.0"],
  ["10.0.0.0", "9.255.255.255"],
  ["10.255.255.255", "11.0.0.0"],
  ["100.64.0.0", "100.63.255.255"],
  ["100.127.255.255", "100.128.0.0"],
  ["127.0.0.1", "128.0.0.0"],
  ["169.254.255.255", "169.255.0.0"],
  ["172.16.0.0", "172.15.255.255"],
  ["172.31.255.255", "172.32.0.0"],
  ["192.0.0.7", "192.0.0.8"],
  ["192.0.0.170", "192.0.0.169"],
  ["192.0.0.171", "192.0.0.172"],
  ["192.0.2.255", "192.0.3.0"],
  ["192.168.0.0", "192.167.255.255"],
  ["198.18.0.0", "198.17.255.255"],
  ["198.19.255.255", "198.20.0.0"],
  ["198.51.100.0", "198.51.99.255"],
  ["203.0.113.255", "203.0.114.0"],
  ["240.0.0.0", "239.255.255.255"],
] as const)("%s is in a reserved block and is redrawn completely; %s is global", ([inside, outside]) => {
  expect(randomAddress(bytesOf(inside, outside))).toBe(outside);
});
