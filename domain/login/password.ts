/** The password of a user: nobody's in earnest, and plain to see as such. */
export function passwordOf(name: string): string {
  return `right-password-of-${name}`;
}
