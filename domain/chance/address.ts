type Octets = readonly [number, number, number, number];

/**
 * Networks that are not global in Python 3.11's `ipaddress`, as address and prefix length. As there, multicast
 * (224.0.0.0/4) counts as global.
 */
const notGlobal: readonly (readonly [Octets, number])[] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 29],
  [[192, 0, 0, 170], 31],
  [[192, 0, 2, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[198, 51, 100, 0], 24],
  [[203, 0, 113, 0], 24],
  [[240, 0, 0, 0], 4],
];

const blocks = notGlobal.map(([network, prefixBits]) => {
  const sizeAddresses = 2 ** (32 - prefixBits);
  return { first: numberOf(network), last: numberOf(network) + sizeAddresses - 1 };
});

/** True for a public internet address, including multicast. Octets are 0 to 255. */
function isGlobalAddress(octets: Octets): boolean {
  const address = numberOf(octets);
  return !blocks.some(({ first, last }) => first <= address && address <= last);
}

/**
 * Draws four octets until they form a global address.
 * @param byte - draws 0 to 255; called four times per address tried, first octet first
 * @returns an address such as `142.89.86.32`
 */
export function randomAddress(byte: () => number): string {
  for (;;) {
    const octets: Octets = [byte(), byte(), byte(), byte()];
    if (isGlobalAddress(octets)) return octets.join(".");
  }
}

function numberOf([first, second, third, fourth]: Octets): number {
  return ((first * 256 + second) * 256 + third) * 256 + fourth;
}
