import { FiredrillError } from "../../domain/error.ts";

/** `attack.delayMs=80` in its two parts, both empty where there is no equals sign. */
export function targetAndValue(setting: string): { readonly target: string; readonly value: string } {
  const [, target = "", value = ""] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  return { target, value };
}

/** `attack.delayMs` in its two parts, both empty where there are not two. */
export function nameAndField(target: string): readonly [string, string] {
  const [, name = "", field = ""] = /^([^.]+)\.([^.]+)$/s.exec(target) ?? [];
  return [name, field];
}

/** Text in which no number stands is no number, and told so. */
export function numberIn(value: string): number {
  return value.trim() === "" ? Number.NaN : Number(value);
}

export function badSet(setting: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_SET", `Cannot set "${setting}".`, advice);
}
