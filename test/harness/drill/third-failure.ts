/** A user module that alerts on an address at its third failure, or with `by=hour` at the end of that hour. It learns only the time span. */
export const thirdFailure = `
const hourMs = 3_600_000;
const options = {
  by: { kind: "choice", default: "row", choices: ["row", "hour"], describe: "when" },
  model: { kind: "text", default: "", describe: "file" },
};
export default {
  name: "third-failure",
  summary: "Names an address that has failed three times.",
  reads: ["login"],
  options,
  create: ({ by }) => {
    const failures = new Map();
    let last = { index: 0, atMs: 0 };
    const alert = (ip, atMs) => ({
      key: ip, severity: "error", state: "firing", subject: "ip:" + ip, atIndex: last.index, atMs,
    });
    const alerted = new Set();
    return {
      name: "third-failure",
      windowSize: 4,
      observe: (row) => {
        last = row;
        if (row.outcome.kind === "failure") failures.set(row.ip, (failures.get(row.ip) ?? 0) + 1);
        if (by === "hour" || failures.get(row.ip) !== 3 || alerted.has(row.ip)) return [];
        alerted.add(row.ip);
        return [alert(row.ip, row.atMs)];
      },
      elapse: (nowMs) => {
        if (by === "row" || last.atMs === 0) return [];
        if (Math.floor(nowMs / hourMs) === Math.floor(last.atMs / hourMs)) return [];
        const fresh = [...failures.keys()].filter((ip) => failures.get(ip) >= 3 && !alerted.has(ip));
        return fresh.map((ip) => (alerted.add(ip), alert(ip, nowMs)));
      },
    };
  },
  train: () => {
    const atMs = [];
    return {
      learn: (row) => atMs.push(row.atMs),
      finish: () => ({
        schemaVersion: 1, detector: "third-failure", trainedFromMs: Math.min(...atMs), trainedUntilMs: Math.max(...atMs),
      }),
    };
  },
};
`;
