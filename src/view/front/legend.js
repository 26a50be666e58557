// SPDX-License-Identifier: Apache-2.0
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const isDay = (name) => /^(SOS|PEAK|EOS)_\d{4}_\d+$/.test(name);
function number(value, layer, step) {
  if (layer.id === "phenology" && isDay(layer.steps[step])) {
    // The value counts days since 1970, or of the year.
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
  const missing = make("span", { className: "key" }, make("i", { style: "background:var(--nothing)" }), layer.id === "phenology" ? "no season" : "missing");
  return make("div", { className: "legend" }, make("b", {}, layer.unit ? `${title}, ${layer.unit}` : title), bar, make("div", { className: "ends" }, make("span", {}, low), make("span", {}, high)), missing);
}

const measureNames = {
  SOS: "Start", PEAK: "Peak", EOS: "End", LENGTH: "Length, days", PEAK_VALUE: "NDVI at the peak", BASE: "NDVI at the base", AMPLITUDE: "Amplitude",
  INTEGRAL: "Integral, NDVI days", GREENING: "Greening, NDVI a day", SENESCENCE: "Senescence, NDVI a day", FIT_RMSE: "RMSE of the fit", QUALITY: "Quality flags",
};

const ordinals = ["1st", "2nd", "3rd"];
/** "2018, 1st" for 2018_1. */
function named(season) {
  const [year, number] = season.split("_");
  return `${year}, ${ordinals[number - 1] ?? number + "th"}`;
}

/** A pixel's seasons as a table, a column each; nothing where it has none. */
export function seasonsOf(phenology, index) {
  if (!phenology) return "";
  const seasons = [...new Set(Object.keys(phenology).map((name) => /_(\d{4}_\d+)$/.exec(name)?.[1]))].filter((season) => season && Object.keys(phenology).some((name) => name.endsWith(`_${season}`) && phenology[name] !== null));
  if (!seasons.length) return make("p", { className: "soft" }, "No season was found here.");
  const measures = Object.keys(measureNames).filter((measure) => seasons.some((season) => `${measure}_${season}` in phenology));
  const cell = (measure, season) => {
    const name = `${measure}_${season}`, value = phenology[name], sd = phenology[`${measure}_SD_${season}`];
    if (value === null || value === undefined) return "–";
    if (!isDay(name)) return String(Number(value.toPrecision(3))).replace("-", "−");
    const date = value > 3000 ? new Date(value * 864e5).toISOString().slice(0, 10) : `day ${Math.round(value)}`;
    return sd ? [date, make("small", {}, `± ${sd.toFixed(0)} d`)] : date;
  };
  const row = (title, cells) => make("tr", {}, make("th", { scope: "row" }, title), ...cells);
  const head = row("Season", seasons.map((season) => make("th", { scope: "col" }, named(season))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...measures.map((measure) => row(measureNames[measure].replace("NDVI", index), seasons.map((season) => make("td", {}, ...[cell(measure, season)].flat()))))));
}
