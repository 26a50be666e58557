// SPDX-License-Identifier: Apache-2.0
"use strict";

/** The colour of a value on a scale whose colours are evenly spaced, "#112233,#445566,...". */
function colorOn(scale, value) {
  if (value === null) return "var(--missing)";
  const stops = scale.colors.split(","), share = Math.min(Math.max((value - scale.low) / (scale.high - scale.low), 0), 1) * (stops.length - 1);
  const from = Math.min(Math.floor(share), stops.length - 2), part = share - from;
  const channel = (stop, at) => parseInt(stop.slice(at, at + 2), 16);
  return `rgb(${[1, 3, 5].map((at) => Math.round(channel(stops[from], at) * (1 - part) + channel(stops[from + 1], at) * part)).join()})`;
}

const known = (values) => values.filter((value) => value !== null);
const average = (values) => (known(values).length ? known(values).reduce((sum, value) => sum + value, 0) / known(values).length : null);
const widthsOf = (field) => field.upper.map((upper, i) => (upper === null ? null : upper - field.lower[i]));

/** What a map of fields can show: the value of a field on a date, and its scale. */
function fieldValues(fields) {
  const { ndvi, spread, missing } = data.legends, has = (name) => fields.some((field) => known(field[name]).length);
  return [
    { name: `mean ${data.index} on a date`, short: data.index, dated: true, scale: ndvi, of: (field, step) => field.mean[step] },
    { name: `mean ${data.index} of all dates`, short: data.index, scale: ndvi, of: (field) => average(field.mean) },
    has("lower") ? { name: "width of the mean's 90 % bounds", short: "width", dated: true, scale: spread, of: (field, step) => widthsOf(field)[step] } : null,
    has("observed") ? { name: "observed share", short: "observed", dated: true, scale: missing, unit: " %", of: (field, step) => (field.observed[step] === null ? null : 100 * field.observed[step]) } : null,
  ].filter(Boolean);
}

/** A map of outlines, whose pictures of dates lie beneath. `choose(index)` is called on a click. */
function fieldMap(fields, choose) {
  const drawn = fields.flatMap((field) => field.outline.flat(2)), corners = drawn.length ? drawn : [0, 0, data.area.cols, data.area.rows];
  const cols = corners.filter((_, i) => i % 2 === 0), rows = corners.filter((_, i) => i % 2 === 1);
  const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity), most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
  const west = least(cols), north = least(rows), size = Math.max(most(cols) - west, most(rows) - north), margin = 0.04 * size;
  const wide = most(cols) - west + 2 * margin, tall = most(rows) - north + 2 * margin;
  // The map is about 500 px wide; lines around small fields leave room for colours.
  const typical = Math.sqrt(fields.map((field) => field.hectares * 1e4 / data.area.pixel_m ** 2).sort((a, b) => a - b)[Math.floor(fields.length / 2)]);
  const lineWidth = Math.min(Math.max(((typical / wide) * 500) / 25, 0.25), 1.2).toFixed(2);
  const svg = make("svg", { viewBox: `${west - margin} ${north - margin} ${wide} ${tall}`, class: "fields", style: `--line-width:${lineWidth}px`, role: "img", "aria-label": "map of the fields" });
  const beneath = make("image", { x: 0, y: 0, width: data.area.cols, height: data.area.rows, preserveAspectRatio: "none", opacity: 0.5, style: "image-rendering:pixelated" });
  svg.append(beneath);
  const ring = (places) => `M${places.map((place, i) => `${place}${i % 2 ? "L" : " "}`).join("").slice(0, -1)}Z`;
  const shapes = fields.map((field, index) => {
    const shape = make("path", { d: field.outline.flat().map(ring).join(""), "fill-rule": "evenodd", "vector-effect": "non-scaling-stroke" }, make("title", {}));
    shape.addEventListener("click", () => choose(index));
    svg.append(shape);
    return shape;
  });
  return {
    svg,
    show(value, step) {
      const { season } = data, frame = season.steps.reduce((best, s, i) => (Math.abs(s - step) < Math.abs(season.steps[best] - step) ? i : best), 0);
      beneath.setAttribute("href", season.filled[frame]);
      beneath.setAttribute("visibility", value.dated ? "visible" : "hidden");
      shapes.forEach((shape, i) => {
        const number = value.of(fields[i], step);
        shape.setAttribute("fill", colorOn(value.scale, number));
        shape.firstChild.textContent = `${fields[i].id}: ${number === null ? "no value" : Number(number.toFixed(3))}${number === null ? "" : value.unit ?? ""}`;
      });
    },
    mark(index) {
      shapes.forEach((shape, i) => shape.setAttribute("class", i === index ? "chosen" : ""));
      svg.append(shapes[index]);  // over its neighbours
    },
  };
}

