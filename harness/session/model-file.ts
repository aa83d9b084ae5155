import { readFileSync, writeFileSync } from "node:fs";
import type { DetectorDefinition, DetectorModel } from "../../domain/detector.ts";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import { fileErrorCode, logExists, logNotWritable } from "../../log/files/file-errors.ts";

/** The definition, so that its option `model` means the model in that file. Others are returned as they are. */
export function withModel(definition: DetectorDefinition): DetectorDefinition {
  const { train, create } = definition;
  if (train === undefined) return definition;
  return {
    ...definition,
    create: (values, model) => {
      const path = String(values["model"] ?? "");
      return create(values, path === "" ? model : readModel(path));
    },
  };
}

/** @throws FiredrillError MODEL_NOT_READABLE */
export function readModel(path: string): DetectorModel {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isModel(parsed)) return parsed;
  } catch (error) {
    throw modelNotReadable(path, reasonOf(error), error);
  }
  throw modelNotReadable(path, "it is no model of schema version 1");
}

function isModel(value: unknown): value is DetectorModel {
  return (
    typeof value === "object" &&
    value !== null &&
    "schemaVersion" in value &&
    value.schemaVersion === 1 &&
    "detector" in value &&
    typeof value.detector === "string"
  );
}

/** @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE; nothing is overwritten */
export function writeModel(path: string, model: DetectorModel): void {
  try {
    writeFileSync(path, `${JSON.stringify(model)}\n`, { flag: "wx" });
  } catch (error) {
    throw fileErrorCode(error) === "EEXIST" ? logExists(path) : logNotWritable(path, error);
  }
}

function modelNotReadable(path: string, why: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "MODEL_NOT_READABLE",
    `Cannot read the model "${path}": ${why}.`,
    "Name a file that firedrill train wrote.",
    { cause },
  );
}
