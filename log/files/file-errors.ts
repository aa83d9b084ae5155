import { FiredrillError } from "../../domain/error.ts";
import { SpecialFile } from "./plain-file.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is as large as it may become",
  EISDIR: "it is a folder",
  ENOENT: "its folder does not exist",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file, not a folder",
  EPERM: "not permitted",
  ESPIPE: "it is a pipe, which can be read only once",
  EROFS: "the file system is read-only",
};

/** The system's code of a file error, as `ENOSPC`. */
export function fileErrorCode(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
}

function reasonOf(cause: unknown): string {
  const code = fileErrorCode(cause);
  if (code === undefined) return cause instanceof SpecialFile ? cause.message : String(cause);
  const reason = reasons[code];
  return reason === undefined ? code : `${reason} (${code})`;
}

export function logExists(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_EXISTS",
    `The file ${path} exists already.`,
    "Nothing is overwritten: choose another path, or move the file away.",
  );
}

export function logNotWritable(path: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "LOG_NOT_WRITABLE",
    `${path} cannot be written: ${reasonOf(cause)}.`,
    "Choose a path that can be written with room on its disk. What the file holds so far is no result.",
    { cause },
  );
}

function logNotFound(path: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_NOT_FOUND",
    `There is no file ${path}.`,
    "Check the path; it is taken from the folder you are in.",
    { cause },
  );
}

function logNotReadable(path: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_NOT_READABLE",
    `${path} cannot be read: ${reasonOf(cause)}.`,
    "Give a plain file that you may read.",
    { cause },
  );
}

/**
 * The error for a file that could not be opened or read.
 * @param missing - makes the error for one that is not there
 */
export function readingError(path: string, cause: unknown, missing = logNotFound): FiredrillError {
  const code = fileErrorCode(cause);
  return code === "ENOENT" || code === "ENOTDIR" ? missing(path, cause) : logNotReadable(path, cause);
}
