/** What an alert may be about, as `ip:203.0.113.9` or `user:admin`. */
export function subjectOf(kind: string, name: string): string {
  return `${kind}:${name}`;
}

/** What people call a subject of this kind: an `ip` is an address, every other kind is called what it is. */
export function subjectNoun(kind: string): string {
  return kind === "ip" ? "address" : kind;
}

const bareAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:.*:)[\da-f:.]+)$/i;

/** The same with its subject as it is told here: whoever says only an address means `ip:` and the address. */
export function withSubject<A extends { readonly subject?: string }>(alert: A): A {
  const { subject } = alert;
  return subject !== undefined && bareAddress.test(subject)
    ? { ...alert, subject: subjectOf("ip", subject) }
    : alert;
}
