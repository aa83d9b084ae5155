/** Colours of pictures and pages. Series keep their difference for the colour-blind (after Okabe and Ito), on light and on dark. */
const light = `
  --page: #f5f6f8; --paper: #ffffff; --ink: #1b2129; --soft: #566070; --hair: #e1e5ea; --track: #c9d0d8;
  --c0: #0a6cad; --c1: #b85c00; --c2: #007a5e; --c3: #9a3f82; --c4: #6b5900; --c5: #59626f;
  --fault: #d55e00; --band: rgba(213, 94, 0, 0.1); --calm: rgba(86, 96, 112, 0.1); --good: #00704f; --bad: #b3261e; --warn: #8a5a00;
  --good-soft: #e2f3ec; --bad-soft: #fbe9e7; --warn-soft: #faf0dc; --code: #f0f2f5;`;

const dark = `
  --page: #0e1218; --paper: #161c24; --ink: #e7ebf1; --soft: #a3aebd; --hair: #2a333f; --track: #465262;
  --c0: #5cb6ee; --c1: #f0a44a; --c2: #3ecfa4; --c3: #d98cbd; --c4: #e3d65b; --c5: #b3bdca;
  --fault: #ff8a3d; --band: rgba(255, 138, 61, 0.15); --calm: rgba(163, 174, 189, 0.15); --good: #4fd3a2; --bad: #ff8f85; --warn: #f0bd5e;
  --good-soft: #12312a; --bad-soft: #3a1d1d; --warn-soft: #362a12; --code: #1e2630;`;

/** Style sheet of everything that is drawn as SVG. */
export const pictureStyle = `
:root { color-scheme: light dark;${light} }
@media (prefers-color-scheme: dark) { :root {${dark} } }
@media print { :root { color-scheme: light;${light} } }
svg text { font: 11px/1 system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg text.title { font-size: 15px; font-weight: 650; fill: var(--ink); }
svg text.strong { font-weight: 600; fill: var(--ink); }
svg text.on-light { fill: #1b2129; } svg text.on-dark { fill: #ffffff; }
.paper { fill: var(--paper); }
.grid { stroke: var(--hair); }
.axis, .tick line { stroke: var(--track); }
.band { fill: var(--band); } .band.harmless { fill: var(--calm); }
.edge { stroke: var(--fault); stroke-width: 1; stroke-dasharray: 3 3; } .edge.harmless { stroke: var(--soft); }
svg text.name { fill: var(--ink); font-weight: 650; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
svg text.name.harmless { fill: var(--soft); }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.bars { stroke: none; }
.bars.c0 { fill: var(--c0); opacity: 0.55; }
.bars.failed { fill: var(--c1); }
.line.c0, .track.c0 { stroke: var(--c0); } .line.c1, .track.c1 { stroke: var(--c1); }
.line.c2, .track.c2 { stroke: var(--c2); } .line.c3, .track.c3 { stroke: var(--c3); }
.line.c4, .track.c4 { stroke: var(--c4); } .line.c5, .track.c5 { stroke: var(--c5); }
.line.again { stroke-dasharray: 6 3; }
.track { stroke-opacity: 0.25; }
.threshold { stroke: var(--bad); stroke-dasharray: 6 4; }
svg text.threshold-name { fill: var(--bad); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.fail { stroke: var(--bad); stroke-width: 1.6; fill: none; }
.due { stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 1 3; stroke-linecap: round; }
.mark { stroke-width: 1.6; stroke-linejoin: round; }
.open { opacity: 0.45; }
.open.detection { fill: var(--c2); } .open.further, .open.recovery { fill: var(--c5); } .open.false-alarm { fill: var(--bad); }
.mark.detection { stroke: var(--c2); fill: var(--c2); } .mark.further, .mark.recovery { stroke: var(--c5); fill: var(--c5); }
.mark.false-alarm { stroke: var(--bad); fill: var(--bad); }
.delay { fill: var(--c0); opacity: 0.8; } .delay.late { fill: var(--c1); } .delay.missed { fill: var(--bad); }
.limit-line { stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 1 3; stroke-linecap: round; }
.floor-line { stroke: var(--c2); stroke-width: 1.4; stroke-dasharray: 6 3; }
svg text.limit-line-name, svg text.floor-line-name { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.mark.warning, .mark.resolved { fill: var(--paper); }
`;
