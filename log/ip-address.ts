const quad = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const hexGroups = /^[\da-f:.]+$/i;

/** True for an IPv4 address as a dotted quad without leading zeros, and for an IPv6 address without a zone. */
export function isIpAddress(text: string): boolean {
  return quad.test(text) || (hexGroups.test(text) && URL.canParse(`http://[${text}]/`));
}
