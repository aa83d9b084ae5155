import type { AuditObservation, CommandRun, FileChange } from "../../domain/audit/observation.ts";

/** A command or a change of a file, in the terms in which it is counted. */
export interface Deed {
  readonly kind: "command" | "file";
  /** As the row gives it: by number where the log has no names. Empty if not told. */
  readonly user: string;
  readonly userId: string;
  /** Who logged in; empty for services, `undefined` where the agent does not tell who acted. */
  readonly login: string | undefined;
  readonly host: string;
  /** `tail`, `sudo su`, `sh -c df`; for a file what happened and by which program: `added by git`. */
  readonly tool: string;
  /** What its alerts belong to: the program, such as `tail`; `packages` for all that install packages. Empty if not told. */
  readonly family: string;
  /** The program that started it; `?` for a command whose parent is not known. `undefined` if the row does not tell. */
  readonly parent: string | undefined;
  /** The process that started it, if the row tells. */
  readonly parentId: number | undefined;
  /** The words in order, with numbers and hashes generalized: `tail -n # /var/log/app.log`; for a file its folder. The user's home is `~`. */
  readonly pattern: string;
  /** The words as they are; for a file its name, generalized. */
  readonly line: string;
  /** All of the above that is counted. */
  readonly id: string;
  /** Distinct words in lower case, at most 48, without numbers. */
  readonly words: () => readonly string[];
  readonly danger: () => Danger | undefined;
}

/** Something that intruders do more often than others. */
export interface Danger {
  /** How much more often, as the logarithm of a ratio. */
  readonly nats: number;
  /** Completes "it": `adds or changes accounts`. */
  readonly why: string;
}

/** How long and how many processes are remembered as possible parents; numbers of processes are used again. */
const [parentMs, mostParents] = [120_000, 1024];
/** Of a command. */
export const unknownParent = "?";

/** Reads alerts in order. A command's parent is the command that ran as that process shortly before. */
export class DeedReader {
  private readonly processes = new Map<string, { readonly tool: string; readonly atMs: number }>();

  /** @returns undefined for an alert about neither a command nor a file */
  read(row: AuditObservation): Deed | undefined {
    const { host, event } = row;
    switch (event.kind) {
      case "command": {
        const { processId, parentId } = event;
        const place = plain(host);
        const parent =
          parentId === undefined ? undefined : this.toolOf(processKey(place, parentId), row.atMs);
        const deed = commandDeed(place, event, parent);
        if (processId !== undefined) this.note(processKey(place, processId), deed.tool, row.atMs);
        return deed;
      }
      case "file":
        return fileDeed(plain(host), event);
      case "other":
        return undefined;
    }
  }

  private toolOf(process: string, atMs: number): string {
    const known = this.processes.get(process);
    return known === undefined || Math.abs(atMs - known.atMs) > parentMs ? unknownParent : known.tool;
  }

  private note(process: string, tool: string, atMs: number): void {
    this.processes.delete(process);
    this.processes.set(process, { tool, atMs });
    if (this.processes.size <= mostParents) return;
    for (const oldest of this.processes.keys()) {
      this.processes.delete(oldest);
      return;
    }
  }
}

function processKey(host: string, id: number): string {
  return `${host} ${id}`;
}

/** Longer command lines are read so far; what is behind makes a pattern of its own. */
const [mostWords, mostText, mostDistinct] = [64, 4096, 48];
const behind = "<more>";

function commandDeed(host: string, event: CommandRun, parent: string | undefined): Deed {
  const { userId = "", program, words: all } = event;
  const user = plain(event.user ?? "");
  const { words, text } = cut(all);
  const { tool, family } = toolOf(words, program);
  const login = plain(event.loginUser ?? "");
  return {
    kind: "command",
    user,
    userId,
    login,
    host,
    tool,
    family: familyOf(family),
    parent,
    parentId: event.parentId,
    pattern: words
      .map((word, at) => (at === 0 ? programName(word) : generalized(homely(word, user))))
      .join(" "),
    line: text,
    id: `c\0${user}\0${userId}\0${login}\0${host}\0${tool}\0${parent}\0${text}`,
    words: () => wordsIn(text),
    danger: () => dangerOfCommand(onOneLine(text), program ?? words[0] ?? "", tool),
  };
}

