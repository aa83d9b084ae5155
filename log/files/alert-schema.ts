import { z } from "zod";
import type { FileAlert } from "../../domain/alert.ts";
import { alertFields, alertMistake } from "../../domain/alert.ts";
import { isReadableSubject } from "../../domain/subject.ts";
import { isJsonObject } from "../../domain/text/json.ts";

const receivedAlert = z.object({
  detector: z.string().min(1),
  key: z.string(),
  severity: z.enum(["warning", "error"]),
  state: z.enum(["firing", "resolved"]),
  atIndex: z.int().min(0),
  atMs: z.number(),
  receivedMs: z.number().exactOptional(),
  score: z.number().exactOptional(),
  subject: z.string().refine(isReadableSubject).exactOptional(),
  evidence: z.string().exactOptional(),
  confirmed: z.boolean().exactOptional(),
}) satisfies z.ZodType<FileAlert>;

/** What a value of JSON turned out to be: an alert without the fields that none has, or what keeps it from being one. */
export type CheckedAlert =
  | { readonly kind: "alert"; readonly alert: FileAlert }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** Says the same as `alertMistakes`, which does without zod, but for `receivedMs`, which a file may lack. */
export function checkedAlert(value: unknown): CheckedAlert {
  const parsed = receivedAlert.safeParse(value);
  if (parsed.success) return { kind: "alert", alert: parsed.data };
  if (!isJsonObject(value)) return { kind: "mistakes", mistakes: ["not a JSON object"] };
  const wrong = new Set(parsed.error.issues.map(({ path: [name] }) => name));
  const fields = alertFields.filter(({ name }) => wrong.has(name));
  return { kind: "mistakes", mistakes: fields.map((field) => alertMistake(field, value[field.name])) };
}
