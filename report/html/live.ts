import { text } from "./markup.ts";
import { pageStyle } from "./style.ts";

/** The words of a live page. All of them are escaped. */
export interface LivePageTexts {
  readonly title: string;
  /** What is shown, and whether it is a replay. */
  readonly note: string;
  /** What the chart shows, such as `Response time`. */
  readonly value: string;
  /** Of the value: `s`, `%`; empty for none. */
  readonly unit: string;
  /** What can be chosen by hand; empty where nothing can. */
  readonly modes: readonly string[];
}

/** The style of a live page, to be allowed by its hash. */
export const liveStyle = `${pageStyle}
.live { width: 100%; height: 260px; display: block; }
.live .spread { fill: var(--c0); opacity: 0.25; stroke: none; }
.figures { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 12px 0 0; }
.figures div { min-width: 110px; } .figures dt { font-size: 12px; }
.figures dd { font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
button[aria-pressed="true"] { background: var(--ink); color: var(--paper); border-color: var(--ink); }
button:disabled { opacity: 0.5; cursor: default; }
.ringing { animation: ring 0.4s ease-in-out 3; }
@keyframes ring { 50% { background: var(--bad-soft); } }
@media (prefers-reduced-motion: reduce) { .ringing { animation: none; } }
#alerts { max-height: 340px; overflow-y: auto; }
`;

/**
 * The program of a live page. It draws what `/events` sends, each event one change of the feed, and writes all texts as
 * text.
 */
