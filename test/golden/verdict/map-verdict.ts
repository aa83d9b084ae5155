/**
 * From the JSON document of schema 1 to that of schema 2: what becomes of each field, in order.
 * @param schema1 - of one drill or of several
 */
export function mapVerdict(schema1: unknown): object {
  const fields = fieldsOf(schema1);
  if (fields["schemaVersion"] !== 1) throw new RangeError("this is not schema 1");
  const { drills, detectors } = fields;
  return {
    ...fields,
    schemaVersion: 2,
    ...(Array.isArray(drills) ? { drills: drills.map(mapVerdict) } : {}),
    ...(Array.isArray(detectors) ? { detectors: detectors.map(mapDetector) } : {}),
  };
}

/** `bySubject` was one object of addresses and attacks: the addresses are the entry of `ip`, the attacks `delays` behind it. */
function mapDetector(detector: unknown): object {
  const fields = Object.entries(fieldsOf(detector)).map(([name, value]) => {
    if (name !== "bySubject") return { [name]: value };
    const { addresses, attacks } = fieldsOf(value);
    return {
      bySubject: [{ kind: "ip", ...fieldsOf(addresses) }],
      delays: mapAttacks(fieldsOf(attacks)),
    };
  });
  return fields.reduce((all, field) => ({ ...all, ...field }), {});
}

const renamed: Readonly<Record<string, string>> = {
  medianAttempts: "medianAffected",
  maxAttempts: "maxAffected",
};

/** An attack's attempts are an incident's affected rows. */
function mapAttacks(attacks: Fields): object {
  return Object.fromEntries(Object.entries(attacks).map(([name, value]) => [renamed[name] ?? name, value]));
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new RangeError("this is not an object");
  return Object.fromEntries(Object.entries(value));
}
