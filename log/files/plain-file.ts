import fs from "node:fs";

/** Something at a path that is no plain file: opening it could wait forever, reading it could never end. */
export class SpecialFile extends Error {}

/** A pipe that the shell has put there: `<(...)`, or standard input. It is open already. */
const ownDescriptor = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/(?:self|\d+)\/fd\/)/;

/**
 * Refuses a named pipe, a socket and a device other than /dev/null. A folder, and a path at which nothing is, are left to
 * whoever opens it.
 * @throws SpecialFile that says what it is
 */
export function checkPlainFile(path: string): void {
  const status = fs.statSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isFile() || status.isDirectory()) return;
  if (path === "/dev/null" || ownDescriptor.test(path)) return;
  throw new SpecialFile(`it is ${kindOf(status)}, not a file`);
}

function kindOf(status: fs.Stats): string {
  if (status.isFIFO()) return "a named pipe (FIFO)";
  if (status.isSocket()) return "a socket";
  return "a device";
}
