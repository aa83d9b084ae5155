import { createHash } from "node:crypto";
import type { DrillDocument } from "../../../domain/results/document.ts";
import { dataElementId, drillPage } from "../../../report/html/page.ts";

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

export const making = { versions: { firedrill: "1.2.3", node: "20.0.0" }, sha256 };

export function pageOf(document: DrillDocument): string {
  return drillPage([{ label: "", document }], making);
}

/** What stands between the tags of an element that occurs once. */
export function insideOf(page: string, opening: string, closing: string): string {
  const parts = page.split(opening);
  if (parts.length !== 2) throw new RangeError(`${opening} occurs ${parts.length - 1} times`);
  return parts[1]?.split(closing)[0] ?? "";
}

/** The data that travels in a page. */
export function dataIn(page: string): unknown {
  return JSON.parse(insideOf(page, `<template id="${dataElementId}">`, "</template>"));
}

/** Names of elements in order, and names of their attributes: a page without what it says. */
export function shapeOf(page: string): string {
  const tags = [...page.matchAll(/<(\/?[a-z][a-z0-9]*)((?: [\w:-]+="[^"]*")*)\/?>/gi)];
  return tags
    .map(([, name = "", attributes = ""]) =>
      [name, ...[...attributes.matchAll(/ ([\w:-]+)="[^"]*"/g)].map(([, attribute]) => attribute)].join(" "),
    )
    .join("\n");
}
