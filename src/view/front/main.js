// SPDX-License-Identifier: Apache-2.0
import { fetchJson, save, say } from "./api.js";
import { SeriesChart } from "./chart.js";
import { watchKeys } from "./keys.js";
import { FieldLayer } from "./fields.js";
import { legendOf, seasonsOf } from "./legend.js";
import { SceneMap } from "./map.js";
import { asPixels, readPolygons } from "./polygons.js";
import { watchTheme } from "./theme.js";
import { Timeline } from "./timeline.js";
import "./style.css";  // after the styles of the libraries

const at = (id) => document.getElementById(id);

class App {
  constructor(scene) {
    this.scene = scene;
    this.layers = [0, scene.layers.findIndex((layer) => layer.id === "observed")];
    if (this.layers[1] < 0) this.layers[1] = Math.min(1, scene.layers.length - 1);
    this.band = 0;
    this.swiping = false;
    this.request = 0;
    document.title = `${scene.name} · undercast`;
    at("name").textContent = scene.name;
    at("about").textContent = `${scene.cols.toLocaleString("en")} × ${scene.rows.toLocaleString("en")} pixels of ${Number(scene.metres_per_pixel.toPrecision(3))} m, ${scene.crs}, ${scene.dates.length} dates from ${scene.dates[0]} to ${scene.dates.at(-1)}.`;
    this.map = new SceneMap(scene);
    this.chart = new SeriesChart(at("chart"), (day) => this.timeline.goToDay(day));
    this.timeline = new Timeline(scene, (step) => this.#showStep(step));
    this.#fillPickers();
    this.#wire();
    watchTheme(at("theme"), () => {
      this.map.setPaper(getComputedStyle(document.documentElement).getPropertyValue("--nothing"));
      this.chart.redraw();
    });
    watchKeys(this);
    // The page opens on the date with the fewest missing values.
    const clear = scene.missing.length ? scene.missing.indexOf(Math.min(...scene.missing)) : Math.floor(scene.dates.length / 2);
    this.timeline.go(clear);
  }

  /** Lays the fields over the map, if there are any, and shows them. */
  async addFields() {
    if (!this.scene.has_fields) return;
    const fields = new FieldLayer(this.scene, await fetchJson("api/fields"));
    this.map.lay(fields.layer);
    at("field-value").append(...fields.values.map((value, i) => new Option(value.title, String(i))));
    at("field-value").addEventListener("change", (event) => { fields.colorBy(Number(event.target.value)); this.refresh(); });
    at("fields").addEventListener("click", () => this.toggleFields());
    at("fields").hidden = false;
    at("hint-fields").hidden = false;
    this.fields = fields;
    this.toggleFields();
  }

  toggleFields() {
    if (!this.fields) return;
    this.fields.visible = !this.fields.visible;
    at("fields").setAttribute("aria-pressed", this.fields.visible);
    at("pick-value").hidden = !this.fields.visible;
    this.refresh();
  }

  #fillPickers() {
    const options = () => this.scene.layers.map((layer, i) => new Option(layer.title, String(i)));
    at("layer-a").append(...options());
    at("layer-b").append(...options());
    const phenology = this.scene.layers.find((layer) => layer.id === "phenology");
    if (phenology) {
      at("band").append(...phenology.steps.map((name, i) => new Option(name.replaceAll("_", " "), String(i))));
      this.band = Math.max(0, phenology.steps.findIndex((name) => name.startsWith("SOS")));
      at("band").value = this.band;
    }
    at("swipe").disabled = this.scene.layers.length < 2;
  }

  #wire() {
    at("layer-a").addEventListener("change", (event) => this.setLayer(0, Number(event.target.value)));
    at("layer-b").addEventListener("change", (event) => this.setLayer(1, Number(event.target.value)));
    at("band").addEventListener("change", (event) => { this.band = Number(event.target.value); this.refresh(); });
    at("swipe").addEventListener("click", () => this.toggleSwipe());
    at("draw").addEventListener("click", () => this.toggleDrawing());
    at("load").addEventListener("change", (event) => this.#load(event.target));
    at("close").addEventListener("click", () => this.close());
    at("help").addEventListener("click", () => at("keys").showModal());
    at("map-png").addEventListener("click", async () => (await this.map.picture()).toBlob((blob) => save(blob, `${this.scene.name}-${this.scene.dates[this.timeline.step]}.png`)));
    at("chart-png").addEventListener("click", () => this.chart.picture().toBlob((blob) => save(blob, `${this.chart.place.title.replace(/[^a-z0-9]+/gi, "-")}.png`)));
    this.map.map.on("singleclick", (event) => { if (!this.giveUp) this.pick(event.coordinate); });
    this.map.map.on("pointermove", (event) => {
      const pixel = event.dragging ? null : this.map.pixelAt(event.coordinate);
      const field = pixel && this.fields?.at(event.coordinate);
      at("under-pointer").textContent = field ? `field ${field.id}` : pixel ? `row ${pixel.row}, column ${pixel.col}` : "";
    });
    this.#wireDivider();
  }

