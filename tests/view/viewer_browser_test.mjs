// SPDX-License-Identifier: Apache-2.0
// Uses the viewer as a user does: node viewer_browser_test.mjs PROGRAM NODE_MODULES. Exit code 77: skipped.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, launch, makeScene, openPage, python, run, shoot, startViewer } from "./browser.mjs";

const readPixel = `
import json, sys
from osgeo import gdal
gdal.UseExceptions()
out = {}
for path in sys.argv[3:]:
    file = gdal.Open(path)
    for band in range(1, file.RasterCount + 1):
        raster = file.GetRasterBand(band)
        value = float(raster.ReadAsArray(int(sys.argv[2]), int(sys.argv[1]), 1, 1)[0, 0])
        out[path + raster.GetDescription()] = None if value != value else value
print(json.dumps(out))`;

// Computes mean, deviation and count over pixels whose centres lie in a polygon, by the even-odd rule.
const readArea = `
import json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
rings = [[tuple(map(float, c.split(","))) for c in r.split(" ")] for r in sys.argv[1].split("|")]
def within(x, y):
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                odd = not odd
    return odd
out = {}
for path in sys.argv[2:]:
    file = gdal.Open(path)
    mask = np.array([[within(c + .5, r + .5) for c in range(file.RasterXSize)] for r in range(file.RasterYSize)])
    for band in range(1, file.RasterCount + 1):
        raster = file.GetRasterBand(band)
        v = raster.ReadAsArray()[mask].astype(float)
        v = v[~np.isnan(v)]
        power = 10 * np.log10(np.mean(10 ** (v / 10))) if raster.GetDescription().startswith("VH") and len(v) else None
        out[path + raster.GetDescription()] = [power if power is not None else float(v.mean()) if len(v) else None, float(v.std(ddof=1)) if len(v) > 1 else None, len(v)]
print(json.dumps(out))`;

const table = (text) => {
  const [names, ...rows] = text.trim().split("\n").map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
};
const near = (text, value, tolerance) => (value === null ? text === "" : text !== "" && Math.abs(Number(text) - value) <= tolerance);

async function download(page, press) {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: file.suggestedFilename(), path: await file.path() };
}
const isPng = (file) => readFileSync(file.path).subarray(1, 4).toString() === "PNG";

// Returns the colours in the middle of the map, as drawn.
const middle = (page, at = 0.5) => page.evaluate((share) => {
  const canvas = document.querySelector("#map .ol-layer canvas"), data = canvas.getContext("2d").getImageData(Math.floor(canvas.width * share), Math.floor(canvas.height / 2) - 40, 1, 80).data;
  return [...data].join();
}, at);
const drawn = (page) => page.waitForLoadState("networkidle").then(() => page.waitForTimeout(300));

