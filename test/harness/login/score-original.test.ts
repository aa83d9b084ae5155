import { join } from "node:path";
import { expect, test } from "vitest";
import { loginRules } from "../../../detector/login/rules/rules.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { judgeLog } from "../../../harness/files/judge-log.ts";
import { simulateOriginalToFolder } from "../../../harness/login/original/simulate-to-folder.ts";
import { withModel, writeModel } from "../../../harness/session/models.ts";
import { trainOnLog } from "../../../harness/study/train.ts";
import { readAttackedLog } from "../../../log/files/read.ts";
import { subjectLines } from "../../../report/text/subjects.ts";
import { answerKeyCollector } from "../../../score/judge/answer-key.ts";
import { testFolder } from "../folder.ts";
import { publishedSimulation } from "./original/published.ts";

test("the original's month, judged by its rules, has its published figures", async () => {
  const simulation = publishedSimulation();
  simulateOriginalToFolder(simulation);
  const log = join(simulation.outDir, "log.csv");
  const attacks = join(simulation.outDir, "attacks.csv");
  const definition = withModel(loginRules);
  const path = join(testFolder(), "model.json");
  writeModel(path, (await trainOnLog(log, { definition, options: { mode: "batch" } })).model);
  const choices = ["mean", "zscore"].map((method) => ({
    definition,
    options: { method, mode: "batch", model: path },
  }));
  const gates = gatesOf({ name: log, source: "login", expect: [] }, choices, {}, () => definition);

  const judge = judgeLog("login", gates);
  const key = answerKeyCollector();
  for await (const row of readAttackedLog(log, attacks).rows) {
    key.add(row);
    judge.observe(row.observation);
  }
  const detectors = (await judge.finish(key.finish(), 0)).map(({ verdict }) => verdict);

  const trained =
    "Trained on 2018-11-01 00:36 to 2018-12-01 01:10, which overlaps the judged log: the figures flatter it.";
  const [mean, zscore] = ["login-rules (method=mean)", "login-rules (method=zscore)"];
  expect(subjectLines({ detectors }, "login")).toEqual([
    `${mean}: By address: 72 found, 1 false, 0 missed of 72 among 327 (precision 0.986, recall 1, F1 0.993; FPR 0.003922, FDR 0.013699, FNR 0, FOR 0)`,
    `${mean}: Delay of 72 attacks: median 151 attempts, 1489 s; max 257 attempts, 3422 s`,
    `${mean}: ${trained}`,
    `${zscore}: By address: 62 found, 0 false, 10 missed of 72 among 327 (precision 1, recall 0.861, F1 0.925; FPR 0, FDR 0, FNR 0.138889, FOR 0.037736)`,
    `${zscore}: Delay of 72 attacks: median 163 attempts, 1669 s; max of the found 257 attempts, 3222 s; 10 missed, counted as longer than any other`,
    `${zscore}: ${trained}`,
  ]);
});
