// SPDX-License-Identifier: Apache-2.0
import Feature from "ol/Feature.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import { Fill, Stroke, Style } from "ol/style.js";
import { fetchJson } from "./api.js";

const levels = 64;  // so many colours have a style each

/** "#112233" between evenly spaced colours, at a share from 0 to 1. */
function colorAt(colors, share) {
  const place = share * (colors.length - 1), from = Math.min(Math.floor(place), colors.length - 2), part = place - from;
  const channel = (color, at) => parseInt(color.slice(at, at + 2), 16);
  return `rgb(${[1, 3, 5].map((at) => Math.round(channel(colors[from], at) * (1 - part) + channel(colors[from + 1], at) * part)).join()})`;
}

const stylesOf = (colors) => Array.from({ length: levels }, (_, i) => new Style({ fill: new Fill({ color: colorAt(colors, i / (levels - 1)) }), stroke: new Stroke({ color: "#ffffff", width: 1.2 }) }));
const unknown = new Style({ fill: new Fill({ color: "rgba(128,128,128,.35)" }), stroke: new Stroke({ color: "#ffffff", width: 1.2, lineDash: [4, 3] }) });

const mostKept = 12;  // dates whose values stay in memory

/** The outlines of fields over the map, each coloured by its value on the date that is shown. */
export class FieldLayer {
  constructor(scene, { fields, values }) {
    this.values = values;
    this.ids = fields.map((field) => field.id);
    this.styles = values.map((value) => stylesOf(value.colors));
    this.shown = null;  // the values of a date
    const corner = (ring, i) => [scene.west + ring[i] * scene.pixel_width, scene.north - ring[i + 1] * scene.pixel_height];
    const closed = (ring) => [...ring.filter((_, i) => i % 2 === 0).map((_, i) => corner(ring, 2 * i)), corner(ring, 0)];
    this.features = fields.flatMap((field, index) => (field.outline.length ? [Object.assign(new Feature(new MultiPolygon(field.outline.map((rings) => rings.map(closed)))), { index })] : []));
    this.layer = new VectorLayer({ source: new VectorSource({ features: this.features }), style: (feature, resolution) => this.#style(feature.index, resolution), visible: false });
    const areas = this.features.map((feature) => feature.getGeometry().getArea()).sort((a, b) => a - b);
    this.side = Math.sqrt(areas[Math.floor(areas.length / 2)] ?? 0);  // of a typical field
    this.value = 0;
    this.kept = new Map();
  }

  // Lines around fields that are small on the screen are thinner, so that they leave room for colours.
  #setLines(resolution) {
    if (this.resolution === resolution) return;
    this.resolution = resolution;
    for (const style of [unknown, ...this.styles.flat()]) style.getStroke().setWidth(Math.min(Math.max(this.side / resolution / 25, 0.25), 1.2));
  }

  #style(index, resolution) {
    this.#setLines(resolution);
    const { name, low, high } = this.values[this.value] ?? {}, value = this.shown?.[name]?.[index];
    if (value === null || value === undefined) return unknown;
    return this.styles[this.value][Math.round(Math.min(Math.max((value - low) / (high - low), 0), 1) * (levels - 1))];
  }

  /** Shows the values of a date as soon as they have come, unless another date is asked for by then. */
  async show(step) {
    this.step = step;
    if (!this.kept.has(step)) this.kept.set(step, fetchJson(`api/fields/values?step=${step}`));
    try {
      const values = await this.kept.get(step);
      for (const kept of this.kept.keys()) if (this.kept.size > mostKept && kept !== step) this.kept.delete(kept);
      if (this.step !== step) return;
      this.shown = values;
      this.layer.changed();
    } catch (error) {
      this.kept.delete(step);
      throw error;
    }
  }

  colorBy(value) {
    this.value = value;
    this.layer.changed();
  }

  get visible() { return this.layer.getVisible(); }
  set visible(visible) { this.layer.setVisible(visible); }

  /** The field at a place, {index, id, geometry}, or null. */
  at(coordinate) {
    const feature = this.visible ? this.layer.getSource().getFeaturesAtCoordinate(coordinate)[0] : undefined;
    return feature ? { index: feature.index, id: this.ids[feature.index], geometry: feature.getGeometry() } : null;
  }

  /** What legendOf() reads of a layer. */
  get legend() {
    const { title, low, high, colors } = this.values[this.value];
    return { id: "fields", title: `Fields: ${title}`, unit: "", lows: [low], highs: [high], colors };
  }
}
