import type { AddressRow, Exploration, Point } from "../../../../report/login/explore/exploration.ts";
import { parseXml } from "../../xml.ts";
import type { XmlElement } from "../../xml.ts";

const firstMs = 1_541_030_400_000;

/** Wants to be more than a name, in every place that it could reach. */
export const hostile = '=<script>alert("1")</script>&\'\u001b[2J\u202e\ufffe\n@';

export const point: Point = { x: 4, y: 1, origin: "unknown", count: 1, example: "203.0.113.9" };

export const row: AddressRow = {
  ip: "203.0.113.9",
  attempts: 4,
  successes: 1,
  failures: { wrong_username: 2, wrong_password: 1, account_locked: 0 },
  users: { count: 3, bound: "exact" },
  firstMs,
  lastMs: firstMs + 3000,
  hours: 1,
  origin: "unknown",
};

/** Four attempts from one address within three seconds. */
export const explored: Exploration = {
  attempts: 4,
  successes: 1,
  failures: row.failures,
  firstMs,
  lastMs: firstMs + 3000,
  truth: "unknown",
  users: { count: 3, bound: "exact" },
  addresses: { count: 1, bound: "exact" },
  attackAddresses: 0,
  bars: { widthHours: 1, bars: [{ index: 428_064, counts: [3, 1] }] },
  byAddress: [point],
  byAddressHour: [{ ...point, x: 3, y: 0.75 }],
  rows: [row],
  notes: [],
};

/** An SVG document as read; it has no XML declaration, as it may stand in a page. */
export function svgOf(svg: string): XmlElement {
  return parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${svg}`);
}

export function elementsNamed(root: XmlElement, name: string): readonly XmlElement[] {
  return [...(root.name === name ? [root] : []), ...root.elements.flatMap((one) => elementsNamed(one, name))];
}