function cut(all: readonly string[]): { readonly words: readonly string[]; readonly text: string } {
  const words: string[] = [];
  let room = mostText;
  for (const word of all) {
    if (words.length === mostWords || word.length > room) {
      // The end of what is behind the first 4,096 characters is where a shell hides a command.
      const rest = word.slice(0, Math.max(0, room));
      return { words: [...words, rest, behind], text: [...words, rest, behind, endOf(all)].join(" ") };
    }
    words.push(word);
    room -= word.length + 1;
  }
  return { words, text: words.join(" ") };
}

function endOf(all: readonly string[]): string {
  return (all.at(-1) ?? "").slice(-mostText);
}

const shells = /^(?:ba|da|k|z|a)?sh$/;
/** Programs that run the command behind their own options. */
const wrappers = new Set([
  "sudo",
  "doas",
  "env",
  "nohup",
  "nice",
  "ionice",
  "timeout",
  "setsid",
  "xargs",
  "time",
]);
const optionWithValue = /^-[ugCpnhcI]$/;

/** The program, and behind `sudo` and its like the program that it runs. */
function toolOf(
  words: readonly string[],
  program: string | undefined,
): { readonly tool: string; readonly family: string } {
  const parts: string[] = [];
  let at = 0;
  while (at < words.length && parts.length < 3) {
    const name = programName(words[at] ?? "");
    parts.push(at === 0 ? disguised(name, program) : name);
    if (shells.test(name) && /^-\w*c$/.test(words[at + 1] ?? "")) {
      const [first = ""] = (words[at + 2] ?? "").trimStart().split(/\s/, 1);
      parts.push("-c", programName(first));
      break;
    }
    if (!wrappers.has(name)) break;
    at += 1;
    while (isOwnWord(words[at])) at += optionWithValue.test(words[at] ?? "") ? 2 : 1;
  }
  return { tool: parts.join(" "), family: parts.at(-1) ?? "" };
}

function isOwnWord(word: string | undefined): boolean {
  return word !== undefined && (word.startsWith("-") || /^\w+=/.test(word) || /^[\d.]+[smhd]?$/.test(word));
}

const usualFolder = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/;

/** A program outside the usual folders is named with its folder. */
function programName(path: string): string {
  const [, name] = usualFolder.exec(path) ?? [];
  return generalized(name ?? path);
}

const installers =
  /^(?:apt|apt-get|aptitude|dpkg(?:-\w+)?|unattended-upgrades?|yum|dnf|rpm|zypper|pacman|apk|snapd?)$/;

function familyOf(program: string): string {
  return installers.test(program) ? "packages" : program;
}

/** A program that runs under the name of another has both. */
function disguised(name: string, program: string | undefined): string {
  if (program === undefined) return name;
  const real = programName(program);
  return real === name || shells.test(real) ? name : `${name} (${real})`;
}

function fileDeed(host: string, event: FileChange): Deed {
  const { userId = "", program, parent, change } = event;
  const user = plain(event.user ?? "");
  const path = event.path.slice(0, mostText);
  const slash = path.lastIndexOf("/");
  const family = program === undefined ? "" : programName(program);
  return {
    kind: "file",
    user,
    userId,
    login: program === undefined ? undefined : plain(event.loginUser ?? ""),
    host,
    tool: family === "" ? change : `${change} by ${family}`,
    family: familyOf(family),
    parent: parent === undefined ? undefined : programName(parent),
    parentId: event.parentId,
    pattern: generalized(homely(path.slice(0, Math.max(0, slash)), user)),
    line: generalized(path.slice(slash + 1)),
    id: `f\0${change}\0${user}\0${userId}\0${event.loginUser}\0${host}\0${program}\0${parent}\0${path}`,
    words: () => wordsIn(path),
    danger: () => dangerOfFile(onOneLine(path), change, familyOf(family)),
  };
}

/** The user's own folder is everyone's `~`. */
function homely(path: string, user: string): string {
  const home = `/home/${user}`;
  if (user === "" || !path.startsWith(home)) return path;
  const rest = path.slice(home.length);
  return rest === "" || rest.startsWith("/") ? `~${rest}` : path;
}

const longHex = /(?<![\p{L}\p{N}])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,}(?![\p{L}\p{N}])/gu;
const digits = /\d+/g;

