import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { simulatedDrill } from "../../../harness/drill/simulated-drill.ts";
import type { ScoreRequest } from "../../../harness/files/score-files.ts";
import { scoreFiles } from "../../../harness/files/score-files.ts";
import { chooseDetector, definitionsNamed } from "../../../harness/session/choice.ts";
import { writeModel } from "../../../harness/session/models.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { trainOnLog } from "../../../harness/study/train.ts";
import type { DetectorVerdict } from "../../../domain/verdict.ts";
import { openLabelledLog } from "../../../log/files/writer.ts";
import { complex } from "../../../scenarios/response/complex.ts";
import { silence } from "../../../scenarios/response/silence.ts";
import { thirdFailure } from "../drill/third-failure.ts";
import { testFolder } from "../folder.ts";

const header = "datetime,source_ip,username,success,failure_reason\n";
const failed = "False,error_wrong_password\n";

/** Five attempts from one address at 05:10, honest attempts before and after. */
const log = `${header}2018-11-01 04:50:00,198.51.100.1,anna,True,
2018-11-01 05:10:00,203.0.113.9,anna,${failed}2018-11-01 05:10:01,203.0.113.9,bert,${failed}2018-11-01 05:10:02,203.0.113.9,cleo,${failed}2018-11-01 05:10:03,203.0.113.9,dora,${failed}2018-11-01 05:10:04,203.0.113.9,emil,${failed}2018-11-01 05:40:00,198.51.100.2,bert,True,
`;
const attacks = "start,end,source_ip\n2018-11-01 05:09:59,2018-11-01 05:10:04,203.0.113.9\n";

interface Files {
  readonly logPath: string;
  readonly attacksPath: string;
  readonly detector: string;
  readonly folder: string;
}

function files(text: Partial<Record<"log" | "attacks", string>> = {}): Files {
  const folder = testFolder();
  const path = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return {
    folder,
    logPath: path("log.csv", text.log ?? log),
    attacksPath: path("attacks.csv", text.attacks ?? attacks),
    detector: path("third-failure.mjs", thirdFailure),
  };
}

function requestFor({ logPath, attacksPath }: Files, spec: string): ScoreRequest {
  return { log: logPath, attacksPath, detectors: [spec], severity: "error" };
}

test("a detector judges a login log by the attacks in a list", async () => {
  const them = files();

  const { verdict } = await scoreFiles(requestFor(them, them.detector));

  const [only] = verdict.detectors;
  expect(verdict).toMatchObject({ clock: "recorded", observations: 7, passed: true });
  expect(only?.incidents).toMatchObject([
    { outcome: "detected", alertIndex: 3, delayAffected: 3, within: 4 },
  ]);
  expect(only?.bySubject).toMatchObject([
    { kind: "ip", truePositives: 1, falsePositives: 0, trueNegatives: 2, falseNegatives: 0 },
  ]);
  expect(only?.delays).toMatchObject({ found: 1, medianAffected: 3, medianMs: 2000 });
});

test.for([
  ["2001:db8:0:7::25", "2001:db8:0:7:0:0:0:25", "2001:DB8:0:7::25"],
  ["::ffff:203.0.113.9", "203.0.113.9", "[::FFFF:cb00:7109]:4711"],
  ["203.0.113.9", "::ffff:203.0.113.9", "203.0.113.9:80"],
] as const)(
  "the log has %s, the list %s and the alert %s, and they are one",
  async ([inLog, inList, said]) => {
    const them = files({
      log: log.replaceAll("203.0.113.9", inLog),
      attacks: attacks.replaceAll("203.0.113.9", inList),
    });
    const alertsPath = join(them.folder, "alerts.ndjson");
    const atMs = Date.parse("2018-11-01T05:10:02Z");
    writeFileSync(
      alertsPath,
      `${JSON.stringify({ detector: "own", key: "k", severity: "error", state: "firing", atIndex: 3, atMs, receivedMs: atMs, subject: `ip:${said}` })}\n`,
    );

    const { verdict } = await scoreFiles({ ...requestFor(them, "own"), alertsPath });

    expect(verdict.detectors[0]).toMatchObject({
      passed: true,
      incidents: [{ outcome: "detected", delayAffected: 3 }],
      falseAlarms: 0,
      bySubject: [{ kind: "ip", truePositives: 1, falsePositives: 0, unknown: 0 }],
    });
  },
);

