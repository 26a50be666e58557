// SPDX-License-Identifier: Apache-2.0
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");

// --- elements ---------------------------------------------------------------------------------------------------------
function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "rect", "line", "circle", "text", "title", "image"].includes(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
const card = (...children) => make("div", { class: "card" }, ...children);
function section(title, text, ...children) {
  page.append(make("section", {}, make("h2", {}, title), text ? make("p", { class: "soft" }, text) : null, ...children));
}
function legend(scale, name, unit = "") {
  const bar = make("i", { style: `background:linear-gradient(90deg,${scale.colors})` });
  return make("span", { class: "legend" }, name, ` ${scale.low}${unit}`, bar, `${scale.high}${unit}`);
}
const key = (color, name) => make("span", { class: "legend" }, make("i", { class: "key", style: `background:${color}` }), name);
const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)} %`;
const map = (image, size, alt) => make("img", { class: "map", src: image, width: size.width, height: size.height, alt });

// --- charts -----------------------------------------------------------------------------------------------------------
const day = (text) => Date.parse(text + "T00:00:00Z") / 864e5;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const first = data.days[0], last = data.days[data.days.length - 1];
const half = data.days.length > 1 ? (data.days[1] - first) / 2 : 4;

// Makes a frame with axes: x in days, y from `low` to `high`. x() and y() place values in it.
function frame({ width = 520, height = 170, low = 0, high = 1, ticks = [0, 0.5, 1], format = (v) => v, left = 34, right = 10, label = "" }) {
  const top = 8, bottom = 22;
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  const x = (d) => left + ((d - first + half) / (last - first + 2 * half)) * (width - left - right);
  const y = (v) => top + (1 - (v - low) / (high - low)) * (height - top - bottom);
  for (const tick of ticks) {
    svg.append(make("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }));
    svg.append(make("text", { x: left - 5, y: y(tick) + 3.5, "text-anchor": "end" }, format(tick)));
  }
  const date = new Date((first - half) * 864e5);
  const every = last - first > 550 ? 3 : last - first > 250 ? 2 : 1;
  for (let t = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1); t / 864e5 < last + half; ) {
    const at = new Date(t), month = at.getUTCMonth();
    if (month % every === 0) {
      svg.append(make("line", { class: "axis", x1: x(t / 864e5), x2: x(t / 864e5), y1: height - bottom, y2: height - bottom + 4 }));
      svg.append(make("text", { x: x(t / 864e5), y: height - 6, "text-anchor": "middle" }, month === 0 ? String(at.getUTCFullYear()) : months[month]));
    }
    t = Date.UTC(at.getUTCFullYear(), month + 1, 1);
  }
  svg.append(make("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }));
  return { svg, x, y, width, height, left, right, bottom };
}
function path(days, values, x, y) {
  let text = "", pen = false;
  values.forEach((value, i) => {
    if (value === null) { pen = false; return; }
    text += `${pen ? "L" : "M"}${x(days[i]).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  });
  return text;
}

// Draws a bar for each date, as high as its share of missing values. `mark(step)` highlights one.
function cloudBars(choose) {
  const { svg, x, y } = frame({ width: 1040, height: 130, format: (v) => percent(v), left: 42, label: "share of missing values on each date" });
  const bars = data.by_step.missing.map((share, step) => {
    const left = x(data.days[step] - half), wide = Math.max(1, x(data.days[step] + half) - left - 1.2);
    const bar = make("rect", { x: left, width: wide, y: y(share), height: Math.max(0.5, y(0) - y(share)), fill: "var(--missing)" },
      make("title", {}, `${data.dates[step]}: ${percent(share)} missing, mean ${data.index} after filling ${data.by_step.mean[step] ?? "none"}`));
    const hit = make("rect", { x: left, width: wide + 1.2, y: y(1), height: y(0) - y(1), fill: "transparent", style: "cursor:pointer" },
      make("title", {}, `${data.dates[step]}: ${percent(share)} missing`));
    hit.addEventListener("click", () => choose(step));
    svg.append(bar, hit);
    return bar;
  });
  svg.append(make("path", { d: path(data.days, data.by_step.mean, x, y), fill: "none", stroke: "var(--vh)", "stroke-width": 1.8, "pointer-events": "none" }));
  return { svg, mark: (step) => bars.forEach((bar, i) => bar.setAttribute("fill", i === step ? "var(--accent)" : "var(--missing)")) };
}

