import { below, pick, sample } from "../chance/draw.ts";
import type { Random } from "../chance/random.ts";
import { randomStream } from "../chance/random.ts";
import { hourOfDay, isWorkday } from "../time/calendar.ts";
import type { HostAct, HostVisit, Shell } from "./act.ts";
import { loginShell, secondMs, serviceShell, visitOf } from "./act.ts";
import { hosts, operatorNames, webHosts } from "./hosts.ts";

/** A person who works on the hosts. */
export interface Operator {
  readonly name: string;
  /** Names of the hosts that the operator works on. */
  readonly hosts: readonly string[];
  /** Most frequent first. */
  readonly habits: readonly Habit[];
}

/** Something that an operator does now and then. */
type Habit = (shell: Shell, operator: string, random: Random) => readonly HostAct[];

/** Everyone who works on the hosts; at least two operators. */
export type Staff = readonly Operator[];

const defaultOperatorCount = 8;
export const fewestOperators = 2;
export const mostOperators = operatorNames.length;

const logFiles = ["/var/log/nginx/access.log", "/var/log/nginx/error.log", "/var/log/app/app.log"] as const;
const services = ["nginx", "app", "app-worker"] as const;

/** What every operator does. */
const everyday: readonly Habit[] = [
  (shell) => [shell.ran("ls", "-l")],
  (shell) => [shell.ran("ps", "aux")],
  (shell) => [shell.ran("df", "-h")],
  (shell, _, random) => [shell.ran("tail", "-n", "200", pick(random, logFiles))],
  (shell, _, random) => [shell.ran("less", pick(random, logFiles))],
  (shell, _, random) => shell.sudo("systemctl", "status", pick(random, services)),
];

/** What some operators do. */
const special: readonly Habit[] = [
  (shell) => shell.sudo("su", "-"),
  (shell) => [shell.ran("htop")],
  (shell) => [shell.ran("w")],
  (shell) => [shell.ran("uptime")],
  (shell) => [shell.ran("free", "-m")],
  (shell) => [shell.ran("git", "pull", "--ff-only")],
  (shell) => [shell.ran("git", "status")],
  (shell) => [shell.ran("curl", "-s", "http://localhost:8080/health")],
  (shell) => [shell.ran("ss", "-ltnp")],
  (shell, _, random) => [
    shell.ran("grep", "-c", `timeout after ${below(random, 30)} s`, pick(random, logFiles)),
  ],
  (shell, _, random) => shell.sudo("journalctl", "-u", pick(random, services), "-n", "100"),
  (shell, _, random) => shell.sudo("systemctl", "reload", pick(random, services)),
  (shell, _, random) => shell.sudo("strace", "-p", String(1000 + below(random, 30_000))),
  (shell, operator) => [
    shell.ran("vim", "notes.txt"),
    shell.wrote("modified", `/home/${operator}/notes.txt`, "vim"),
  ],
  (shell, operator, random) => {
    const path = `/home/${operator}/dump-${below(random, 100_000)}.sql`;
    return [shell.ran("pg_dump", "-f", path, "app"), shell.wrote("added", path, "pg_dump")];
  },
  (shell) => [
    ...shell.sudo("vim", "/etc/nginx/conf.d/app.conf"),
    shell.wrote("modified", "/etc/nginx/conf.d/app.conf", "vim", "root"),
    ...shell.sudo("nginx", "-t"),
  ],
];

const ownHabits = 7;

/** The operators of a scenario and of its past; they depend on the count and the seed alone. */
export function staffOf(
  { operators: count = defaultOperatorCount }: { readonly operators?: number },
  seed: number,
): Staff {
  const chance = randomStream(seed, "operator");
  return operatorNames.slice(0, count).map((name, place) => {
    const random = chance(place);
    const places = sample(random, hosts, 2 + below(random, hosts.length - 1)).map((host) => host.name);
    // The first operator may become root, so that a password shell of root is known.
    const own = sample(random, special, ownHabits);
    const become = special.slice(0, place === 0 ? 1 : 0);
    return { name, hosts: places, habits: [...sample(random, everyday, everyday.length), ...own, ...become] };
  });
}

/** Service runs in an hour, on all hosts. */
const serviceRunsPerHour = 14;

/** Mean number of honest visits in a calendar hour: services all day, operators on working days. Uses one draw. */
export function honestPerHour(calendarHour: number, random: Random): number {
  return serviceRunsPerHour + sessionsPerHour(calendarHour, random);
}

/** Mean number of sessions of operators in a calendar hour. Uses one draw. */
export function sessionsPerHour(calendarHour: number, random: Random): number {
  const busy = 0.7 + 0.6 * random.uniform();
  const hour = hourOfDay(calendarHour);
  if (!isWorkday(calendarHour)) return 0.2 * busy;
  if (hour < 7 || hour >= 20) return 0.3 * busy;
  return (hour >= 9 && hour < 17 ? 9 : 3) * busy;
}

/** A run of a service or a session of an operator, as likely as this hour has them. */
export function honestVisit(offsetMs: number, staff: Staff, random: Random, calendarHour: number): HostVisit {
  const sessions = sessionsPerHour(calendarHour, { uniform: () => 0.5, normal: () => 0 });
  const isSession = random.uniform() * (sessions + serviceRunsPerHour) < sessions;
  return isSession ? session(offsetMs, staff, random) : serviceRun(offsetMs, random);
}

/** An operator works for a while on one host. */
export function session(offsetMs: number, staff: Staff, random: Random): HostVisit {
  const { name, hosts: places, habits } = pick(random, staff);
  const shell = loginShell(name, pick(random, places), random);
  const gapMs = (4 + 40 * random.uniform()) * secondMs;
  const steps = 1 + below(random, 6);
  const acts = Array.from({ length: steps }, () => {
    // The lower of two draws: the first habits are the most frequent.
    const place = Math.min(below(random, habits.length), below(random, habits.length));
    return habits[place]?.(shell, name, random) ?? [];
  });
  return visitOf(offsetMs, gapMs, acts.flat());
}

function serviceRun(offsetMs: number, random: Random): HostVisit {
  const { name: host } = pick(random, hosts);
  const kind = random.uniform();
  if (kind < 0.5) {
    const shell = serviceShell("zabbix", host, "/usr/sbin/zabbix_agentd", random);
    const check = pick(random, [
      ["df", "-P"],
      ["cat", "/proc/loadavg"],
      ["ss", "-s"],
    ] as const);
    return visitOf(offsetMs, 40, [shell.ran("sh", "-c", check.join(" ")), shell.ran(...check)]);
  }
  if (kind < 0.75) {
    const shell = serviceShell("root", host, "/usr/sbin/cron", random);
    return visitOf(offsetMs, 200, [
      shell.ran("sh", "-c", "cd / && run-parts --report /etc/cron.hourly"),
      shell.ran("run-parts", "--report", "/etc/cron.hourly"),
    ]);
  }
  if (kind < 0.9) {
    const shell = serviceShell("www-data", pick(random, webHosts).name, "/usr/sbin/php-fpm", random);
    return visitOf(offsetMs, 100, [shell.ran("/usr/sbin/sendmail", "-t", "-i")]);
  }
  const shell = serviceShell("root", host, "/usr/sbin/cron", random);
  return visitOf(offsetMs, 2 * secondMs, [
    shell.ran("/usr/sbin/logrotate", "/etc/logrotate.conf"),
    shell.wrote("modified", "/var/lib/logrotate/status", "logrotate"),
  ]);
}
