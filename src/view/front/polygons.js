// SPDX-License-Identifier: Apache-2.0
import GeoJSON from "ol/format/GeoJSON.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";

const mostCorners = 250;  // so that they fit into an address

const ringsOf = (geometry) => (geometry.getType() === "MultiPolygon" ? geometry.getCoordinates().flat() : geometry.getCoordinates());
const cornersOf = (geometry) => ringsOf(geometry).reduce((sum, ring) => sum + ring.length - 1, 0);

/** A polygon in the CRS as the server reads it: corners in pixels, thinned out where there are too many. */
export function asPixels(geometry, scene) {
  let simple = geometry;
  for (let tolerance = scene.pixel_width / 4; cornersOf(simple) > mostCorners; tolerance *= 2) {
    simple = geometry.simplify(tolerance);
    if (tolerance > scene.pixel_width * scene.cols) throw new Error("the polygon has too many parts");
  }
  return ringsOf(simple)
    .filter((ring) => ring.length > 3)
    .map((ring) => ring.slice(0, -1).map(([x, y]) => `${((x - scene.west) / scene.pixel_width).toFixed(2)},${((scene.north - y) / scene.pixel_height).toFixed(2)}`).join(" "))
    .join("|");
}

/** All polygons of a GeoJSON text as one geometry in the projection. */
export function readPolygons(text, projection) {
  let features;
  try {
    const object = JSON.parse(text);
    const name = object.crs?.properties?.name ?? "EPSG:4326";
    const code = /CRS84/.test(name) ? "EPSG:4326" : name.replace(/^urn:ogc:def:crs:EPSG:[^:]*:/, "EPSG:");
    features = new GeoJSON().readFeatures(object, { dataProjection: code, featureProjection: projection });
  } catch (error) {
    throw new Error(`the file is no GeoJSON that can be laid over this scene: ${error.message}`);
  }
  const polygons = features.map((feature) => feature.getGeometry()).filter((geometry) => /Polygon$/.test(geometry?.getType() ?? ""));
  if (!polygons.length) throw new Error("the file holds no polygon");
  return new MultiPolygon(polygons.flatMap((geometry) => (geometry.getType() === "MultiPolygon" ? geometry.getCoordinates() : [geometry.getCoordinates()])));
}