async function testViewer(browser, files, address) {
  const { page, complaints } = await openPage(browser, {}, ["willReadFrequently"]);  // of middle(), here
  await page.goto(address);
  await page.waitForSelector("#legends .legend");
  await drawn(page);
  expect((await page.title()).startsWith("filled.tif"), "the page names the file");
  for (const part of ["#legends .bar", "#north", ".ol-scale-line"]) expect(await page.locator(part).isVisible(), `the map has ${part}`);
  await shoot(page, "viewer-desktop");

  const slider = page.locator("#slider"), before = await middle(page);
  await slider.focus();
  await page.keyboard.press("Home");
  expect((await page.locator("#date").textContent()) === "2018-01-01", "Home on the slider shows the first date");
  await drawn(page);
  expect((await middle(page)) !== before, "another date looks otherwise");
  await page.locator("h1").click();
  await page.keyboard.press("ArrowRight");
  expect((await page.locator("#date").textContent()) === "2018-01-09", "the right arrow goes to the next date");
  await page.locator("#play").click();
  await page.waitForTimeout(1200);
  await page.locator("#play").click();
  expect((await slider.inputValue()) >= 3, "play moves on by itself");

  await slider.fill("25");
  await page.keyboard.press("2");
  expect((await page.locator("#layer-a").inputValue()) === "1", "the key 2 shows the second layer");
  await page.keyboard.press("1");
  await drawn(page);
  const plain = [await middle(page, 0.3), await middle(page, 0.6)];
  await page.locator("#swipe").click();
  await page.locator("#layer-b").selectOption({ label: "Provenance" });
  await drawn(page);
  const box = await page.locator("#divider").boundingBox(), stage = await page.locator("#map").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width * 0.45, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await drawn(page);
  expect((await page.locator("#divider").getAttribute("aria-valuenow")) === "45", "the swipe follows the pointer");
  expect((await middle(page, 0.3)) === plain[0] && (await middle(page, 0.6)) !== plain[1], "left of the swipe is one layer, right of it the other");
  await shoot(page, "viewer-swipe");
  await page.keyboard.press("]");
  expect((await page.locator("#divider").getAttribute("aria-valuenow")) === "50", "the key ] moves the swipe");
  await page.keyboard.press("s");
  expect(await page.locator("#divider").isHidden(), "the key s ends it");

  await page.mouse.click(stage.x + stage.width / 2, stage.y + stage.height / 2);
  await page.waitForSelector("#chart canvas");
  const [, row, col] = /Row (\d+), column (\d+)/.exec(await page.locator("#place-title").textContent());
  const csv = await download(page, () => page.locator("#csv").click());
  const truth = python(readPixel, row, col, files.cube, files.filled, files.lower, files.upper, files.provenance);
  const rows = table(readFileSync(csv.path, "utf8"));
  const same = (text, value) => (value === null ? text === "" : Number(text) === value || Math.fround(Number(text)) === value);
  expect(rows.length === 46 && rows.every((r) =>
    same(r.observed, truth[`${files.cube}NDVI_${r.date}`]) && same(r.filled, truth[`${files.filled}NDVI_${r.date}`]) && same(r.lower, truth[`${files.lower}NDVI_${r.date}`]) &&
    same(r.upper, truth[`${files.upper}NDVI_${r.date}`]) && same(r.provenance, truth[`${files.provenance}PROVENANCE_${r.date}`]) && same(r.vh_db, truth[`${files.cube}VH_${r.date}`])),
  `the pixel's CSV (${csv.name}) is bit for bit what the files hold`);
  const over = await page.locator("#chart .u-over").boundingBox();
  await page.mouse.move(over.x + over.width / 2, over.y + over.height / 2);
  const hovered = await page.locator("#chart .u-legend").textContent();
  expect(/20\d\d-\d\d-\d\d/.test(hovered) && /filled/.test(hovered), "the chart tells the values beneath the pointer");
  await shoot(page, "viewer-pixel");
  const bands = python(readPixel, row, col, files.phenology), peak = bands[Object.keys(bands).find((name) => /PEAK_2018_1$/.test(name))];
  const seasons = await page.locator("#seasons").textContent();
  expect(peak > 17000 && seasons.includes(new Date(peak * 864e5).toISOString().slice(0, 10)), "the seasons come from the file");
  expect(seasons.includes("2018, 1st"), "seasons are named by year and order");
  expect(isPng(await download(page, () => page.locator("#chart-png").click())), "the chart is saved as PNG");
  expect(isPng(await download(page, () => page.locator("#map-png").click())), "the map is saved as PNG");

  await page.locator("#draw").click();
  for (const [dx, dy] of [[-120, -90], [60, -110], [90, 70], [-60, 100]]) {
    await page.mouse.click(stage.x + stage.width / 2 + dx, stage.y + stage.height / 2 + dy);
    await page.waitForTimeout(350);
  }
  await page.mouse.click(stage.x + stage.width / 2 - 120, stage.y + stage.height / 2 - 90);
  await page.waitForFunction(() => /^Area of/.test(document.getElementById("place-title").textContent));
  await shoot(page, "viewer-polygon");
  await checkArea(page, files, "a drawn polygon");

  // The same polygon is loaded as a file in the scene's own CRS.
  const [west, north, size] = await page.evaluate(async () => { const scene = await (await fetch("api/scene")).json(); return [scene.west, scene.north, scene.pixel_width, scene.crs]; });
  const crs = await page.evaluate(async () => (await (await fetch("api/scene")).json()).crs);
  const ring = [[10, 10], [40, 12], [38, 44], [10, 10]].map(([c, r]) => [west + c * size, north - r * size]);
  const path = join(files.folder, "area.geojson");
  writeFileSync(path, JSON.stringify({ type: "FeatureCollection", crs: { type: "name", properties: { name: crs } }, features: [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } }] }));
  const title = await page.locator("#place-title").textContent();
  await page.setInputFiles("#load", path);
  await page.waitForFunction((old) => /^Area of/.test(document.getElementById("place-title").textContent) && document.getElementById("place-title").textContent !== old, title);
  await checkArea(page, files, "a loaded polygon");

  writeFileSync(path, "{}");
  await page.setInputFiles("#load", path);
  await page.waitForSelector("#message:not([hidden])");
  expect((await page.locator("#message").textContent()).includes("GeoJSON"), "a file that is no GeoJSON is an error in the page");

  await page.keyboard.press("Escape");
  expect(await page.locator("#place").isHidden(), "Escape closes the chart");
  await page.keyboard.press("p");
  expect((await page.locator("#draw").getAttribute("aria-pressed")) === "true", "the key p starts a polygon");
  await page.keyboard.press("Escape");
  expect((await page.locator("#draw").getAttribute("aria-pressed")) === "false", "Escape gives it up");
  await page.locator("#map").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /^Row /.test(document.getElementById("place-title").textContent));
  expect(true, "Enter on the map shows the pixel in its middle");
  await page.locator("#layer-a").selectOption({ label: "Phenology" });
  await drawn(page);
  expect(await page.locator("#band").isVisible(), "phenology lets a band be chosen");
  await shoot(page, "viewer-phenology");
  expect(complaints.length === 0, `no complaint on the console, no request beyond loopback (${complaints.join("; ")})`);
}

