import { pictureStyle } from "../svg/style.ts";

/** The style sheet of a page. Its policy allows no other, and no styles on elements. */
export const pageStyle = `${pictureStyle}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 { margin: 10px 0 8px; font-size: 25px; line-height: 1.28; font-weight: 650; letter-spacing: -0.012em; text-wrap: pretty; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 17px; line-height: 1.3; font-weight: 650; letter-spacing: -0.005em; }
h3 { margin: 20px 0 6px; font-size: 14px; font-weight: 650; overflow-wrap: anywhere; }
p { margin: 0 0 10px; }
.brand { display: flex; gap: 10px; align-items: center; flex-wrap: wrap; color: var(--soft); font-size: 13px; }
.status { display: inline-flex; gap: 6px; align-items: center; padding: 2px 10px 2px 8px; border-radius: 99px; font-size: 12.5px; font-weight: 700; letter-spacing: 0.04em; }
.status svg { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
.passed { color: var(--good); background: var(--good-soft); }
.failed { color: var(--bad); background: var(--bad-soft); }
.invalid { color: var(--warn); background: var(--warn-soft); }
.meta { color: var(--soft); margin-bottom: 14px; }
.replay { display: flex; gap: 8px; align-items: stretch; margin: 0 0 22px; }
.replay code { flex: 1; min-width: 0; padding: 9px 12px; border-radius: 8px; background: var(--code); overflow-wrap: anywhere; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
section { margin: 0 0 18px; padding: 20px 22px 18px; border: 1px solid var(--hair); border-radius: 12px; background: var(--paper); }
.lead { color: var(--soft); }
button { font: inherit; font-size: 13px; padding: 4px 11px; border: 1px solid var(--hair); border-radius: 7px; background: var(--paper); color: var(--ink); cursor: pointer; }
button:hover { border-color: var(--soft); }
:focus-visible { outline: 2px solid var(--c0); outline-offset: 2px; border-radius: 4px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; margin: 10px 0 0; }
[hidden] { display: none; }
.readout { display: block; min-height: 22px; margin: 8px 0 0; color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; }
.readout b { color: var(--ink); font-weight: 600; }
.stack { position: relative; margin: 8px 0 0; padding: 2px 14px 0 62px; touch-action: pan-y; }
.stack h3 { margin: 12px 0 8px -62px; font-size: 12.5px; font-weight: 600; color: var(--ink); }
.stack h3 .key { display: inline-block; width: 18px; height: 8px; margin: 0 5px 0 12px; overflow: visible; }
.stack h3 small { font-size: inherit; font-weight: 400; color: var(--soft); }
.plot { display: block; width: 100%; overflow: visible; }
.cross { position: absolute; top: 30px; bottom: 26px; width: 1px; background: var(--ink); opacity: 0.55; pointer-events: none; }
.range { position: absolute; top: 30px; bottom: 26px; background: var(--c0); opacity: 0.14; pointer-events: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 10px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 12.5px; }
.legend li { display: flex; align-items: center; gap: 6px; }
.legend svg { width: 18px; height: 16px; overflow: visible; flex: none; }
.scroll { overflow-x: auto; }
table { width: auto; min-width: min(100%, 560px); border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
caption, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--hair); text-align: left; vertical-align: top; }
td.long, th.long { min-width: 130px; overflow-wrap: anywhere; }
tbody th:not(.long) { white-space: nowrap; }
tr:last-child > td, tr:last-child > th { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 600; font-size: 12.5px; border-bottom: 1px solid var(--track); white-space: nowrap; }
tbody th { font-weight: 500; }
td.n, th.n { text-align: right; white-space: nowrap; }
table.wide { width: 100%; }
td.w { white-space: nowrap; }
td.tags { min-width: 76px; }
.part { margin: 0 0 18px; } .part > summary { font-size: 17px; font-weight: 650; color: var(--ink); } .part > summary .tag { margin: 0 8px; vertical-align: 2px; }
.part > div { margin-top: 14px; }
a { color: var(--c0); }
td.bar { width: 42%; min-width: 120px; padding-top: 11px; }
td.bar svg { display: block; width: 100%; height: 10px; overflow: visible; }
td.bar rect { fill: var(--c0); opacity: 0.75; } td.bar rect.failed-part { fill: var(--c1); opacity: 1; }
td.bar line { stroke: var(--hair); }
.tag { display: inline-block; margin: 0 4px 0 0; padding: 0 7px; border-radius: 99px; font-size: 11.5px; font-weight: 600; line-height: 1.6; white-space: nowrap; color: var(--soft); background: var(--code); }
.tag.good { color: var(--good); background: var(--good-soft); } .tag.bad { color: var(--bad); background: var(--bad-soft); } .tag.warn { color: var(--warn); background: var(--warn-soft); }
details { margin: 12px 0 0; }
summary { cursor: pointer; color: var(--soft); font-size: 13px; }
ul { margin: 12px 0 4px; padding-left: 20px; } li { margin: 0 0 4px; overflow-wrap: anywhere; }
ul.legend { padding: 0; } .why { list-style: none; padding: 0; } .why li { margin: 0 0 12px; }
.why p { margin: 0; } .why p + p { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0 0; font-size: 14px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 8px 0 0; overflow-x: auto; font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.map svg { display: block; max-width: 100%; min-width: 620px; height: auto; border-radius: 8px; }
.cards { columns: 2 430px; column-gap: 18px; } .cards > div { break-inside: avoid; padding-top: 1px; }
.cards td.bar { width: 34%; min-width: 70px; }
footer { padding-top: 4px; padding-bottom: 40px; color: var(--soft); font-size: 12.5px; }
@media (max-width: 640px) {
  main, header, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 22px; } h1 { font-size: 20px; } section { padding: 16px 14px 14px; border-radius: 10px; }
  .stack { padding: 2px 4px 0 50px; } .stack h3 { margin-left: -50px; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 8px; }
  .replay { flex-wrap: wrap; }
  th, td { padding-right: 10px; } thead th, td.w, tbody th:not(.long) { white-space: normal; } td.bar, th.bar { display: none; }
  td.long, th.long { min-width: 110px; }
}
@media print {
  body { background: #fff; font-size: 10.5pt; } section { break-inside: avoid; border: 0; padding: 0 0 12px; }
  .tools, .readout, button, .cross { display: none; } main, header, footer { max-width: none; padding: 0; }
  .scroll { overflow: visible; } thead { display: table-header-group; } tr { break-inside: avoid; }
}
`;
