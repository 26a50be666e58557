// SPDX-License-Identifier: Apache-2.0
import "ol/ol.css";
import Feature from "ol/Feature.js";
import OlMap from "ol/Map.js";
import View from "ol/View.js";
import { ScaleLine, Zoom } from "ol/control.js";
import { fromExtent } from "ol/geom/Polygon.js";
import Draw from "ol/interaction/Draw.js";
import TileLayer from "ol/layer/Tile.js";
import VectorLayer from "ol/layer/Vector.js";
import Projection from "ol/proj/Projection.js";
import { get as getProjection } from "ol/proj.js";
import { register } from "ol/proj/proj4.js";
import { getRenderPixel } from "ol/render.js";
import TileImage from "ol/source/TileImage.js";
import VectorSource from "ol/source/Vector.js";
import XYZ from "ol/source/XYZ.js";
import { Fill, Stroke, Style } from "ol/style.js";
import TileGrid from "ol/tilegrid/TileGrid.js";
import proj4 from "proj4";
import { fetchJson, say } from "./api.js";

const version = Date.now();  // so that tiles of another file on the same port do not come from the browser's cache

/** The scene's CRS, into which others can be transformed where PROJ can describe it. */
function projectionOf(scene, extent) {
  const code = scene.crs.includes(":") ? scene.crs : "scene";
  if (scene.proj && scene.proj !== "+proj=longlat +datum=WGS84 +no_defs") {
    try {
      proj4.defs(code, scene.proj);
      register(proj4);
    } catch { /* the scene is shown all the same, but nothing else can be laid over it */ }
  }
  const known = getProjection(code);
  if (known) return known;
  return new Projection({ code, units: scene.metres_per_unit ? "m" : "degrees", metersPerUnit: scene.metres_per_unit || undefined, extent });
}

export class SceneMap {
  constructor(scene) {
    this.scene = scene;
    this.east = scene.west + scene.cols * scene.pixel_width;
    this.south = scene.north - scene.rows * scene.pixel_height;
    this.extent = [scene.west, this.south, this.east, scene.north];
    this.projection = projectionOf(scene, this.extent);
    this.swipe = null;  // share of the width, or null
    this.grid = new TileGrid({ extent: this.extent, origin: [scene.west, scene.north], resolutions: scene.resolutions, tileSize: scene.tile_px });
    this.sides = [this.#side(0), this.#side(1)];
    this.marks = new VectorSource();
    this.paper = new VectorLayer({ source: new VectorSource({ features: [new Feature(fromExtent(this.extent))] }) });
    const outline = [new Style({ stroke: new Stroke({ color: "#ffffff", width: 4 }) }), new Style({ stroke: new Stroke({ color: "#d1006c", width: 2 }), fill: new Fill({ color: "rgba(209,0,108,.06)" }) })];
    const layers = [this.paper, this.sides[0].layer, this.sides[1].layer, new VectorLayer({ source: this.marks, style: outline })];
    // The basemap has a canvas of its own, which picture() leaves out: browsers let no image from elsewhere be saved.
    if (scene.basemap) layers.splice(1, 0, new TileLayer({ className: "basemap", source: new XYZ({ url: scene.basemap, maxZoom: 19 }) }));
    this.map = new OlMap({
      target: "map",
      layers,
      controls: [new Zoom(), ...(scene.metres_per_pixel ? [new ScaleLine({ minWidth: 90 })] : [])],
      view: new View({ projection: this.projection, minResolution: scene.resolutions.at(-1) / 40, maxResolution: scene.resolutions[0] * 4, showFullExtent: true }),
    });
    this.fit();
  }

  fit(extent = this.extent) {
    this.map.getView().fit(extent, { padding: [24, 24, 24, 24], maxZoom: undefined });
  }

  #side(index) {
    const side = { index, layer: null, shown: null };
    const source = new TileImage({ projection: this.projection, tileGrid: this.grid, interpolate: false, transition: 0, tileUrlFunction: () => undefined });
    source.on("tileloaderror", (event) => this.#explain(event.tile.src_ ?? event.tile.key));
    side.layer = new TileLayer({ source, visible: index === 0, preload: 1 });
    side.layer.on("prerender", (event) => this.#clip(event, index));
    side.layer.on("postrender", (event) => { if (this.swipe !== null) event.context.restore(); });
    return side;
  }

  // An image that failed does not say why, but fetching the same address does.
  async #explain(address) {
    if (this.explaining) return;
    this.explaining = true;
    try { await fetchJson(address); } catch (error) { say(error.message); }
    setTimeout(() => (this.explaining = false), 3000);
  }

  #clip(event, index) {
    if (this.swipe === null) return;
    const context = event.context, [width, height] = this.map.getSize(), at = width * this.swipe;
    const [from, to] = index === 0 ? [0, at] : [at, width];
    context.save();
    context.beginPath();
    [[from, 0], [to, 0], [to, height], [from, height]].forEach((corner, i) => {
      const [x, y] = getRenderPixel(event, corner);
      i ? context.lineTo(x, y) : context.moveTo(x, y);
    });
    context.closePath();
    context.clip();
  }