export const liveScript = `"use strict";
(() => {
const $ = (id) => document.getElementById(id);
const chart = $("chart"), ns = "http://www.w3.org/2000/svg", unit = document.body.dataset.unit;
const [left, right, top_, base] = [52, 12, 12, 236];
let state, columns = new Map(), isDue = false, ended = false, audio, lastAlert = 0, source;
const spoken = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const counted = new Intl.NumberFormat("en");
const valueText = (value) => value === undefined ? "–" : spoken.format(value) + (unit ? " " + unit : "");
const timeText = (ms) => { const s = Math.max(0, ms / 1000); return Math.floor(s / 60) + ":" + (s % 60).toFixed(1).padStart(4, "0"); };
const set = (id, shown) => { if ($(id).textContent !== shown) $(id).textContent = shown; };
function make(name, attributes, inside) {
  const made = document.createElementNS(ns, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (inside !== undefined) made.textContent = inside;
  return made;
}
const modeText = ({ mode, harmless }) => mode + (harmless ? " (harmless)" : "");
function bandsOf(shown) {
  const bands = [];
  for (const { at, mode, harmless } of shown) {
    const last = bands[bands.length - 1];
    if (last !== undefined && last.mode === mode && last.harmless === harmless) last.until = at + 1;
    else bands.push({ mode, harmless, from: at, until: at + 1 });
  }
  return bands.filter(({ mode }) => mode !== "normal");
}
function draw() {
  isDue = false;
  if (state === undefined) return;
  const width = Math.max(240, chart.clientWidth), shown = [...columns.values()].sort((a, b) => a.at - b.at);
  const placeOf = ({ atMs }) => (atMs - state.startMs) / state.columnMs;
  const last = Math.max(20, shown.length === 0 ? 0 : shown[shown.length - 1].at + 1, ...state.alerts.map(placeOf));
  const highest = shown.reduce((high, { high: value }) => value === undefined ? high : Math.max(high, value), 0) || 1;
  const ten = 10 ** Math.floor(Math.log10(highest)) / 10;
  const step = [1, 2, 2.5, 5, 10, 20, 25, 50].map((times) => times * ten).find((size) => highest / size <= 4) || highest;
  const upper = Math.ceil(highest / step) * step;
  const x = (at) => left + (at / last) * (width - left - right), y = (value) => base - (value / upper) * (base - top_);
  const parts = [];
  for (let line = 0; line * step <= upper * 1.001; line += 1) {
    parts.push(make("line", { class: "grid", x1: left, x2: width - right, y1: y(line * step), y2: y(line * step) }));
    parts.push(make("text", { x: left - 6, y: y(line * step) + 4, "text-anchor": "end" }, spoken.format(line * step)));
  }
  const ticks = Math.max(2, Math.floor(width / 160));
  for (let tick = 0; tick <= ticks; tick += 1)
    parts.push(make("text", { x: left + (tick / ticks) * (width - left - right), y: base + 23, "text-anchor": tick === 0 ? "start" : tick === ticks ? "end" : "middle" }, timeText((tick / ticks) * last * state.columnMs)));
  const nameEnds = [0, 0, 0];
  for (const band of bandsOf(shown)) {
    const { from, until } = band, look = band.harmless ? "harmless" : "fault", isLate = from > 0.8 * last;
    const name = modeText(band), room = 7 * name.length + 4, nameFrom = isLate ? x(from) - room : x(from);
    const row = nameEnds.findIndex((end) => end <= nameFrom);
    parts.push(make("rect", { class: "band " + look, x: x(from), width: Math.max(2, x(until) - x(from)), y: top_, height: base - top_ }));
    if (row < 0) continue;
    nameEnds[row] = nameFrom + room;
    parts.push(make("text", { class: "name " + look, x: x(from) + (isLate ? -4 : 4), y: top_ + 12 + 14 * row, "text-anchor": isLate ? "end" : "start" }, name));
  }
  const valued = shown.filter(({ mean }) => mean !== undefined);
  if (valued.length > 0) {
    const middle = ({ at }) => x(at + 0.5);
    const over = valued.map((column) => middle(column) + " " + y(column.high));
    const under = valued.map((column) => middle(column) + " " + y(column.low)).reverse();
    parts.push(make("path", { class: "spread", d: "M" + over.join("L") + "L" + under.join("L") + "Z" }));
    parts.push(make("path", { class: "line c0", d: "M" + valued.map((column) => middle(column) + " " + y(column.mean)).join("L") }));
  }
  for (const { at, failures } of shown) if (failures > 0) parts.push(make("path", { class: "fail", d: "M" + x(at + 0.5) + " " + base + "v-10" }));
  for (const alert of state.alerts) {
    const at = x(Math.max(0, placeOf(alert)));
    parts.push(make("path", { class: alert.state === "firing" ? "mark false-alarm" : "mark further resolved", d: "M" + at + " " + base + "l-4.5 8h9Z", "data-alert": alert.number }));
  }
  chart.setAttribute("viewBox", "0 0 " + width + " 260");
  const description = chart.querySelector("desc");
  chart.replaceChildren(description, ...parts);
  const newest = valued[valued.length - 1], current = shown[shown.length - 1];
  description.textContent = newest === undefined ? "No row yet." : "The newest value is " + valueText(newest.mean) + ", the highest " + valueText(highest) + ".";
  set("newest", valueText(newest && newest.mean));
  set("rows", counted.format(state.rows));
  set("mode", state.forced !== undefined ? state.forced + " (by hand)" : current === undefined ? "–" : modeText(current));
  set("failures", counted.format(shown.reduce((sum, { failures }) => sum + failures, 0)));
}
const due = () => { if (!isDue) { isDue = true; requestAnimationFrame(draw); } };
function addAlert({ number, detector, severity, state: change, atMs, subject, evidence }) {
  const row = document.createElement("tr"), word = change === "resolved" ? "resolved" : severity.toUpperCase();
  for (const shown of [timeText(atMs - state.startMs), word, detector, [subject, evidence].filter(Boolean).join(": ")]) {
    const cell = document.createElement("td");
    cell.textContent = shown;
    row.append(cell);
  }
  row.dataset.alert = number;
  $("none").hidden = true;
  $("alerts").hidden = false;
  $("alerts-body").prepend(row);
  while ($("alerts-body").rows.length > 500) $("alerts-body").lastElementChild.remove();
  set("alert-count", counted.format(number));
}
function ring({ severity, state: change, detector }) {
  if (change !== "firing") return;
  const panel = $("alerts-panel");
  panel.classList.remove("ringing");
  void panel.offsetWidth;
  panel.classList.add("ringing");
  set("said", detector + " raised " + severity.toUpperCase());
  if (audio === undefined) return;
  const tone = audio.createOscillator(), volume = audio.createGain();
  tone.frequency.value = severity === "error" ? 880 : 587;
  volume.gain.value = 0.08;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.18);
}
const modeButtons = document.querySelectorAll("button[data-mode]");
function press() {
  for (const button of modeButtons) button.setAttribute("aria-pressed", String((state.forced === undefined ? "" : state.forced) === button.dataset.mode));
}
function finish({ passed, sentence }) {
  ended = true;
  source.close();
  const status = $("status");
  status.textContent = passed ? "PASSED" : "FAILED";
  status.className = "status " + (passed ? "passed" : "failed");
  set("link", "The drill is over");
  set("sentence", sentence);
  for (const button of modeButtons) button.disabled = true;
}
function take(update) {
  switch (update.kind) {
    case "snapshot": {
      const heard = state === undefined ? Infinity : lastAlert;
      state = update.snapshot;
      columns = new Map(state.columns.map((column) => [column.at, column]));
      $("alerts-body").replaceChildren();
      $("none").hidden = false;
      $("alerts").hidden = true;
      set("alert-count", "0");
      state.alerts.forEach(addAlert);
      lastAlert = state.alerts.reduce((most, { number }) => Math.max(most, number), 0);
      state.alerts.filter(({ number }) => number > heard).slice(-1).forEach(ring);
      press();
      if (state.end !== undefined) finish(state.end);
      break;
    }
    case "columns":
      for (const column of update.columns) columns.set(column.at, column);
      state.rows = update.rows;
      break;
    case "alert":
      if (update.alert.number <= lastAlert) break;
      lastAlert = update.alert.number;
      state.alerts.push(update.alert);
      if (state.alerts.length > 500) state.alerts.shift();
      addAlert(update.alert);
      ring(update.alert);
      break;
    case "forced":
      state.forced = update.mode;
      press();
      break;
    case "end":
      finish(update.end);
      break;
  }
  due();
}
function connect() {
  source = new EventSource("/events");
  source.onopen = () => set("link", "Connected");
  source.onmessage = ({ data }) => take(JSON.parse(data));
  source.onerror = () => {
    if (ended) return;
    set("link", "No connection: trying again. If firedrill was started anew, open the address that it printed.");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}
for (const button of modeButtons)
  button.addEventListener("click", async () => {
    const mode = button.dataset.mode === "" ? null : button.dataset.mode;
    const answer = await fetch("/mode", { method: "POST", body: JSON.stringify({ mode }) }).catch(() => undefined);
    if (answer === undefined) set("said", "No connection.");
    else if (!answer.ok) set("said", await answer.text());
  });
$("sound").addEventListener("click", ({ currentTarget }) => {
  audio = audio === undefined ? new AudioContext() : undefined;
  currentTarget.setAttribute("aria-pressed", String(audio !== undefined));
});
new ResizeObserver(due).observe(chart);
connect();
})();
`;