function fieldTable(fields, choose) {
  const number = (value, digits) => (value === null ? "–" : value.toFixed(digits));
  const columns = [
    ["field", (field) => field.id],
    ["hectares", (field) => number(field.hectares, 2)],
    [`mean ${data.index} of all dates`, (field) => number(average(field.mean), 3)],
    ["highest mean", (field) => (known(field.mean).length ? `${number(Math.max(...known(field.mean)), 3)}, ${data.dates[field.mean.indexOf(Math.max(...known(field.mean)))]}` : "–")],
    fields.some((field) => known(field.lower).length) ? ["mean width of the bounds", (field) => number(average(widthsOf(field)), 3)] : null,
    fields.some((field) => known(field.observed).length) ? ["observed", (field) => (average(field.observed) === null ? "–" : percent(average(field.observed)))] : null,
    fields.some((field) => field.flag) ? ["flag", (field) => field.flag.replaceAll("_", " ")] : null,
  ].filter(Boolean);
  const rows = fields.map((field, index) => {
    const row = make("tr", { tabindex: 0 }, ...columns.map(([, text]) => make("td", {}, text(field))));
    row.addEventListener("click", () => choose(index));
    row.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(index); });
    return row;
  });
  return {
    table: make("table", {}, make("thead", {}, make("tr", {}, ...columns.map(([name]) => make("th", {}, name)))), make("tbody", {}, ...rows)),
    mark: (index) => rows.forEach((row, i) => row.setAttribute("class", i === index ? "chosen" : "")),
  };
}

/** The section on fields: a map of them, the series of the chosen one, and a table. */
function fieldSection({ total, fields }) {
  const values = fieldValues(fields);
  const pick = make("select", { "aria-label": "what the map shows" }, ...values.map((value, i) => make("option", { value: i }, value.name)));
  const slider = make("input", { type: "range", min: 0, max: data.dates.length - 1, "aria-label": "date of the fields" });
  const output = make("output"), scale = make("div", { class: "legends" }), chart = make("div", { class: "chosen-field" });
  const map = fieldMap(fields, choose), { table, mark } = fieldTable(fields, choose);
  let chosen = Math.max(0, fields.findIndex((field) => known(field.mean).length));
  function show() {
    const value = values[pick.value], step = Number(slider.value);
    map.show(value, step);
    slider.disabled = !value.dated;
    output.textContent = value.dated ? data.dates[step] : "all dates";
    draw();
    scale.replaceChildren(legend(value.scale, value.short, value.unit));
  }
  function choose(index) {
    chosen = index;
    map.mark(index);
    mark(index);
    draw();
  }
  function draw() {
    const field = fields[chosen];
    chart.replaceChildren(seriesChart({
      words: `Field ${field.id}`, filled: field.mean, lower: known(field.lower).length ? field.lower : null, upper: field.upper,
      observed: field.mean.map((value, i) => (field.observed[i] >= 0.5 ? value : null)),
      shown: values[pick.value].dated ? data.days[slider.value] : null,
      caption: `${field.hectares.toFixed(2)} ha${field.flag ? `, ${field.flag.replaceAll("_", " ")}` : ""}`,
    }));
  }
  pick.addEventListener("change", show);
  slider.addEventListener("input", show);
  const means = data.dates.map((_, step) => average(fields.map((field) => field.mean[step])));
  slider.value = means.indexOf(Math.max(...known(means)));  // the greenest date tells most
  const some = total > fields.length ? ` The page holds the ${fields.length.toLocaleString("en")} largest of ${total.toLocaleString("en")} fields; undercast fields makes a table of all of them.` : "";
  section("Fields", `Each field's mean counts a pixel by the share of it that the field covers, and has bounds of its own. A click on a field, or on its row, shows its series.${some}`,
    make("div", { class: "two" },
      card(make("div", { class: "controls" }, pick, slider, output), map.svg, scale),
      make("div", {}, chart, make("div", { class: "legends" }, key("var(--observed)", "at least half observed"), key("var(--filled)", "mean"), fields.some((field) => known(field.lower).length) ? key("color-mix(in srgb, var(--band) 30%, transparent)", "90 % bounds of the mean") : null))),
    card(make("div", { class: "scroll tall" }, table)));
  show();
  choose(chosen);
}
