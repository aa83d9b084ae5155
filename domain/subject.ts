/** A subject of an alert, such as `ip:203.0.113.9` or `user:admin`. */
export function subjectOf(kind: string, name: string): string {
  return `${kind}:${name}`;
}

/** The noun for this kind of subject: `address` for `ip`, else the kind itself. */
export function subjectNoun(kind: string): string {
  return kind === "ip" ? "address" : kind;
}

const bareAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:.*:)[\da-f:.]+)$/i;

/** Adds `ip:` to a subject that is a bare address. */
export function withSubject<A extends { readonly subject?: string }>(alert: A): A {
  const { subject } = alert;
  return subject !== undefined && bareAddress.test(subject)
    ? { ...alert, subject: subjectOf("ip", subject) }
    : alert;
}