/** Hashes become `<hex>`, numbers `#`: names that change every time are the same name. */
function generalized(text: string): string {
  return plain(text).replaceAll(longHex, "<hex>").replaceAll(digits, "#");
}

/** Without the character that parts what is counted. */
function plain(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "?") : text;
}

const separators = /[^\p{L}\p{N}]+/u;

function wordsIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const word of text.toLowerCase().split(separators)) {
    if (word.length < 2 || /^[\da-f]*\d[\da-f]*$/.test(word)) continue;
    found.add(word.replaceAll(digits, "#"));
    if (found.size === mostDistinct) break;
  }
  return [...found];
}

type Dangers = readonly (readonly [nats: number, why: string, pattern: RegExp])[];

const secrets =
  /\/etc\/(?:g?shadow|sudoers|krb5\.keytab|ssl\/private)|\.(?:pem|key|kdbx|p12)\b|\/\.ssh\/|\bid_(?:rsa|dsa|ecdsa|ed25519)\b|\/\.(?:aws|kube|docker|gnupg|pgpass|netrc|my\.cnf)\b|\/proc\/(?:kcore|\d+\/(?:mem|environ))/;
const startsItself =
  /\/etc\/(?:ld\.so|cron|anacron|at\.|systemd\/|init|rc\d?\.|profile|bash|zsh|environment|pam|security|xdg\/autostart|udev|modules|modprobe|ssh\/|update-motd|skel)|\/(?:usr\/)?lib\/(?:systemd|security|modules)\/|\/var\/spool\/(?:cron|at)|\/\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|config\/autostart|config\/systemd)/;