// Draws a series: `filled`, and where they are known `observed`, `lower` and `upper`, `vh` on `vh_days`. A line marks the day
// `shown`.
function seriesChart(series) {
  const low = Math.min(0, ...series.filled.filter((v) => v !== null).map((v) => Math.floor(v * 5) / 5));
  const dB = series.vh ? series.vh.filter((v) => v !== null) : [];
  const high = Math.max(1, ...series.filled.filter((v) => v !== null).map((v) => Math.ceil(v)));
  const { svg, x, y, width, right, height } = frame({ low, high, ticks: low < 0 ? [low, 0, high / 2, high] : [0, high / 2, high], right: dB.length ? 34 : 10, label: `${data.index}: ${series.words}, ${series.caption}` });
  if (series.shown !== null && series.shown !== undefined) svg.append(make("line", { x1: x(series.shown), x2: x(series.shown), y1: y(low), y2: y(high), stroke: "var(--accent)", "stroke-width": 1.2 }));
  if (series.lower) {
    const there = series.lower.map((v, i) => i).filter((i) => series.lower[i] !== null);
    const edge = (values, order) => order.map((i) => `${x(data.days[i]).toFixed(1)} ${y(values[i]).toFixed(1)}`).join("L");
    if (there.length) svg.append(make("path", { d: `M${edge(series.upper, there)}L${edge(series.lower, [...there].reverse())}Z`, fill: "var(--band)", opacity: 0.26 }));
  }
  if (dB.length) {
    const from = Math.floor(Math.min(...dB)), to = Math.max(Math.ceil(Math.max(...dB)), from + 1);
    const shown = series.vh.map((v, i) => (series.vh_days[i] >= first - half && series.vh_days[i] <= last + half ? v : null));
    const at = (v) => y(low + ((v - from) / (to - from)) * (high - low));
    svg.append(make("path", { d: path(series.vh_days, shown, x, at), fill: "none", stroke: "var(--vh)", "stroke-width": 1.1, "stroke-dasharray": "4 3", opacity: 0.85 }));
    for (const v of [from, to]) svg.append(make("text", { x: width - right + 5, y: at(v) + 3.5, style: "fill:var(--vh)" }, v));
    svg.append(make("text", { x: width - right + 5, y: (at(from) + at(to)) / 2 + 3, style: "fill:var(--vh)" }, "dB"));
  }
  svg.append(make("path", { d: path(data.days, series.filled, x, y), fill: "none", stroke: "var(--filled)", "stroke-width": 2 }));
  series.observed.forEach((value, i) => {
    if (value !== null) svg.append(make("circle", { cx: x(data.days[i]), cy: y(value), r: 2.7, fill: "var(--observed)" }, make("title", {}, `${data.dates[i]}: ${value}`)));
  });
  return make("figure", { class: "card" }, make("h3", {}, series.words), svg, make("figcaption", {}, series.caption));
}

