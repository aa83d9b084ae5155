import { chooseDetector } from "../../harness/session/choice.ts";
import { writeModel } from "../../harness/session/models.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import { trainOnLog } from "../../harness/study/train.ts";

export interface TrainRequest {
  readonly log: string;
  readonly detector: string;
  readonly out: string;
}

/** Trains, writes the model, and says how to use it. */
export async function trainToModel({ log, detector, out }: TrainRequest): Promise<void> {
  const choice = await chooseDetector(detector, defaultRemoteSettings);
  const { model, rows, skipped } = await trainOnLog(log, choice);
  writeModel(out, model);
  const lost = skipped.skipped === 0 ? "" : `, ${skipped.skipped} lines skipped`;
  process.stdout.write(
    `${rows} rows of ${log} learned${lost}. Written: ${out}\nUse it with --detector ${choice.definition.name}:model=${out}\n`,
  );
}
