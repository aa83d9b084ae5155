/** What a detector passes over, as options give it: lists separated by colons, as in PATH. */
interface IgnoreOptions {
  readonly ignoreUsers: string;
  readonly ignoreUserIds?: string;
  /** Files and folders. */
  readonly ignorePaths: string;
}

/** The fields of a row that are compared. */
interface Actor {
  readonly user?: string;
  readonly userId?: string;
  readonly path?: string;
}

/** Whole fields are compared, never parts of a text that an attacker can write. */
export function ignoredBy({
  ignoreUsers,
  ignoreUserIds = "",
  ignorePaths,
}: IgnoreOptions): (actor: Actor) => boolean {
  const users = new Set(listIn(ignoreUsers));
  const userIds = new Set(listIn(ignoreUserIds));
  const paths = pathsIn(ignorePaths);
  return ({ user, userId, path }) =>
    (user !== undefined && users.has(user)) ||
    (userId !== undefined && userIds.has(userId)) ||
    (path !== undefined && paths.some((prefix) => isUnder(path, prefix)));
}

function listIn(text: string): readonly string[] {
  return text.split(":").filter((part) => part !== "");
}

/** Without slashes at the end; the root folder is empty. */
export function pathsIn(text: string): readonly string[] {
  return listIn(text).map((path) => path.replace(/\/+$/, ""));
}

/** A path that climbs is under nothing. */
export function isUnder(path: string, folder: string): boolean {
  return (path === folder || path.startsWith(`${folder}/`)) && !/(?:^|\/)\.\.(?:\/|$)/.test(path);
}
