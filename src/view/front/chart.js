// SPDX-License-Identifier: Apache-2.0
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

const secondsPerDay = 86400;
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const text = (digits) => (_, value) => (value === null || value === undefined ? "–" : value.toFixed(digits));

// These columns are drawn; the others are only in the CSV.
const looks = {
  observed: { label: "observed", points: "observed" },
  observed_mean: { label: "observed, mean", points: "observed" },
  filled: { label: "filled", line: "filled", width: 2 },
  filled_mean: { label: "filled, mean", line: "filled", width: 2 },
  lower: { label: "lower", edge: true },
  upper: { label: "upper", edge: true },
  field_observed: { label: "at least half observed", points: "observed" },
  field_mean: { label: "field's mean", line: "filled", width: 2 },
  minus_sd: { label: "mean − sd", edge: true },
  plus_sd: { label: "mean + sd", edge: true },
  vh_db: { label: "VH", line: "vh", width: 1.3, dash: [5, 4], radar: true },
  vh_mean_db: { label: "VH, mean", line: "vh", width: 1.3, dash: [5, 4], radar: true },
};

function withSpread(columns) {
  const mean = columns.find((column) => column.name === "filled_mean"), sd = columns.find((column) => column.name === "filled_sd");
  if (!mean || !sd) return columns;
  const at = (sign) => mean.values.map((value, i) => (value === null || sd.values[i] === null ? null : value + sign * sd.values[i]));
  return [...columns, { ...mean, name: "minus_sd", values: at(-1) }, { ...mean, name: "plus_sd", values: at(1) }];
}

// A field has the columns of the table of fields: a mean with bounds of its own.
function withField(columns) {
  const named = (name) => columns.find((column) => column.name === name), mean = named("mean"), observed = named("observed");
  if (!mean) return columns;
  const seen = { ...mean, name: "field_observed", values: mean.values.map((value, i) => (observed.values[i] >= 0.5 ? value : null)) };
  return [{ ...mean, name: "field_mean" }, named("lower"), named("upper"), ...(seen.values.some((value) => value !== null) ? [seen] : [])];
}

/** The series of a place, with a line at the date that is shown. `choose(day)` is called on a click. */
export class SeriesChart {
  constructor(target, choose) {
    this.target = target;
    this.choose = choose;
    this.day = null;
    new ResizeObserver(() => this.#resize()).observe(target);
  }

  show(place) {
    this.place = place;
    this.plot?.destroy();
    this.plot = null;
    if (!place) return;
    const drawn = withSpread(withField(place.columns)).filter((column) => looks[column.name]);
    drawn.sort((a, b) => Boolean(looks[a.name].points) - Boolean(looks[b.name].points));  // observations lie on top
    const data = uPlot.join(drawn.map((column) => [column.days.map((day) => day * secondsPerDay), column.values]));
    const radar = drawn.some((column) => looks[column.name].radar);
    const series = drawn.map((column) => {
      const look = looks[column.name];
      return {
        label: look.label, scale: look.radar ? "dB" : "NDVI", spanGaps: true, width: look.points ? 0 : look.width ?? 0.6,
        stroke: () => color(look.points ?? look.line ?? "band"), dash: look.dash, value: text(look.radar ? 1 : 3),
        points: look.points ? { show: true, size: 6, fill: () => color(look.points), stroke: () => color(look.points) } : { show: false },
      };
    });
    const edge = (...names) => 1 + drawn.findIndex((column) => names.includes(column.name));
    const above = place.columns.some((column) => column.name === "filled_mean") ? edge("plus_sd") : edge("upper"), below = place.columns.some((column) => column.name === "filled_mean") ? edge("minus_sd") : edge("lower");
    const axis = { stroke: () => color("soft"), grid: { stroke: () => color("line"), width: 1 }, ticks: { stroke: () => color("line"), width: 1 }, font: "12px system-ui, sans-serif" };
    this.plot = new uPlot({
      ...this.#size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      legend: { markers: { width: 0, fill: (plot, i) => plot.series[i].stroke(plot, i) } },
      cursor: { drag: { x: true, y: false }, points: { size: 7 } },
      scales: { x: { time: true }, NDVI: { range: (_, low, high) => [Math.min(0, Math.floor((low ?? 0) * 5) / 5), Math.max(1, high ?? 1)] }, dB: { range: (_, low, high) => (low === null ? [-25, -5] : [Math.floor(low) - 1, Math.ceil(high) + 1]) } },
      axes: [
        { ...axis, values: [[31536000, "{YYYY}", null, null, null, null, null, null, 1], [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1], [86400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1]] },
        { ...axis, scale: "NDVI", size: 44 },
        ...(radar ? [{ ...axis, scale: "dB", side: 1, size: 42, incrs: [1, 2, 5, 10, 20], grid: { show: false }, stroke: () => color("vh"), label: "VH, dB", labelSize: 16, labelFont: "12px system-ui, sans-serif" }] : []),
      ],
      series: [{ value: (_, seconds) => (seconds === null ? "–" : new Date(seconds * 1000).toISOString().slice(0, 10)), label: "date (middle of its period)" }, ...series],
      bands: above > 0 && below > 0 ? [{ series: [above, below], fill: () => color("band-fill") }] : [],
      hooks: { draw: [(plot) => this.#drawDay(plot)] },
    }, data, this.target);
    this.plot.over.addEventListener("click", () => {
      if (this.plot.cursor.idx !== null) this.choose(this.plot.data[0][this.plot.cursor.idx] / secondsPerDay);
    });
  }

  setDay(day) {
    this.day = day;
    this.plot?.redraw(false);
  }

  redraw() { this.plot?.redraw(); }

  #drawDay(plot) {
    if (this.day === null) return;
    const x = Math.round(plot.valToPos(this.day * secondsPerDay, "x", true)), { ctx, bbox } = plot;
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.save();
    ctx.strokeStyle = color("accent");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  #size() {
    return { width: Math.max(220, this.target.clientWidth), height: window.innerWidth < 760 ? 190 : 270 };
  }
  #resize() { this.plot?.setSize(this.#size()); }

  /** The chart with its title and key, as a canvas. */
  picture() {
    const chart = this.plot.ctx.canvas, ratio = devicePixelRatio, head = 52 * ratio;
    const canvas = document.createElement("canvas");
    canvas.width = chart.width;
    canvas.height = chart.height + head;
    const context = canvas.getContext("2d");
    context.fillStyle = color("card");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = color("ink");
    context.font = `600 ${15 * ratio}px system-ui, sans-serif`;
    context.fillText(this.place.title, 10 * ratio, 22 * ratio);
    let x = 10 * ratio;
    context.font = `${12 * ratio}px system-ui, sans-serif`;
    for (const column of withField(this.place.columns)) {
      const look = looks[column.name];
      if (!look || look.edge) continue;
      context.fillStyle = color(look.points ?? look.line);
      context.fillRect(x, 34 * ratio, 14 * ratio, 5 * ratio);
      context.fillStyle = color("ink");
      context.fillText(look.label, x + 19 * ratio, 41 * ratio);
      x += 35 * ratio + context.measureText(look.label).width;
    }
    context.drawImage(chart, 0, head);
    return canvas;
  }
}