test("a row from a host without an address is skipped with field and value, and counted", async () => {
  const them = files({ log: log.replace("198.51.100.2", "web-1") });

  const { verdict, skipped } = await scoreFiles(requestFor(them, them.detector));

  expect(verdict.observations).toBe(6);
  expect(skipped).toMatchObject({
    skipped: 1,
    reasons: [{ line: 8, reason: 'source_ip is "web-1", no address' }],
  });
});

test("the unfinished last hour of a log is judged too", async () => {
  const them = files();

  const { verdict } = await scoreFiles(requestFor(them, `${them.detector}:by=hour`));

  const sixMs = Date.UTC(2018, 10, 1, 6) - Date.UTC(2018, 10, 1, 5, 10);
  expect(verdict.detectors[0]?.incidents).toMatchObject([{ outcome: "late", alertIndex: 6 }]);
  expect(verdict.detectors[0]?.incidents[0]?.delayMs).toBe(sixMs);
});

test.for([
  ["2018-11-01", true, "the same log"],
  ["2018-12-01", false, "another month"],
] as const)(
  "a model from a log of %s overlaps with the judged log: %s, because it is %s",
  async ([day, overlaps]) => {
    const them = files();
    const healthy = join(them.folder, "healthy.csv");
    writeFileSync(healthy, log.replaceAll("2018-11-01", day));
    const choice = await chooseDetector(them.detector, defaultRemoteSettings);
    const { model, rows } = await trainOnLog(healthy, choice);
    const path = join(them.folder, "model.json");
    writeModel(path, model);

    const { verdict } = await scoreFiles(requestFor(them, `${them.detector}:model=${path}`));

    const fromMs = Date.parse(`${day}T04:50:00Z`);
    const untilMs = Date.parse(`${day}T05:40:00Z`);
    expect(rows).toBe(7);
    expect(verdict.detectors[0]?.training).toEqual({ fromMs, untilMs, overlaps });
  },
);

test.for([complex, silence])(
  "a log judged afterwards has the verdict of its drill: $name",
  async (scenario) => {
    const folder = testFolder();
    const logPath = join(folder, "labelled.ndjson");
    const specs = ["knn:warning=0.1,error=0.3", "silence", "guard"];
    const writer = openLabelledLog({
      path: logPath,
      source: "response",
      format: "ndjson",
      bufferBytes: 65_536,
    });
    for (const row of simulate(scenario, 7)) writer.write(row);
    writer.close();
    const choices = await Promise.all(specs.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)));
    const named = await definitionsNamed([], defaultRemoteSettings);
    const gates = gatesOf({ ...scenario, expect: [] }, choices, {}, named);

    const drill = await simulatedDrill({ scenario, seed: 7, gates });
    const { verdict } = await scoreFiles({ log: logPath, detectors: specs, severity: "error" });

    expect(verdict.detectors).toEqual(drill.verdict.detectors);
  },
);

test("alerts in a file are scored by subject too", async () => {
  const them = files();
  const alertsPath = join(them.folder, "alerts.ndjson");
  const atMs = Date.UTC(2018, 10, 1, 5, 10, 1);
  const alert = { detector: "siem", key: "x", severity: "error", state: "firing", subject: "ip:203.0.113.9" };
  writeFileSync(alertsPath, `${JSON.stringify({ ...alert, atIndex: 2, atMs, receivedMs: atMs })}\n`);

  const { verdict } = await scoreFiles({ ...requestFor(them, "siem"), alertsPath });

  expect(verdict.detectors).toMatchObject([{ name: "siem", delays: { medianAffected: 2 } }]);
});

const siem = { detector: "siem", key: "x", severity: "error", state: "firing", subject: "ip:203.0.113.9" };

async function scoredAlert(fields: object): Promise<DetectorVerdict | undefined> {
  const them = files();
  const alertsPath = join(them.folder, "alerts.ndjson");
  writeFileSync(alertsPath, `${JSON.stringify({ ...siem, ...fields })}\n`);
  const { verdict } = await scoreFiles({ ...requestFor(them, "siem"), alertsPath });
  return verdict.detectors[0];
}