const openFolder = /(?:^|[\s="'>])\/(?:tmp|var\/tmp|dev\/shm|run\/shm)\//;
const outside =
  /(?:(?:https?|ftps?|tftp|s3|gs):\/\/(?!(?:localhost|127\.|\[::1\])))|\b[\w.-]+@[\w.-]+:|\/dev\/(?:tcp|udp)\//;
const traces =
  /\/var\/log\b|\/(?:audit|wtmp|btmp|utmp|lastlog)\b|_history\b|\bhistory\b|\bHISTFILE\b|\bvacuum\b|--rotate\b/;

/** The most dangerous first, for the first that fits counts. */
const commandDangers: Dangers = [
  [
    5,
    "connects a shell with another host",
    /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat|socat)\b.*(?:-\w*[elc]\b|exec|\bsh\b)/i,
  ],
  [
    5,
    "adds or changes accounts",
    /(?:^|\s|bin\/)(?:useradd|adduser|usermod|userdel|groupadd|groupmod|gpasswd|passwd|chpasswd|newusers|visudo|vipw|vigr)(?:\s|$)|(?:\bvi|vim|nano|emacs|\bed|sed|tee|cp|mv|install|>)\s.*\/etc\/(?:passwd|group)\b/,
  ],
  [
    5,
    "lets others act as its owner",
    /\bchmod\b.*(?:\+[rwxt]*s|\b0?[2467][0-7]{3}\b)|\bsetcap\b|\bchattr\b|\bsetfacl\b/,
  ],
  [4, "reads or changes passwords or keys", secrets],
  [4, "changes what starts by itself", startsItself],
  [
    4,
    "starts something by itself",
    /(?:^|\s|\/)(?:crontab|at|batch|insmod|modprobe|kexec|update-rc\.d|chkconfig)(?:\s|$)|\bsystemctl\b.*\benable\b|\bLD_PRELOAD\b/,
  ],
  [
    4,
    "runs encoded or downloaded code",
    /\bbase(?:64|32)\b.*(?:-\w*[dD]\b|--decode)|\bxxd\b.*-\w*r|\|\s*(?:sudo\s+)?(?:ba|da|z|k)?sh\b|\beval\b|<\(\s*(?:curl|wget)/,
  ],
  [
    4,
    "stops what watches",
    /\b(?:auditctl|setenforce|ufw|iptables|nft|apparmor\w*|aa-\w+)\b|\b(?:stop|disable|mask|kill\w*|remove|purge)\b.*\b(?:auditd|rsyslog|syslog|wazuh|ossec|falco|fail2ban|apparmor|firewalld|journald)\b/,
  ],
  [
    3,
    "becomes another user",
    /(?:^|\s|\/)(?:su|doas|pkexec|runuser|newgrp|machinectl)(?:\s|$)|\bsudo\s+(?:-\w*[is]\b|\S*\bsh\b|\S*ash\b)/,
  ],
  [
    3,
    "leaves its container or its place",
    /(?:^|\s|\/)(?:nsenter|unshare|chroot|mount|debugfs|gdb|ptrace)(?:\s|$)|--privileged\b|docker\.sock/,
  ],
  [
    3,
    "runs code given on its command line",
    /\b(?:python[\d.]*|perl|ruby|php|lua|node|awk|openssl)\b\s.*(?:-\w*[ceEr]\b|s_client|system\()|\b(?:ba|z|k)?sh\s+-\w*i\b/,
  ],
  [3, "moves data to or from outside", outside],
  [3, "looks for programs that run as their owner", /-perm\b.*(?:[24]000|[ug]\+?s)/],
  [
    3,
    "scans or sends",
    /(?:^|\s|\/)(?:nc|ncat|netcat|socat|nmap|masscan|hydra|tcpdump|tshark|telnet|tftp|chisel|ngrok|xmrig|ssh-keygen|ssh-copy-id)(?:\s|$)|\bssh\b.*\s-\w*[RLD]\b/,
  ],
  [3, "uses a folder that all can write to", openFolder],
  [2, "reads the list of users", /\/etc\/(?:passwd|group)\b/],
  [1, "acts as another user", /^(?:\/usr\/bin\/)?sudo\b/],
];

const fileDangers: Dangers = [
  [5, "changes accounts, passwords or keys", /^\/etc\/(?:passwd|group|g?shadow|sudoers)|\/\.ssh\//],
  [4, "changes passwords or keys", secrets],
  [4, "changes what starts by itself", startsItself],
  [
    4,
    "lies where a web server runs it",
    /\/(?:www|html?|htdocs|public\w*|uploads?|webapps|wwwroot|cgi-bin)\/.*\.(?:php\d?|phtml|phar|jspx?|aspx?|cgi|war|ashx)$/i,
  ],
  [3, "is hidden", /^\/(?!home\/|root\/).*\/\.[^/]/],
  [3, "lies in a folder that all can write to", /^\/(?:tmp|var\/tmp|dev\/shm)\//],
];
const programs = /^\/(?:usr\/)?(?:local\/)?(?:s?bin|lib(?:32|64|exec)?|boot)\//;

function dangerOfCommand(text: string, program: string, tool: string): Danger | undefined {
  if (/^\/(?:tmp|var\/tmp|dev\/shm)\/|\/\.[^/]+(?:\/|$)/.test(program))
    return { nats: 4, why: "is hidden, or lies where all can write" };
  if (
    traces.test(text) &&
    /(?:^|\s|\/)(?:rm|shred|unlink|truncate|dd|cp|mv|ln|sed|tee|srm|history|journalctl|unset|export)\b/.test(
      text,
    ) &&
    removes(text, tool)
  )
    return { nats: 4, why: "removes traces" };
  return firstIn(commandDangers, text);
}

const rotated = /\.\d+(?:\.(?:gz|xz|zst|bz2))?$/;

/** Reading a journal and moving text to a log are not removal. */
function removes(text: string, tool: string): boolean {
  return !/\bjournalctl$/.test(tool) || /--(?:vacuum|rotate|flush)/.test(text);
}

function dangerOfFile(path: string, change: FileChange["change"], family: string): Danger | undefined {
  if (change === "deleted" && !rotated.test(path) && (path.startsWith("/var/log/") || traces.test(path)))
    return { nats: 4, why: "removes traces" };
  // Programs and libraries are what packages bring.
  if (family === "packages" && programs.test(path)) return undefined;
  const found = firstIn(fileDangers, path);
  if (found !== undefined || !programs.test(path)) return found;
  return { nats: change === "added" ? 2.5 : 2, why: "is a program or a library of the system" };
}

/** A dot matches no line break, and a name can have one. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\n\r\u2028\u2029]/g, " ");
}

function firstIn(dangers: Dangers, text: string): Danger | undefined {
  for (const [nats, why, pattern] of dangers) if (pattern.test(text)) return { nats, why };
  return undefined;
}