// Draws a group of bars, one for each method, for each bin of gap length; `nominal` draws a line.
const okabe = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8a8a8a", "#b8a800"];
function barsByGap(protocol, field, high, format, nominal) {
  const width = 520, height = 190, left = 40, top = 8, bottom = 34;
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${field} by gap length, ${protocol.name}` });
  const y = (v) => top + (1 - Math.min(v, high) / high) * (height - top - bottom);
  for (let i = 0; i <= 4; i++) {
    const tick = (high * i) / 4;
    svg.append(make("line", { class: "grid", x1: left, x2: width, y1: y(tick), y2: y(tick) }), make("text", { x: left - 5, y: y(tick) + 3.5, "text-anchor": "end" }, format(tick)));
  }
  const methods = protocol.methods.filter((method) => method[field].some((v) => v !== null));
  const bins = protocol.bins.map((name, i) => ({ name, i, count: Math.max(...protocol.methods.map((m) => m.counts[i])) })).filter((bin) => bin.count > 0);
  const group = (width - left) / Math.max(1, bins.length), wide = (group * 0.78) / Math.max(1, methods.length);
  bins.forEach((bin, place) => {
    const from = left + place * group + group * 0.11;
    methods.forEach((method, m) => {
      const value = method[field][bin.i];
      if (value === null) return;
      svg.append(make("rect", { x: from + m * wide, y: y(value), width: Math.max(1, wide - 1.5), height: y(0) - y(value), fill: okabe[protocol.methods.indexOf(method) % 8], rx: 1.5 },
        make("title", {}, `${method.name}, gaps of ${bin.name} days: ${format(value)}`)));
    });
    svg.append(make("text", { x: left + (place + 0.5) * group, y: height - bottom + 14, "text-anchor": "middle" }, bin.name),
      make("text", { x: left + (place + 0.5) * group, y: height - bottom + 27, "text-anchor": "middle", opacity: 0.75 }, `n ${bin.count.toLocaleString("en")}`));
  });
  if (nominal) svg.append(make("line", { x1: left, x2: width, y1: y(nominal), y2: y(nominal), stroke: "var(--ink)", "stroke-dasharray": "5 4" }));
  return svg;
}

// --- the page ---------------------------------------------------------------------------------------------------------
document.title = `${data.filled}: undercast report`;
const { area } = data;
page.append(make("header", {},
  make("div", { class: "brand" }, "undercast · report"),
  make("h1", {}, data.filled),
  make("div", { class: "soft" }, `filled from ${data.cube}${data.filled_by ? " by " + data.filled_by : ""} · ${area.rows} × ${area.cols} px · ${area.crs} · ${data.dates[0]} to ${data.dates[data.dates.length - 1]}`)));
page.append(...data.summary.map((sentence) => make("p", {}, sentence)));
page.append(make("div", { class: "figures" }, ...data.figures.map((figure) => make("div", {}, make("b", {}, figure.value), make("span", {}, figure.label)))));

{ // The season shows images of one date, which slider, button and bars choose.
  const { season } = data;
  const observed = map(season.observed[0], season, `observed ${data.index}`), filled = map(season.filled[0], season, `filled ${data.index}`);
  const slider = make("input", { type: "range", min: 0, max: season.steps.length - 1, value: 0, "aria-label": "date" });
  const output = make("output"), play = make("button", { type: "button" }, "Play");
  const nearest = (step) => season.steps.reduce((best, s, i) => (Math.abs(s - step) < Math.abs(season.steps[best] - step) ? i : best), 0);
  const bars = cloudBars((step) => show(nearest(step)));
  let timer = null;
  function show(index) {
    slider.value = index;
    observed.src = season.observed[index];
    filled.src = season.filled[index];
    output.textContent = data.dates[season.steps[index]];
    bars.mark(season.steps[index]);
  }
  function toggle() {
    if (timer) { clearInterval(timer); timer = null; }
    else timer = setInterval(() => show((Number(slider.value) + 1) % season.steps.length), 220);
    play.textContent = timer ? "Pause" : "Play";
  }
  play.addEventListener("click", toggle);
  slider.addEventListener("input", () => show(Number(slider.value)));
  const most = Math.min(12, season.steps.length);
  const stills = Array.from({ length: most }, (_, i) => Math.round((i * (season.steps.length - 1)) / Math.max(1, most - 1)));
  section("The season", "Grey: no observation (cloud, shadow, or no overpass). Bars: share of missing values on each date. Green line: mean " + data.index + " after filling.",
    card(make("div", { class: "season" },
      make("div", { class: "pair" }, make("figure", {}, make("h3", {}, "Observed"), observed), make("figure", {}, make("h3", {}, "Filled"), filled)),
      make("div", { class: "controls" }, play, slider, output)),
      make("div", { class: "stills" }, ...stills.flatMap((i) => [make("figure", {}, map(season.observed[i], season, "observed"), data.dates[season.steps[i]]), make("figure", {}, map(season.filled[i], season, "filled"), "filled")])),
      make("div", { style: "margin-top:.8rem" }, bars.svg),
      make("div", { class: "legends" }, legend(data.legends.ndvi, data.index), key("#d6d6d6", "missing"))));
  show(nearest(data.before_after.maps[Math.floor(data.before_after.maps.length / 2)].step));  // the first date may show nothing
}

{ // This section shows where and how long values were missing.
  const { missing_map: missing, gaps } = data;
  const rows = gaps.bins.map((name, i) => make("tr", {}, make("td", {}, name.startsWith("open ") ? `${name.slice(5)} days before the first or after the last observation${name === "open >128" ? ", or none at all" : ""}` : `gaps of ${name} days`), make("td", {}, percent(gaps.shares[i], 1))));
  section("Where clouds hid the ground", null, make("div", { class: "two" },
    make("figure", { class: "card" }, map(missing.image, missing, "share of missing values"), make("div", { class: "legends" }, legend(data.legends.missing, "missing", " %")),
      make("figcaption", {}, `${area.north_up ? "North is up. " : ""}The map is ${area.width_m < 1000 ? `${Number(area.width_m.toPrecision(3))} m` : `${Number((area.width_m / 1000).toPrecision(3))} km`} wide.`)),
    card(make("h3", {}, "Missing values by length of their gap"), make("table", {}, make("tr", {}, make("th", {}, "days between the observations around it"), make("th", {}, "of all values")), ...rows),
      make("p", { class: "note" }, "The longer a gap is, the less is known about what happened in it."))));
}

{ // This section shows a few dates before and after filling.
  const { before_after: shown } = data;
  const line = (kind, words) => shown.maps[0][kind] ? [make("span", { class: "row" }, words), ...shown.maps.map((one) => map(one[kind], shown, `${kind} ${data.dates[one.step]}`))] : [];
  const spread = Boolean(shown.maps[0].spread);
  section("Before and after", "For each fifth of the series, the maps show the date on which the share of observed pixels is nearest to a half.",
    card(make("div", { class: "scroll" }, make("div", { class: "maps", style: `--n:${shown.maps.length};min-width:540px` },
      ...shown.maps.map((one) => make("span", {}, data.dates[one.step])),
      ...line("observed", "Observed"), ...line("filled", "Filled"), ...line("spread", "Width of the 90 % bounds"))),
    make("div", { class: "legends" }, legend(data.legends.ndvi, data.index), key("#d6d6d6", "missing"), spread ? legend(data.legends.spread, "width of the bounds") : null)));
}

if (data.fields) fieldSection(data.fields);

if (data.pixels.length) section("A dozen pixels", "They were chosen to differ in level, season and gaps.",
  make("div", { class: "legends" }, key("var(--observed)", "observed"), key("var(--filled)", "filled"), data.pixels[0].lower ? key("color-mix(in srgb, var(--band) 30%, transparent)", "90 % bounds") : null, data.pixels[0].vh ? key("var(--vh)", "VH, right axis") : null),
  make("div", { class: "two" }, ...data.pixels.map((pixel) => seriesChart({ ...pixel, caption: `row ${pixel.row}, column ${pixel.col}` }))));

if (data.accuracy) {
  const blocks = data.accuracy.protocols.map((protocol) => {
    const high = Math.max(0.04, Math.ceil(Math.max(...protocol.methods.flatMap((m) => m.rmse.filter((v) => v !== null))) * 25) / 25);
    const keys = make("div", { class: "legends" }, ...protocol.methods.map((m, i) => key(okabe[i % 8], m.name)));
    const best = Math.min(...protocol.methods.map((m) => m.rmse_all)), base = (protocol.methods.find((m) => m.name === "linear") ?? protocol.methods[0]);
    const table = make("table", {}, make("tr", {}, ...["method", "RMSE", `ratio to ${base.name}`, "MAE", "bias", "coverage", "values"].map((name) => make("th", {}, name))),
      ...protocol.methods.map((m) => make("tr", {}, make("td", {}, m.name + (m.saw_hidden_values ? " (*)" : "")), make("td", { class: m.rmse_all === best ? "best" : null }, m.rmse_all.toFixed(4)),
        ...[(m.rmse_all / base.rmse_all).toFixed(2), m.mae_all?.toFixed(4) ?? "", m.bias_all?.toFixed(4) ?? "", m.coverage_all === null ? "" : percent(m.coverage_all, 1), m.count.toLocaleString("en")].map((text) => make("td", {}, text)))));
    const bounded = protocol.methods.some((m) => m.coverage.some((v) => v !== null));
    return make("div", { class: "card" }, make("h3", {}, protocol.name), keys,
      make("div", { class: "two" }, make("figure", {}, make("figcaption", {}, "RMSE by gap length in days"), barsByGap(protocol, "rmse", high, (v) => v.toFixed(2))),
        bounded ? make("figure", {}, make("figcaption", {}, "Share of true values within the 90 % bounds"), barsByGap(protocol, "coverage", 1, (v) => percent(v), 0.9)) : null),
      make("div", { class: "scroll" }, table));
  });
  const starred = data.accuracy.protocols.some((p) => p.methods.some((m) => m.saw_hidden_values));
  section("Accuracy", "Observed values were hidden, filled, and compared with the hidden values. Protocols named blocks hide parts of a date; those named frames hide whole dates.", ...blocks,
    starred ? make("p", { class: "note" }, "(*) trained on this cube including the hidden values: its score is too good.") : null);
}

if (data.provenance) {
  const { provenance } = data, colors = ["var(--observed)", "var(--filled)", "var(--vh)", "var(--low)", "var(--band)", "var(--provisional)", "var(--provisional-low)", "var(--missing)"];
  const { svg, x, y } = frame({ width: 1040, height: 150, format: (v) => percent(v), left: 42, label: "where values come from, by date" });
  provenance.steps.forEach((shares, step) => {
    let from = 0;
    const left = x(data.days[step] - half), wide = Math.max(1, x(data.days[step] + half) - left - 1);
    shares.forEach((share, code) => {
      if (share > 0) svg.append(make("rect", { x: left, width: wide, y: y(from + share), height: y(from) - y(from + share), fill: colors[code] }, make("title", {}, `${data.dates[step]}: ${percent(share, 1)} ${provenance.names[code]}`)));
      from += share;
    });
  });
  section("Where the values come from", null, card(svg, make("div", { class: "legends" }, ...provenance.names.map((name, code) => (provenance.all[code] > 0 ? key(colors[code], `${name} ${percent(provenance.all[code], 1)}`) : null)))));
}

section("How it was made", null, ...data.runs.map((run) => make("div", { class: "card long" }, make("h3", {}, `${run.role}: ${run.file}`),
  make("div", { class: "soft" }, run.command ? `undercast ${run.command}${run.version ? ", version " + run.version : ""}` : "The file does not say how it was made."),
  run.options ? make("dl", {}, ...Object.entries(run.options).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, typeof value === "string" ? value || "–" : JSON.stringify(value))))) : null)));
page.append(make("footer", {}, `Made by undercast ${data.version}. This page holds everything that it shows and loads nothing from a network.`));