async function checkArea(page, files, what) {
  const href = await page.locator("#csv").getAttribute("href");
  const polygon = new URLSearchParams(href.split("?")[1]).get("polygon");
  const csv = await download(page, () => page.locator("#csv").click());
  const truth = python(readArea, polygon, files.cube, files.filled, files.lower, files.upper), rows = table(readFileSync(csv.path, "utf8"));
  expect(rows.length === 46 && rows.every((r) => {
    const [observed, observedSd, count] = truth[`${files.cube}NDVI_${r.date}`], [filled, filledSd] = truth[`${files.filled}NDVI_${r.date}`], [vh] = truth[`${files.cube}VH_${r.date}`];
    return near(r.observed_mean, observed, 1e-6) && near(r.observed_sd, observedSd, 1e-6) && Number(r.observed_pixels) === count && near(r.filled_mean, filled, 1e-6) &&
      near(r.filled_sd, filledSd, 1e-6) && near(r.lower_mean, truth[`${files.lower}NDVI_${r.date}`][0], 1e-6) && near(r.upper_mean, truth[`${files.upper}NDVI_${r.date}`][0], 1e-6) && near(r.vh_mean_db, vh, 1e-4);
  }), `means and deviations over ${what} are those of numpy`);
}

async function testPhone(browser, address) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, complaints } = await openPage(browser, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, colorScheme });
    await page.goto(address);
    await page.waitForSelector("#legends .legend");
    await drawn(page);
    await shoot(page, `viewer-phone-${colorScheme}`);
    const stage = await page.locator("#map").boundingBox();
    await page.touchscreen.tap(stage.x + stage.width / 2, stage.y + stage.height / 2);
    await page.waitForSelector("#chart canvas");
    await drawn(page);
    await shoot(page, `viewer-phone-${colorScheme}-pixel`);
    await page.locator("#help").click();
    const keys = await page.locator("#keys").boundingBox();
    expect(keys.x >= 0 && keys.x + keys.width <= 390 && keys.y >= 0 && keys.y + keys.height <= 844, "the list of keys fits a phone's screen");
    await shoot(page, `viewer-phone-${colorScheme}-keys`);
    await page.locator("#keys button").click();
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond <= 0, `nothing sticks out of a phone's screen (${colorScheme})`);
    expect(complaints.length === 0, `no complaint on a phone (${complaints.join("; ")})`);
  }
  const { page } = await openPage(browser, { colorScheme: "dark" });
  await page.goto(address);
  await page.waitForSelector("#legends .legend");
  await drawn(page);
  const background = await page.evaluate(() => getComputedStyle(document.querySelector("header")).backgroundColor);
  expect(background === "rgb(26, 34, 37)", "dark where the system is dark");
  await page.mouse.click(420, 400);
  await page.waitForSelector("#chart canvas");
  await shoot(page, "viewer-dark");
}

