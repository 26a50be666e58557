// SPDX-License-Identifier: Apache-2.0
// The browser tests share this: the program, a scene, and a browser that notes every request and complaint.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [program, modules] = process.argv.slice(2).map((path) => resolve(path));
const skipped = 77;

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(skipped);
}

/** Runs the program and returns what it said. */
export function run(...words) {
  const done = spawnSync(program, words, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`undercast ${words.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** Runs Python, with GDAL and numpy, on words; returns the JSON it prints. */
export function python(script, ...words) {
  const done = spawnSync("/usr/bin/python3", ["-c", script, ...words], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout);
}

// Writes two fields in pixels of a file's grid, as GeoJSON in the file's CRS.
const writeFields = `
import json, sys
from osgeo import gdal
gdal.UseExceptions()
file = gdal.Open(sys.argv[1])
west, width, _, north, _, height = file.GetGeoTransform()
crs = "urn:ogc:def:crs:EPSG::" + file.GetSpatialRef().GetAuthorityCode(None)
place = lambda corners: [[west + c * width, north + r * height] for c, r in corners]
fields = {"left": [(8, 10), (44, 12), (40, 80), (12, 78), (8, 10)], "right": [(52, 15), (90, 15), (90, 84), (52, 84), (52, 15)]}
json.dump({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}}, "features": [
    {"type": "Feature", "properties": {"parcel": name}, "geometry": {"type": "Polygon", "coordinates": [place(corners)]}} for name, corners in fields.items()]}, open(sys.argv[2], "w"))
print("null")`;

/** A folder with a scene, filled, with all companions. */
export function makeScene() {
  const folder = mkdtempSync(join(tmpdir(), "undercast-browser-"));
  const files = Object.fromEntries(["cube", "filled", "lower", "upper", "provenance", "phenology"].map((name) => [name, join(folder, `${name}.tif`)]));
  run("simulate", "-o", files.cube, "--size", "96", "--steps", "46", "--seed", "1", "--quiet");
  run("fill", files.cube, "-o", files.filled, "--method", "linear", "--lower", files.lower, "--upper", files.upper, "--provenance", files.provenance, "--quiet");
  run("phenology", files.filled, "-o", files.phenology, "--lower", files.lower, "--upper", files.upper, "--quiet");
  const fields = join(folder, "fields.geojson");
  python(writeFields, files.filled, fields);
  return { folder, fields, ...files };
}

/** Starts `view` on a free port; {address, stop}. */
export function startViewer(files, ...options) {
  const server = spawn(program, ["view", files.filled, "--cube", files.cube, "--lower", files.lower, "--upper", files.upper, "--provenance", files.provenance, "--phenology", files.phenology, "--port", "0", ...options]);
  const ended = new Promise((resolve) => server.on("exit", (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (text) => (said += text));
    server.stdout.on("data", (text) => resolve({ address: String(text).trim(), process: server, stop: () => (server.kill("SIGINT"), ended) }));
    ended.then((code) => (said.includes("has no viewer") ? skip(said.trim()) : reject(new Error(`view ended with ${code}: ${said}`))));
  });
}

/** Chromium through Playwright, or the end of this test with the reason. */
export async function launch() {
  if (!existsSync(join(modules, "playwright-core"))) skip("playwright-core is not there: npm could not fetch it, or there is no node");
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) skip("no Chromium: apt-get install chromium");
  const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A page that notes requests beyond loopback, complaints on the console, and errors. `expected` complaints are not noted. */
export async function openPage(browser, options = {}, expected = []) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !expected.some((text) => message.text().includes(text))) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!["data:", "blob:", "file:"].includes(protocol) && hostname !== "127.0.0.1") complaints.push(`request to ${request.url()}`);
  });
  return { page, complaints };
}

export function expect(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
}

/** A picture for people to look at, where UNDERCAST_SCREENSHOTS names a folder. */
export async function shoot(page, name) {
  if (process.env.UNDERCAST_SCREENSHOTS) await page.screenshot({ path: join(process.env.UNDERCAST_SCREENSHOTS, `${name}.png`) });
}