test("an alert that arrived later than its row counts from the row that was current then", async () => {
  const rowMs = Date.UTC(2018, 10, 1, 5, 10, 0);
  const asked = { atIndex: 1, atMs: rowMs };

  const atOnce = await scoredAlert({ ...asked, receivedMs: rowMs });
  const later = await scoredAlert({ ...asked, receivedMs: rowMs + 1500 });

  expect(atOnce?.incidents).toMatchObject([{ alertIndex: 1, delayAffected: 1 }]);
  expect(later?.incidents).toMatchObject([{ alertIndex: 2, delayAffected: 2, delayMs: 1500 }]);
});

const second = (at: number): number => Date.UTC(2018, 10, 1, 5, 10, at);

test.for([
  [
    { atIndex: 1, atMs: second(0), receivedMs: second(2) },
    2,
    "two rows later, one of them at that very instant",
  ],
  [{ atIndex: 3, atMs: second(2), receivedMs: second(2) }, 3, "the row of that very instant"],
  [{ atIndex: 5, atMs: second(4), receivedMs: second(1.5) }, 2, "a row that had not ended"],
] as const)("of %j the row %i counts: it names %s", async ([fields, alertIndex]) => {
  const detector = await scoredAlert(fields);

  expect(detector?.incidents).toMatchObject([{ outcome: "detected", alertIndex, delayAffected: alertIndex }]);
});

test("an alert of a row that is still current is no older than the row, whatever it says", async () => {
  const detector = await scoredAlert({
    atIndex: 6,
    atMs: second(3),
    receivedMs: Date.UTC(2018, 10, 1, 5, 45),
  });

  expect(detector?.incidents).toMatchObject([{ outcome: "late", delayAffected: 5 }]);
});

test("an alert heard before any row ended is a false alarm", async () => {
  const detector = await scoredAlert({ atIndex: 3, atMs: second(2), receivedMs: Date.UTC(2018, 10, 1, 4) });

  expect(detector).toMatchObject({ falseAlarms: 1, incidents: [{ outcome: "inconclusive" }] });
});

test("an alert that does not say when it arrived is taken on trust, and the verdict says so", async () => {
  const detector = await scoredAlert({ atIndex: 1, atMs: Date.UTC(2018, 10, 1, 5, 10, 0) });

  expect(detector).toMatchObject({ alertsOnTrust: 1, incidents: [{ outcome: "detected", delayMs: 0 }] });
  expect(await scoredAlert({ atIndex: 1, atMs: 0, receivedMs: 1 })).not.toHaveProperty("alertsOnTrust");
});

test.for([
  ["open-age", "WRONG_LOG_SOURCE"],
  ["cmd:cat", "DETECTOR_NEEDS_DRILL"],
  ["webhook", "DETECTOR_NEEDS_DRILL"],
  ["none-such", "UNKNOWN_DETECTOR"],
] as const)("%s cannot judge a log of logins: %s", async ([spec, code]) => {
  await expect(scoreFiles(requestFor(files(), spec))).rejects.toMatchObject({ code });
});

test("with an alerts file, too, a detector that cannot read the log is refused", async () => {
  const them = files();
  const alertsPath = join(them.folder, "alerts.ndjson");
  writeFileSync(alertsPath, "");

  await expect(scoreFiles({ ...requestFor(them, "open-age"), alertsPath })).rejects.toMatchObject({
    code: "WRONG_LOG_SOURCE",
  });
});

test("without alerts and detectors there is nothing to score", async () => {
  const { logPath, attacksPath } = files();

  await expect(
    scoreFiles({ log: logPath, attacksPath, detectors: [], severity: "error" }),
  ).rejects.toMatchObject({
    code: "NO_DETECTOR_TO_SCORE",
  });
});

test("knn cannot be trained, and the error says so", async () => {
  const choice = await chooseDetector("knn", defaultRemoteSettings);

  await expect(trainOnLog(files().logPath, choice)).rejects.toMatchObject({ code: "NOTHING_TO_TRAIN" });
});

test("login-guard cannot learn from a log of response times, and the error says so", async () => {
  const path = join(testFolder(), "healthy.csv");
  const writer = openLabelledLog({ path, source: "response", format: "csv", bufferBytes: 0 });
  for (const row of simulate(complex, 1)) writer.write(row);
  writer.close();
  const choice = await chooseDetector("login-guard", defaultRemoteSettings);

  await expect(trainOnLog(path, choice)).rejects.toMatchObject({ code: "WRONG_LOG_SOURCE" });
});