  #wireDivider() {
    const divider = at("divider");
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const box = at("map").getBoundingClientRect();
      this.moveSwipe((event.clientX - box.left) / box.width);
    });
    divider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.moveSwipe(this.map.swipe + by);
    });
  }

  // VH has dates of its own, of which the nearest one is shown. Phenology has none.
  #stepOf(layer) {
    if (layer.id === "phenology") return this.band;
    const day = this.scene.days[this.timeline.step];
    return layer.days.reduce((best, d, i) => (Math.abs(d - day) < Math.abs(layer.days[best] - day) ? i : best), 0);
  }

  #showStep(step) {
    this.chart.setDay(this.scene.days[step]);
    this.refresh();
  }

  refresh() {
    const shown = this.swiping ? [0, 1] : [0];
    const legends = [], seen = new Set();
    for (const side of [0, 1]) {
      const layer = shown.includes(side) ? this.scene.layers[this.layers[side]] : null;
      this.map.show(side, layer ? this.layers[side] : null, layer ? this.#stepOf(layer) : 0);
      if (!layer) continue;
      at(side ? "tag-b" : "tag-a").textContent = layer.title;
      // Observed and filled share one scale.
      const key = layer.colors.join() + (layer.id === "phenology" || layer.id === "vh" ? layer.id : "");
      if (!seen.has(key)) legends.push(legendOf(layer.id === "observed" || layer.id === "filled" ? { ...layer, title: this.scene.index } : layer, this.#stepOf(layer)));
      seen.add(key);
    }
    if (this.fields?.visible) {
      if (!seen.has(this.fields.legend.colors.join())) legends.unshift(legendOf(this.fields.legend, 0));
      this.fields.show(this.timeline.step).catch((error) => say(error.message));
    }
    at("legends").replaceChildren(...legends);
    const isBand = shown.some((side) => this.scene.layers[this.layers[side]].id === "phenology");
    at("pick-band").hidden = !isBand;
    at("pick-b").hidden = !this.swiping;
    at("tags").hidden = !this.swiping;
  }

  setLayer(side, index) {
    if (index >= this.scene.layers.length) return;
    this.layers[side] = index;
    at(side ? "layer-b" : "layer-a").value = index;
    this.refresh();
  }

  toggleSwipe() {
    if (at("swipe").disabled) return;
    this.swiping = !this.swiping;
    at("swipe").setAttribute("aria-pressed", this.swiping);
    at("layer-a").value = this.layers[0];
    at("layer-b").value = this.layers[1];
    at("divider").hidden = !this.swiping;
    this.refresh();
    if (this.swiping) this.moveSwipe(0.5);
    else this.map.setSwipe(null);
  }

  moveSwipe(share) {
    const place = Math.min(Math.max(share, 0), 1);
    at("divider").style.left = `${100 * place}%`;
    at("divider").setAttribute("aria-valuenow", Math.round(100 * place));
    this.map.setSwipe(place);
  }

  async #show(query, title) {
    const request = ++this.request;
    at("hint").hidden = true;
    at("place").hidden = false;
    document.body.classList.add("with-place");
    at("place-title").textContent = title;
    at("place-note").textContent = "reading …";
    try {
      const place = await fetchJson(`api/series?${query}`);
      if (request !== this.request) return;
      at("place-title").textContent = place.title[0].toUpperCase() + place.title.slice(1);
      at("place-note").textContent = [`${Number(place.x.toFixed(6))}, ${Number(place.y.toFixed(6))}`, place.note].filter(Boolean).join(" · ");
      at("csv").href = `api/series.csv?${query}`;
      at("csv").download = `${place.title.replace(/[^a-z0-9]+/gi, "-")}.csv`;
      this.chart.show(place);
      at("seasons").replaceChildren(seasonsOf(place.phenology, this.scene.index));
    } catch (error) {
      if (request !== this.request) return;
      this.close();
      say(error.message);
    }
  }

  pick(coordinate) {
    const field = this.fields?.at(coordinate);
    if (field) {
      this.map.mark(field.geometry);
      return this.#show(`field=${field.index}`, `Field ${field.id}`);
    }
    const pixel = this.map.pixelAt(coordinate);
    if (!pixel) return;
    this.map.markPixel(pixel);
    this.#show(`row=${pixel.row}&col=${pixel.col}`, `Row ${pixel.row}, column ${pixel.col}`);
  }

  #area(geometry) {
    try {
      this.map.mark(geometry);
      this.#show(`polygon=${encodeURIComponent(asPixels(geometry, this.scene))}`, "Area");
    } catch (error) {
      say(error.message);
    }
  }

  toggleDrawing() {
    if (this.giveUp) return this.giveUp();
    at("draw").setAttribute("aria-pressed", "true");
    this.map.mark(null);
    this.giveUp = this.map.draw((geometry) => {
      this.giveUp = null;
      at("draw").setAttribute("aria-pressed", "false");
      if (geometry) this.#area(geometry);
    });
  }

  async #load(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      const geometry = readPolygons(await file.text(), this.map.projection);
      this.#area(geometry);
      this.map.fit(geometry.getExtent());
    } catch (error) {
      say(error.message);
    }
  }

  close() {
    if (this.giveUp) return this.giveUp();
    ++this.request;
    this.map.mark(null);
    this.chart.show(null);
    at("place").hidden = true;
    at("hint").hidden = false;
    document.body.classList.remove("with-place");
  }
}

try {
  await new App(await fetchJson("api/scene")).addFields();
} catch (error) {
  say(error.message);
  throw error;
}
