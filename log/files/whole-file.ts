import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import { fileErrorCode, logExists, logNotWritable } from "./file-errors.ts";

const batchBytes = 65_536;

/**
 * Creates a file that gets its name when it is whole: it is written beside it as `.NAME.part-<pid>-1` first. On failure
 * nothing is left.
 * @param pieces - text, or bytes
 * @throws FiredrillError LOG_EXISTS if anything has the name, at the end too; LOG_NOT_WRITABLE
 */
export function createWholeFile(path: string, pieces: Iterable<string> | Uint8Array): void {
  try {
    const part = newPart(path);
    try {
      fillPart(part, pieces);
      nameNew(part.path, path);
    } finally {
      fs.rmSync(part.path, { force: true });
    }
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === undefined || error instanceof FiredrillError) throw error;
    throw code === "EEXIST" ? logExists(path) : logNotWritable(path, error);
  }
}

/**
 * Writes a file, or replaces one, at once: whoever opens it sees the old text or the whole new one. A device, a pipe, and a
 * file in a folder that takes no new ones are written directly.
 * @throws what `node:fs` and the pieces throw
 */
export function replaceWholeFile(path: string, pieces: Iterable<string>): void {
  const before = fs.statSync(path, { throwIfNoEntry: false });
  const isLink = before === undefined && fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const part = isLink || before?.isFile() === false ? undefined : partFor(path, before);
  if (part === undefined) {
    writeDirectly(path, pieces);
    return;
  }
  try {
    fillPart(part, pieces);
    try {
      fs.renameSync(part.path, part.target);
    } catch {
      // The name can be a mount point. Its folder still holds the whole text.
      fs.copyFileSync(part.path, path);
    }
  } finally {
    fs.rmSync(part.path, { force: true });
  }
}

interface Part {
  readonly path: string;
  readonly fd: number;
}

/** @returns undefined where a file cannot be made beside this one */
function partFor(
  path: string,
  before: fs.Stats | undefined,
): (Part & { readonly target: string }) | undefined {
  try {
    const target = before === undefined ? path : fs.realpathSync(path);
    if (before !== undefined) fs.accessSync(target, fs.constants.W_OK);
    const part = newPart(target);
    if (before !== undefined) fs.fchmodSync(part.fd, before.mode % 0o10000);
    return { ...part, target };
  } catch {
    return undefined;
  }
}

function newPart(path: string): Part {
  const part = partOf(path);
  return { path: part, fd: fs.openSync(part, "wx") };
}

const marker = ".part-";
/** A file name has at most 255 bytes, and a character up to four. */
const longestStem = 50;

/**
 * A new name beside this one, for what is not yet whole. Parts of the same name that dead processes left are removed
 * first.
 */
export function partOf(path: string): string {
  const folder = dirname(path);
  const start = `.${basename(path).slice(0, longestStem)}${marker}`;
  removeDeadParts(folder, start);
  for (let count = 1; ; count += 1) {
    const part = join(folder, `${start}${process.pid}-${count}`);
    if (!fs.existsSync(part)) return part;
  }
}

/** True for a name that `partOf` gives. */
export function isPart(path: string): boolean {
  return /^\..*\.part-\d+-\d+$/.test(basename(path));
}

function removeDeadParts(folder: string, start: string): void {
  for (const name of namesIn(folder)) {
    const pid = name.startsWith(start) ? /^(\d+)-\d+$/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid)))
      fs.rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return fileErrorCode(error) !== "ESRCH";
  }
}

function fillPart({ fd }: Part, pieces: Iterable<string> | Uint8Array): void {
  try {
    if (pieces instanceof Uint8Array) fs.writeFileSync(fd, pieces);
    else writeBatches(fd, pieces);
  } finally {
    fs.closeSync(fd);
  }
}

function writeDirectly(path: string, pieces: Iterable<string>): void {
  const fd = fs.openSync(path, "w");
  try {
    writeBatches(fd, pieces);
  } finally {
    fs.closeSync(fd);
  }
}

function writeBatches(fd: number, pieces: Iterable<string>): void {
  let held = "";
  for (const piece of pieces) {
    held += piece;
    if (held.length < batchBytes) continue;
    fs.writeFileSync(fd, held);
    held = "";
  }
  fs.writeFileSync(fd, held);
}

/** Where the file system has no hard links. */
const linkless: ReadonlySet<string | undefined> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
]);

/**
 * Gives a file a new name, which stays a second name of it.
 * @throws EEXIST if anything has the name, however late it came
 */
export function nameNew(part: string, path: string): void {
  try {
    fs.linkSync(part, path);
  } catch (error) {
    if (!linkless.has(fileErrorCode(error))) throw error;
    // The name is taken first, so that no other file can get lost.
    fs.closeSync(fs.openSync(path, "wx"));
    fs.renameSync(part, path);
  }
}
