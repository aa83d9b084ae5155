import type { TrainedSpan, TrainingVerdict } from "../../domain/subject-verdict.ts";
import type { AnswerKey } from "../answer-key.ts";

/** Whether a detector judges some of what it was trained on; a shared instant is enough. */
export function trainingOf(trained: TrainedSpan, { startedMs, endedMs }: AnswerKey): TrainingVerdict {
  const overlaps =
    startedMs !== undefined &&
    endedMs !== undefined &&
    trained.fromMs <= endedMs &&
    startedMs <= trained.untilMs;
  return { ...trained, overlaps };
}
