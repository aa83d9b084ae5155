import { canonicalAddress, unquoted } from "./text/address.ts";

/** A subject of an alert, such as `ip:203.0.113.9` or `user:admin`. */
export function subjectOf(kind: string, name: string): string {
  return `${kind}:${name}`;
}

/** The subject of an address; a text that is no address is kept as it is. */
export function addressSubject(ip: string): string {
  return subjectOf("ip", canonicalAddress(ip) ?? ip);
}

/** The noun for this kind of subject: `address` for `ip`, else the kind itself. */
export function subjectNoun(kind: string): string {
  return kind === "ip" ? "address" : kind;
}

const ipSubject = /^ip\s*:(.*)$/is;

/** False for `ip:` before a text that is no address. */
export function isReadableSubject(subject: string): boolean {
  const [, address] = ipSubject.exec(unquoted(subject)) ?? [];
  return address === undefined || canonicalAddress(address) !== undefined;
}

/** `ip:` and the canonical address for a subject that is an address, with or without `ip:`; else the subject itself. */
function canonicalSubject(subject: string): string {
  const [, address = subject] = ipSubject.exec(unquoted(subject)) ?? [];
  const canonical = canonicalAddress(address);
  return canonical === undefined ? subject : subjectOf("ip", canonical);
}

/**
 * The alert with the canonical address where its subject is one, however it spells it, and so for a key that repeats the
 * subject: `[2001:DB8::1]` becomes `ip:2001:db8::1`.
 */
export function withSubject<A extends { readonly subject?: string; readonly key?: string }>(alert: A): A {
  const { subject, key } = alert;
  if (subject === undefined) return alert;
  const canonical = canonicalSubject(subject);
  if (canonical === subject) return alert;
  return { ...alert, subject: canonical, ...(key === subject ? { key: canonical } : {}) };
}
