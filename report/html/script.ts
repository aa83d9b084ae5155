/**
 * The only script of a page: reading values with the pointer and the keys, zooming, copying the command. A page says everything without
 * it. It puts text into elements, never markup, and asks for nothing. The page's policy names its hash.
 */
export const pageScript = String.raw`"use strict";
(() => {
  const { runs = [] } = JSON.parse(document.getElementById("firedrill-report").content.textContent);
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const code = button.parentElement.querySelector("code");
      getSelection().selectAllChildren(code);
      const done = () => { button.textContent = "Copied"; };
      if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, () => {});
    });
  }
  // What scrolls sideways can be reached by key.
  const boxes = [...document.querySelectorAll(".scroll, pre")];
  const reach = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  for (const details of document.querySelectorAll("details")) details.addEventListener("toggle", reach);
  addEventListener("resize", reach);
  reach();

  const stack = document.querySelector(".stack[data-length-ms]");
  if (!stack) return;
  const drills = runs.filter((run) => run.kind === "drill");
  const [{ axis, startMs }] = drills;
  const length = Number(stack.dataset.lengthMs);
  const readout = document.querySelector(".readout");
  const tools = document.querySelector(".tools");
  const svgNs = "http://www.w3.org/2000/svg";

  // Positions in percent, as shares of the whole.
  const movable = [...stack.querySelectorAll(".m:not(.tick):not(.tick *)")].map((node) => ({
    node,
    at: ["x", "x1", "x2"].filter((name) => (node.getAttribute(name) || "").endsWith("%"))
      .map((name) => [name, parseFloat(node.getAttribute(name)) / 100]),
    width: (node.getAttribute("width") || "").endsWith("%") ? parseFloat(node.getAttribute("width")) / 100 : undefined,
  }));
  const plots = [...stack.querySelectorAll(".plot")];
  let view = [0, 1];

  const two = (number) => String(number).padStart(2, "0");
  const elapsed = (ms, stepMs) => {
    const s = Math.floor(ms / 1000), hours = Math.floor(s / 3600);
    const fine = stepMs < 1000 ? "." + String(Math.floor(ms) % 1000).padStart(3, "0") : "";
    return (hours ? hours + ":" : "") + two(Math.floor(s / 60) % 60) + ":" + two(s % 60) + fine;
  };
  const when = (ms) => axis === "calendar"
    ? new Date(startMs + ms).toISOString().slice(0, 19).replace("T", " ") + " UTC" : elapsed(ms, 1);
  const tickText = (ms, stepMs) => {
    if (axis !== "calendar") return elapsed(ms, stepMs);
    const text = new Date(startMs + ms).toISOString();
    return stepMs >= 86400000 ? text.slice(5, 10) : text.slice(11, stepMs < 60000 ? 19 : 16);
  };
  const significant = (ms) => Math.abs(ms) >= 100 ? Math.round(ms) : Number(ms.toPrecision(3));
  const valueText = (value, unit) => {
    if (unit === "ms") return Math.abs(significant(value)) < 1000 ? significant(value) + " ms" : significant(value / 1000) + " s";
    if (unit !== "B") return Number(value.toPrecision(4)) + (unit ? " " + unit : "");
    const step = Math.max(0, Math.min(4, Math.floor(Math.log10(Math.max(1, value)) / 3)));
    return Number((value / 1000 ** step).toPrecision(3)) + " " + ["B", "kB", "MB", "GB", "TB"][step];
  };

  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 216e5,
    432e5, 864e5, 1728e5, 6048e5];
  const draw = () => {
    const [from, until] = view, share = until - from;
    for (const { node, at, width } of movable) {
      const places = at.map(([name, value]) => [name, (value - from) / share]);
      if (width !== undefined) {
        const left = Math.max(-0.01, places[0][1]), right = Math.min(1.01, places[0][1] + width / share);
        node.setAttribute("x", left * 100 + "%");
        node.setAttribute("width", Math.max(0, right - left) * 100 + "%");
        continue;
      }
      for (const [name, place] of places) node.setAttribute(name, place * 100 + "%");
      const isOut = places.some(([, place]) => place < -0.0001 || place > 1.0001);
      node.setAttribute("visibility", isOut ? "hidden" : "visible");
    }
    for (const curve of stack.querySelectorAll(".curve")) {
      const [, , , height] = (curve.dataset.box ||= curve.getAttribute("viewBox")).split(" ");
      curve.setAttribute("viewBox", from * 1000 + " 0 " + share * 1000 + " " + height);
    }
    for (const tick of stack.querySelectorAll(".tick")) tick.remove();
    const [startOfView, endOfView] = [from * length, until * length];
    const stepMs = steps.find((step) => (endOfView - startOfView) / step <= (stack.clientWidth < 560 ? 4 : 8)) || 6048e5;
    const offset = axis === "calendar" ? startMs % stepMs : 0;
    for (let ms = Math.ceil((startOfView + offset) / stepMs) * stepMs - offset; ms <= endOfView; ms += stepMs) {
      const x = ((ms - startOfView) / (endOfView - startOfView)) * 100;
      for (const plot of plots) {
        const isAxis = plot.classList.contains("time");
        const tick = document.createElementNS(svgNs, "line");
        tick.setAttribute("class", isAxis ? "tick axis" : "tick grid");
        for (const [name, value] of [["x1", x + "%"], ["x2", x + "%"], ["y1", 0], ["y2", isAxis ? 5 : plot.getAttribute("height")]])
          tick.setAttribute(name, value);
        plot.prepend(tick);
        if (!isAxis) continue;
        const word = document.createElementNS(svgNs, "text");
        word.setAttribute("class", "tick");
        word.setAttribute("x", x + "%");
        word.setAttribute("y", 19);
        word.setAttribute("text-anchor", x < 2 ? "start" : x > 98 ? "end" : "middle");
        word.textContent = tickText(ms, stepMs);
        plot.append(word);
      }
    }
  };
  const zoomTo = (from, until) => {
    const least = Math.min(1, 2 / length);
    const middle = (from + until) / 2, half = Math.max(least, until - from) / 2;
    let a = middle - half, b = middle + half;
    if (a < 0) [a, b] = [0, Math.min(1, b - a)];
    if (b > 1) [a, b] = [Math.max(0, a - (b - 1)), 1];
    view = [a, b];
    draw();
    place();
  };
  const zoomBy = (factor) => {
    const [from, until] = view;
    const middle = cursor === undefined ? (from + until) / 2 : Math.min(until, Math.max(from, cursor / length));
    zoomTo(middle - (middle - from) * factor, middle + (until - middle) * factor);
  };

  // What there is to read at an instant.
  const instants = (() => {
    for (const { charts } of drills) for (const chart of charts) {
      if (chart.kind === "line" && chart.lines.length) return chart.lines[0].points.map(([afterMs]) => afterMs);
      if (chart.kind === "counts") return chart.stretches.map((_, at) => chart.firstAfterMs + at * chart.stretchMs);
    }
    return [];
  })();
  const nearest = (ms) => instants.reduce((best, each, at) =>
    Math.abs(each - ms) < Math.abs(instants[best] - ms) ? at : best, 0);
  const nearestPoint = (points, ms) => points.reduce((best, each) => Math.abs(each[0] - ms) < Math.abs(best[0] - ms) ? each : best);
  const labels = stack.dataset.labels ? JSON.parse(stack.dataset.labels) : [""];
  const readings = (ms) => drills.flatMap((drill, place) => {
    const lead = labels[place] ? labels[place] + ": " : "";
    const values = drill.charts.flatMap((chart) => {
      if (chart.kind === "line") return chart.lines.filter(({ points }) => points.length).flatMap(({ name, points }, at) => {
        const [, index, value, failed] = nearestPoint(points, ms);
        const row = chart === drill.charts[0] && at === 0 ? [drill.row + " " + index] : [];
        return [...row, (name || chart.title) + " " + valueText(value, chart.unit) + (failed ? " (failed)" : "")];
      });
      if (chart.kind !== "counts") return [];
      const stretch = chart.stretches[Math.floor((ms - chart.firstAfterMs) / chart.stretchMs)];
      return stretch ? [stretch[0] + " " + chart.rows + (chart.failures ? ", " + stretch[1] + " " + chart.failures : "")] : [];
    });
    const incidents = drill.incidents.filter((one) => one.fromAfterMs <= ms && ms <= one.untilAfterMs).map(({ id }) => id);
    const alerts = drill.detectors.flatMap(({ label, episodes, score }) => {
      const open = episodes.find((one) => one.opensAfterMs <= ms && ms < (one.closesAfterMs ?? Infinity));
      const scored = score && score.lines[0].points.length
        ? [label + " score " + valueText(nearestPoint(score.lines[0].points, ms)[2], "")] : [];
      return [...scored, ...(open ? [label + " " + (open.errorAfterMs <= ms ? "ERROR" : "WARNING")] : [])];
    });
    return values.concat(incidents, alerts).map((text, at) => (at === 0 ? lead : "") + text);
  });

  let cursor;
  const cross = stack.appendChild(document.createElement("div"));
  cross.className = "cross";
  const box = () => plots[0].getBoundingClientRect();
  const place = () => {
    const share = cursor === undefined ? -1 : (cursor / length - view[0]) / (view[1] - view[0]);
    cross.hidden = share < 0 || share > 1;
    if (cross.hidden) return;
    const { left, width } = box();
    cross.style.left = left - stack.getBoundingClientRect().left + share * width + "px";
  };
  const read = (ms, live) => {
    cursor = ms;
    readout.setAttribute("aria-live", live);
    const lead = document.createElement("b");
    lead.textContent = when(ms);
    readout.replaceChildren(lead, " · " + readings(ms).join(" · "));
    place();
  };
  const msAt = (clientX) => {
    const { left, width } = box();
    const share = Math.min(1, Math.max(0, (clientX - left) / width));
    return (view[0] + share * (view[1] - view[0])) * length;
  };
  const snapped = (ms) => {
    if (!instants.length) return ms;
    const near = instants[nearest(ms)];
    const tooFar = Math.abs(near - ms) / length / (view[1] - view[0]) > 0.02;
    return tooFar || drills[0].charts[0].kind === "counts" ? ms : near;
  };

  let dragFrom;
  const range = stack.appendChild(document.createElement("div"));
  range.className = "range";
  range.hidden = true;
  stack.addEventListener("pointermove", (event) => {
    read(snapped(msAt(event.clientX)), "off");
    if (dragFrom === undefined) return;
    const { left, right } = box(), origin = stack.getBoundingClientRect().left;
    const [a, b] = [dragFrom, Math.min(right, Math.max(left, event.clientX))].sort((x, y) => x - y);
    range.hidden = b - a < 4;
    range.style.left = a - origin + "px";
    range.style.width = b - a + "px";
  });
  stack.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) dragFrom = event.clientX;
  });
  addEventListener("pointerup", (event) => {
    if (dragFrom === undefined) return;
    const [a, b] = [msAt(dragFrom), msAt(event.clientX)].sort((x, y) => x - y);
    const isDrag = !range.hidden;
    dragFrom = undefined;
    range.hidden = true;
    if (isDrag) zoomTo(a / length, b / length);
  });
  stack.addEventListener("dblclick", () => zoomTo(0, 1));
  const keys = {
    ArrowLeft: (by) => nearest(cursor ?? 0) - by,
    ArrowRight: (by) => (cursor === undefined ? 0 : nearest(cursor) + by),
    Home: () => 0,
    End: () => instants.length - 1,
  };
  stack.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") zoomBy(0.5);
    else if (event.key === "-") zoomBy(2);
    else if (event.key === "Escape") zoomTo(0, 1);
    else if (keys[event.key] && instants.length) {
      const at = Math.min(instants.length - 1, Math.max(0, keys[event.key](event.shiftKey ? 10 : 1)));
      read(instants[at], "polite");
      const share = cursor / length;
      if (share < view[0] || share > view[1]) zoomTo(share - (view[1] - view[0]) / 2, share + (view[1] - view[0]) / 2);
    } else return;
    event.preventDefault();
  });
  stack.tabIndex = 0;
  tools.hidden = false;
  for (const button of tools.querySelectorAll("button"))
    button.addEventListener("click", () => {
      const [from, until] = (button.dataset.zoom || "").split(" ").map(Number);
      if (button.dataset.by) zoomBy(Number(button.dataset.by));
      else if (until > from) zoomTo(from, until);
      else zoomTo(0, 1);
    });
  cross.hidden = true;
  readout.textContent = "Point at the picture, or focus it and use the arrow keys, to read its values.";
  addEventListener("resize", () => { draw(); place(); });
  draw();
})();
`;
