// SPDX-License-Identifier: Apache-2.0
// Opens a report as a reader does: node report_browser_test.mjs PROGRAM NODE_MODULES. Exit code 77: skipped.
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, launch, makeScene, openPage, run, shoot } from "../view/browser.mjs";

const browser = await launch();
const files = makeScene();
try {
  const scores = join(files.folder, "scores.json"), path = join(files.folder, "report.html");
  run("evaluate", files.cube, "--method", "linear,whittaker", "--json", scores, "--quiet");
  run("report", files.cube, files.filled, "--lower", files.lower, "--upper", files.upper, "--provenance", files.provenance, "--evaluation", scores, "--fields", files.fields, "-o", path, "--quiet");
  expect(statSync(path).size < 5e6, "the page is smaller than 5 MB");
  expect(!/(src|href)=["']?https?:/.test(readFileSync(path, "utf8")), "the page refers to nothing outside");
  for (const [name, options] of Object.entries({ desktop: {}, phone: { viewport: { width: 390, height: 844 }, isMobile: true }, dark: { colorScheme: "dark" } })) {
    const { page, complaints } = await openPage(browser, options);
    await page.goto(pathToFileURL(path).href);
    const titles = await page.locator("h2").allTextContents();
    expect(titles.join() === "The season,Where clouds hid the ground,Before and after,Fields,A dozen pixels,Accuracy,Where the values come from,How it was made", `all sections are there (${name})`);
    const [first] = await page.locator("img").evaluateAll((images) => [images.every((image) => image.complete && image.naturalWidth > 0)]);
    expect(first, "all images can be decoded");
    const before = await page.locator("img").first().getAttribute("src");
    await page.locator("input[aria-label=date]").fill("0");
    expect((await page.locator("img").first().getAttribute("src")) !== before, "the slider shows another date");
    await page.locator("svg.fields path").nth(1).click();
    const chosen = await page.locator(".chosen-field h3").textContent();
    expect((await page.locator("svg.fields path.chosen title").textContent()).startsWith(chosen.replace("Field ", "")), "a click on a field chooses it");
    await page.locator("tbody tr", { hasText: "right" }).click();
    expect((await page.locator(".chosen-field h3").textContent()) === "Field right", "a click on its row shows a field's series");
    const colors = () => page.locator("svg.fields path").evaluateAll((shapes) => shapes.map((shape) => shape.getAttribute("fill")).join());
    const [dated, before_date] = [page.locator("input[aria-label='date of the fields']"), await colors()];
    await dated.fill("0");
    expect((await colors()) !== before_date, "another date colours the fields otherwise");
    await page.locator("select").selectOption({ label: "observed share" });
    expect((await page.locator("svg.fields path title").first().textContent()).endsWith(" %"), "fields can be coloured by the share that was observed");
    await page.locator("select").selectOption("0");
    await dated.fill("22");
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond <= 0, "nothing sticks out sideways");
    expect((await page.locator("figure.card svg").count()) >= 12, "a dozen pixels have charts");
    expect(complaints.length === 0, `no complaint, no request (${complaints.join("; ")})`);
    await shoot(page, `report-${name}`);
    if (name !== "desktop") continue;
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages >= 2 && pages <= 12, `it prints on ${pages} pages`);
  }
} finally {
  await browser.close();
  rmSync(files.folder, { recursive: true, force: true });
}
