// SPDX-License-Identifier: Apache-2.0
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const isDay = (name) => /^(SOS|PEAK|EOS)_\d{4}_\d+$/.test(name);
function number(value, layer, step) {
  if (layer.id === "phenology" && isDay(layer.steps[step])) {
    // Days since 1970, or of the year.
    if (value > 3000) return new Date(value * 864e5).toISOString().slice(0, 10);
    return `day ${Math.round(value)}`;
  }
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

/** The key to a layer's colours. */
export function legendOf(layer, step) {
  if (layer.classes) {
    const keys = layer.classes.map(({ name, color }) => make("span", { className: "key" }, make("i", { style: `background:${color}` }), name));
    return make("div", { className: "legend" }, make("b", {}, layer.title), make("div", { className: "keys" }, ...keys));
  }
  const title = layer.id === "phenology" ? layer.steps[step].replaceAll("_", " ") : layer.title;
  const bar = make("div", { className: "bar", style: `background:linear-gradient(90deg,${layer.colors.join(",")})` });
  const low = number(layer.lows[step], layer, step), high = number(layer.highs[step], layer, step);
  const missing = make("span", { className: "key" }, make("i", { style: "background:var(--nothing)" }), "missing");
  return make("div", { className: "legend" }, make("b", {}, layer.unit ? `${title}, ${layer.unit}` : title), bar, make("div", { className: "ends" }, make("span", {}, low), make("span", {}, high)), missing);
}

/** A pixel's seasons as a table; nothing where it has none. */
export function seasonsOf(phenology) {
  if (!phenology) return "";
  const rows = Object.entries(phenology).filter(([, value]) => value !== null);
  if (!rows.length) return make("p", { className: "soft" }, "No season was found here.");
  const shown = (name, value) => (isDay(name) && value > 3000 ? new Date(value * 864e5).toISOString().slice(0, 10) : String(Number(value.toPrecision(4))));
  return make("details", {}, make("summary", {}, "Seasons"), make("table", {}, ...rows.map(([name, value]) => make("tr", {}, make("td", {}, name.replaceAll("_", " ")), make("td", {}, shown(name, value))))));
}