/** A page that draws a drill while it runs, by `liveScript` and `liveStyle`. */
export function livePage({ title, note, value, unit, modes }: LivePageTexts): string {
  const buttons = modes.map(
    (mode) => `<button type="button" data-mode="${text(mode)}" aria-pressed="false">${text(mode)}</button>`,
  );
  const choice =
    modes.length === 0
      ? ""
      : "<section><h2>Try to wake the detector</h2><p>What the server does from now on. The truth of the drill follows.</p>" +
        `<div class="tools"><button type="button" data-mode="" aria-pressed="true">as planned</button>${buttons.join("")}</div></section>`;
  const figures = [
    ["Newest value", "newest"],
    ["Rows", "rows"],
    ["Failures", "failures"],
    ["Mode", "mode"],
    ["Alerts", "alert-count"],
  ].map(([name, id]) => `<div><dt>${name}</dt><dd id="${id}">–</dd></div>`);
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${text(title)}</title>`,
    `<style>${liveStyle}</style>\n</head>\n<body data-unit="${text(unit)}">`,
    '<header><div class="brand"><span class="status invalid" id="status">LIVE</span><span id="link" role="status">Connecting</span></div>',
    `<h1>${text(title)}</h1><p class="meta">${text(note)}</p><p id="sentence" role="status"></p></header>`,
    `<main><section><h2>${text(unit === "" ? value : `${value}, ${unit}`)}</h2>`,
    "<p>The line is the mean of a moment. The area goes from the lowest to the highest value.</p>",
    `<svg class="live" id="chart" role="img" aria-label="${text(value)} over time"><desc>No row yet.</desc></svg>`,
    `<dl class="figures">${figures.join("")}</dl></section>`,
    choice,
    '<section id="alerts-panel"><h2>Alerts</h2><div class="tools"><button type="button" id="sound" aria-pressed="false">Sound</button></div>',
    '<p id="said" role="status" class="readout"></p><p id="none">None yet.</p>',
    '<div class="scroll" id="alerts" hidden="" role="group" aria-label="Alerts" tabindex="0"><table class="wide"><caption>Alerts, the newest first</caption>',
    '<thead><tr><th scope="col">At</th><th scope="col">Severity</th><th scope="col">Detector</th><th scope="col">Why</th></tr></thead>',
    '<tbody id="alerts-body"></tbody></table></div></section></main>',
    `<script>${liveScript}</script>\n</body>\n</html>\n`,
  ].join("\n");
}