async function testFields(browser, files) {
  const viewer = await startViewer(files, "--fields", files.fields), series = join(files.folder, "series.csv");
  run("fields", files.filled, "--fields", files.fields, "--lower", files.lower, "--upper", files.upper, "--provenance", files.provenance, "-o", series, "--overwrite", "--quiet");
  const { page, complaints } = await openPage(browser, {}, ["willReadFrequently"]);
  await page.goto(viewer.address);
  await page.waitForSelector("#fields:not([hidden])");
  await drawn(page);
  const stage = await page.locator("#map").boundingBox(), at = [stage.x + stage.width / 2 - 100, stage.y + stage.height / 2];
  await page.mouse.move(...at);
  expect((await page.locator("#under-pointer").textContent()) === "field left", "the field beneath the pointer is named");
  await page.mouse.click(...at);
  await page.waitForFunction(() => document.getElementById("place-title").textContent === "Field left");
  await page.waitForSelector("#chart canvas");
  await drawn(page);
  await shoot(page, "viewer-fields");
  const csv = await download(page, () => page.locator("#csv").click());
  const rows = table(readFileSync(csv.path, "utf8")), truth = table(readFileSync(series, "utf8")).filter((row) => row.id === "left");
  expect(rows.length === 46 && rows.every((row, i) => row.date === truth[i].date && ["mean", "median", "sd", "observed", "pixels", "lower", "upper", "low_trust"].every((name) => near(row[name], Number(truth[i][name]), 1e-5))),
    "a field's CSV holds what the table of fields says");
  const shades = () => page.evaluate(() => { const canvas = document.querySelectorAll("#map .ol-layer canvas")[0]; return [...canvas.getContext("2d").getImageData(Math.floor(canvas.width / 2) - 100, Math.floor(canvas.height / 2) + 30, 1, 1).data].join(); });
  const before = await shades();
  await page.locator("#field-value").selectOption({ label: "observed share" });
  await drawn(page);
  expect((await shades()) !== before, "fields can be coloured by another value");
  await shoot(page, "viewer-fields-observed");
  await page.locator("h1").click();
  await page.keyboard.press("f");
  expect((await page.locator("#fields").getAttribute("aria-pressed")) === "false", "the key f hides the fields");
  await page.mouse.click(...at);
  await page.waitForFunction(() => /^Row /.test(document.getElementById("place-title").textContent));
  expect(complaints.length === 0, `a click then shows the pixel, and nothing complains (${complaints.join("; ")})`);
  await viewer.stop();
}

async function testGone(browser, files, address) {
  const { page, complaints } = await openPage(browser, {}, ["500 (Internal Server Error)"]);
  await page.goto(address);
  await page.waitForSelector("#legends .legend");
  await drawn(page);
  renameSync(files.filled, `${files.filled}.away`);
  await page.mouse.click(420, 400);
  await page.waitForSelector("#message:not([hidden])");
  const said = await page.locator("#message").textContent();
  expect(said.includes("filled.tif is gone"), "a file that disappears is an error in the page");
  await shoot(page, "viewer-gone");
  renameSync(`${files.filled}.away`, files.filled);
  await page.mouse.click(420, 400);
  await page.waitForSelector("#chart canvas");
  expect(complaints.length === 0, `put back it is read again (${complaints.join("; ")})`);
}

async function testToken(browser, address) {
  const { page, complaints } = await openPage(browser, {}, ["403 (Forbidden)"]);
  const refused = await page.goto(new URL("/", address).href);
  expect(refused.status() === 403 && (await page.locator("body").textContent()).includes("open the whole address"), "without the token of its address the viewer says which one to open");
  await page.goto(address.slice(0, -1));
  await page.waitForSelector("#legends .legend");
  expect(page.url() === address, "an address without its last slash is completed");
  await page.reload();
  await page.waitForSelector("#legends .legend");
  expect(complaints.length === 0, `the page can be loaded again (${complaints.join("; ")})`);
}

// Serves a basemap of one colour from another origin.
async function testBasemap(browser, files) {
  const tile = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64"), asked = [];
  const tiles = createServer((request, response) => {
    asked.push(request.headers.referer ? `${request.url} from ${request.headers.referer}` : request.url);
    response.writeHead(200, { "Content-Type": "image/png" }).end(tile);
  });
  await new Promise((resolve) => tiles.listen(0, "127.0.0.1", resolve));
  const viewer = await startViewer(files, "--basemap", `http://127.0.0.1:${tiles.address().port}/{z}/{x}/{y}.png`);
  const { page, complaints } = await openPage(browser);
  await page.goto(viewer.address);
  await page.waitForSelector("#legends .legend");
  await drawn(page);
  expect(asked.length > 0 && asked.every((url) => /^\/\d+\/\d+\/\d+\.png$/.test(url)), `the basemap's tiles are asked for, without the page's address (${asked.length}, ${asked[0]})`);
  expect(isPng(await download(page, () => page.locator("#map-png").click())), "the map can be saved all the same");
  expect(complaints.length === 0, `a basemap is allowed by the page's own policy (${complaints.join("; ")})`);
  await shoot(page, "viewer-basemap");
  await viewer.stop();
  tiles.close();
}

const browser = await launch();
const files = makeScene(), viewer = await startViewer(files);
try {
  await testViewer(browser, files, viewer.address);
  await testFields(browser, files);
  await testPhone(browser, viewer.address);
  await testToken(browser, viewer.address);
  await testGone(browser, files, viewer.address);
  await testBasemap(browser, files);
  expect((await viewer.stop()) === 0, "Ctrl-C ends the viewer with exit code 0");
} finally {
  viewer.process.kill("SIGKILL");
  await browser.close();
  rmSync(files.folder, { recursive: true, force: true });
}