  /** Shows a step of a layer on a side; a side without a layer is hidden. */
  show(index, layer, step) {
    const side = this.sides[index];
    side.layer.setVisible(layer !== null);
    if (layer === null) return;
    const shown = `${layer}/${step}`;
    if (side.shown === shown) return;
    side.shown = shown;
    side.layer.getSource().setTileUrlFunction(([z, x, y]) => `api/tile/${shown}/${z}/${x}/${y}?v=${version}`, shown);
  }

  setSwipe(share) {
    this.swipe = share;
    this.map.render();
  }

  setPaper(color) {
    this.paper.setStyle(new Style({ fill: new Fill({ color: this.scene.basemap ? "transparent" : color }) }));
  }

  /** {row, col} of a place in the CRS, or null outside. */
  pixelAt([x, y]) {
    const col = Math.floor((x - this.scene.west) / this.scene.pixel_width), row = Math.floor((this.scene.north - y) / this.scene.pixel_height);
    return row >= 0 && col >= 0 && row < this.scene.rows && col < this.scene.cols ? { row, col } : null;
  }

  /** Lays a layer over the images and beneath the marks. */
  lay(layer) { this.map.getLayers().insertAt(this.map.getLayers().getLength() - 1, layer); }

  center() { return this.map.getView().getCenter(); }

  markPixel({ row, col }) {
    const west = this.scene.west + col * this.scene.pixel_width, north = this.scene.north - row * this.scene.pixel_height;
    this.mark(fromExtent([west, north - this.scene.pixel_height, west + this.scene.pixel_width, north]));
  }
  mark(geometry) {
    this.marks.clear();
    if (geometry) this.marks.addFeature(new Feature(geometry));
  }

  /** Lets the user draw a polygon; `done` gets it, or null when given up. Returns what gives it up. */
  draw(done) {
    const draw = new Draw({ type: "Polygon", source: null, stopClick: true });
    const end = (geometry) => {
      this.map.removeInteraction(draw);
      done(geometry);
    };
    draw.on("drawend", (event) => setTimeout(() => end(event.feature.getGeometry())));
    this.map.addInteraction(draw);
    return () => end(null);
  }

  /** The map as it is shown, without the basemap, as a canvas. */
  picture() {
    return new Promise((resolve) => {
      this.map.once("rendercomplete", () => {
        const [width, height] = this.map.getSize(), ratio = window.devicePixelRatio;
        const canvas = document.createElement("canvas");
        canvas.width = width * ratio;
        canvas.height = height * ratio;
        const context = canvas.getContext("2d");
        context.fillStyle = getComputedStyle(document.getElementById("map")).backgroundColor;
        context.fillRect(0, 0, canvas.width, canvas.height);
        for (const layer of document.querySelectorAll("#map .ol-layer canvas")) {
          if (!layer.width) continue;
          const matrix = (layer.style.transform.match(/^matrix\(([^)]*)\)$/)?.[1] ?? "1,0,0,1,0,0").split(",").map(Number);
          context.setTransform(ratio * matrix[0], ratio * matrix[1], ratio * matrix[2], ratio * matrix[3], ratio * matrix[4], ratio * matrix[5]);
          context.drawImage(layer, 0, 0);
        }
        context.setTransform(1, 0, 0, 1, 0, 0);
        resolve(canvas);
      });
      this.map.renderSync();
    });
  }
}
