/** A host with a monitoring agent. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** Whether file alerts tell who changed the file. */
  readonly hasWhodata: boolean;
  /** Whether command alerts hold the names of users beside their numbers. */
  readonly hasNames: boolean;
}

export const webHosts: readonly Host[] = [
  { name: "web-1", address: "10.0.0.11", hasWhodata: true, hasNames: true },
  { name: "web-2", address: "10.0.0.12", hasWhodata: true, hasNames: true },
];

/** An older agent. */
const database: Host = { name: "db-1", address: "10.0.0.21", hasWhodata: false, hasNames: false };

/** Where operators and infrastructure tools work. */
export const opsHost: Host = { name: "ops-1", address: "10.0.0.31", hasWhodata: true, hasNames: true };

/** Every monitored host. */
export const hosts: readonly Host[] = [...webHosts, database, opsHost];

export function hostNamed(name: string): Host | undefined {
  return hosts.find((host) => host.name === name);
}

/** Names of operators, in the order in which they are hired. */
export const operatorNames = [
  "pyama",
  "ines",
  "tomas",
  "yuki",
  "amara",
  "bjorn",
  "chandra",
  "delia",
  "emeka",
  "farid",
  "greta",
  "hana",
  "ivo",
  "jonna",
  "kofi",
  "lucia",
  "mehmet",
  "nadia",
  "oskar",
  "priya",
  "quentin",
  "rosa",
  "stefan",
  "thandi",
] as const;

const serviceIds: Readonly<Record<string, string>> = {
  root: "0",
  "www-data": "33",
  zabbix: "110",
  postgres: "111",
  deploy: "1001",
  terraform: "1002",
};

/** `nobody`, for names without an account. */
const strangerId = "65534";
const firstOperatorId = 2000;

/** The number of a user; the same on every host. */
export function userIdOf(user: string): string {
  if (Object.hasOwn(serviceIds, user)) return serviceIds[user] ?? strangerId;
  const place = operatorNames.findIndex((name) => name === user);
  return place === -1 ? strangerId : String(firstOperatorId + place);
}
