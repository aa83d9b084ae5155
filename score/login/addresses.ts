import type { LoginObservation } from "../../domain/login/observation.ts";
import { subjectOf } from "../../domain/subject.ts";
import type { Truth } from "../../domain/truth.ts";
import type { AddressVerdict, Confusion, ConfusionRates } from "../../domain/verdict.ts";

/** Whose address it is: one that ever was part of an incident is an attacker's. */
type Address = "attacker" | "other";

/** Every address of a log of logins. */
export type Addresses = ReadonlyMap<string, Address>;

/** Collects addresses row by row; it grows with the distinct ones, not with the log. */
interface AddressBook {
  readonly add: (observation: LoginObservation, truth: Truth) => void;
  readonly addresses: Addresses;
}

export function addressBook(): AddressBook {
  const addresses = new Map<string, Address>();
  return {
    add: ({ ip }, { incident }) => {
      if (incident !== undefined) addresses.set(ip, "attacker");
      else if (!addresses.has(ip)) addresses.set(ip, "other");
    },
    addresses,
  };
}

/** Compares the addresses that were alerted with those that attacked. @param alerted - subjects, of any kind */
export function scoreAddresses(addresses: Addresses, alerted: ReadonlySet<string>): AddressVerdict {
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  for (const [ip, address] of addresses) counts[cellOf(address, alerted.has(subjectOf("ip", ip)))] += 1;
  const named = [...alerted].filter((subject) => subject.startsWith(subjectOf("ip", ""))).length;
  const unknown = named - counts.truePositives - counts.falsePositives;
  return { ...counts, ...ratesOf(counts), unknown };
}

function cellOf(address: Address, isAlerted: boolean): keyof Confusion {
  switch (address) {
    case "attacker":
      return isAlerted ? "truePositives" : "falseNegatives";
    case "other":
      return isAlerted ? "falsePositives" : "trueNegatives";
  }
}

/** The rates of S. Molin's "Hands-On Data Analysis with Pandas", and what information retrieval adds to them. */
export function ratesOf(counts: Confusion): ConfusionRates {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  return {
    ...rate("falsePositiveRate", fp, fp + tn),
    ...rate("falseDiscoveryRate", fp, fp + tp),
    ...rate("falseNegativeRate", fn, fn + tp),
    ...rate("falseOmissionRate", fn, fn + tn),
    ...rate("precision", tp, tp + fp),
    ...rate("recall", tp, tp + fn),
    ...rate("f1", 2 * tp, 2 * tp + fp + fn),
  };
}

function rate(name: keyof ConfusionRates, part: number, whole: number): ConfusionRates {
  return whole === 0 ? {} : { [name]: part / whole };
}
