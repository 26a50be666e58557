#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Seasons computed a second time, with scipy, and compared with the program's; bounds on the days of error against a
synthetic scene's truth (bench/season_errors.py tells these in full).

usage: reference_phenology.py PROGRAM
"""
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from osgeo import gdal
from scipy.optimize import least_squares
from scipy.signal import find_peaks
from scipy.special import expit

gdal.UseExceptions()
EPOCH = date(1970, 1, 1).toordinal()
AMPLITUDE, LENGTH, NOISE, START_SHARE, END_SHARE = 0.2, 60, 0.03, 0.25, 0.15  # the program's defaults


def read_cube(path):
    """Days of the periods' middles, and NDVI [time, pixel]."""
    dataset = gdal.Open(str(path))
    days, images = [], []
    for band in (dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount)):
        if band.GetDescription().startswith("NDVI_"):
            start = date.fromisoformat(band.GetDescription()[5:]).toordinal() - EPOCH
            days.append(start + int(band.GetMetadataItem("PERIOD_DAYS")) / 2)
            images.append(band.ReadAsArray().ravel())
    return np.array(days), np.array(images, dtype=np.float64)


def read_bands(path):
    """Band description -> values [pixel]."""
    dataset = gdal.Open(str(path))
    bands = (dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount))
    return {band.GetDescription(): band.ReadAsArray().ravel().astype(np.float64) for band in bands}


def seasons(days, y):
    """Steps (minimum, peak, minimum)."""
    # Of equal peaks the first counts: to scipy each would be as prominent as if the others were not there.
    peaks = list(find_peaks(y - 1e-9 * np.arange(len(y)), prominence=AMPLITUDE)[0])
    edges = [0, *peaks, len(y) - 1]
    minima = [a + int(np.argmin(y[a : b + 1])) for a, b in zip(edges, edges[1:])] if peaks else []
    while peaks:
        lengths = np.diff(days[minima])
        i = int(np.argmin(lengths))
        if lengths[i] >= LENGTH:
            break
        while True:  # down over the peaks, to one that is lower than the next and has its higher minimum on that side
            side = 0 if y[minima[i]] > y[minima[i + 1]] else 1
            beyond = i + 2 * side - 1
            if not 0 <= beyond < len(peaks) or y[peaks[beyond]] >= y[peaks[i]]:
                break
            i = beyond
        del minima[i + side], peaks[i]
    return list(zip(minima, peaks, minima[1:]))


def medians(days, y, half_window=12):
    """Of each date and as many before as after it, none further away than that."""
    smooth = y.copy()
    for i in range(len(days)):
        near = np.abs(days - days[i]) <= half_window
        reach = min(near[:i].sum(), near[i + 1 :].sum())
        smooth[i] = np.median(y[i - reach : i + reach + 1], axis=0)
    return smooth


def first_reach(days, y, level):
    """Day on which the polygon first reaches the level."""
    i = int(np.argmax(y >= level))
    return days[0] if i == 0 else np.interp(level, y[i - 1 : i + 1], days[i - 1 : i + 1])


def by_share(days, y, peak):
    rise, fall = slice(0, peak + 1), slice(None, peak - 1 if peak else None, -1)

    def start(share):
        return first_reach(days[rise], y[rise], y[0] + share * (y[peak] - y[0]))

    def end(share):
        return -first_reach(-days[fall], y[fall], y[-1] + share * (y[peak] - y[-1]))

    return start, end


def vertex(days, y, peak):
    top = slice(peak - 1, peak + 2)
    if np.ptp(y[top]) < 1e-5:
        return np.nan  # of a flat top the vertex is rounding alone
    a, b, _ = np.polyfit(days[top] - days[peak], y[top], 2)
    return days[peak] - b / (2 * a)


def measures(days, y, peak):
    start, end = by_share(days, y, peak)
    sos, eos = start(START_SHARE), end(END_SHARE)
    base = (y[0] + y[-1]) / 2
    inner = np.unique(np.concatenate([[sos, eos], days[(days > sos) & (days < eos)]]))
    return {
        "SOS": sos,
        "PEAK": vertex(days, y, peak),
        "EOS": eos,
        "LENGTH": eos - sos,
        "BASE": base,
        "PEAK_VALUE": y[peak],
        "AMPLITUDE": y[peak] - base,
        "INTEGRAL": np.trapezoid(np.interp(inner, days, y) - base, inner)
        if hasattr(np, "trapezoid")
        else np.trapz(np.interp(inner, days, y) - base, inner),
        "GREENING": 0.6 * (y[peak] - y[0]) / (start(0.8) - start(0.2)),
        "SENESCENCE": 0.6 * (y[peak] - y[-1]) / (end(0.2) - end(0.8)),
    }


def curve(p, t):
    up, down = expit(np.exp(p[5]) * (t - p[3])), expit(np.exp(p[6]) * (p[4] - t))
    return p[0] + (p[2] - p[0]) * up - (p[2] - p[1]) * (1 - down)


def fit(days, y, peak):
    """Parameters of the double-logistic curve, by scipy's trust region instead of Levenberg and Marquardt."""
    t = days - days[0]
    start, end = by_share(t, y, peak)
    rates = np.log(np.clip(np.log(16) / np.array([start(0.8) - start(0.2), end(0.2) - end(0.8)]), 0.005, 0.5))
    first = np.array([y[0], y[-1], y[peak], start(0.5), end(0.5), *rates])
    prior_sd = np.array([0.1, 0.1, 0.1, np.inf, np.inf, 1, 1])

    def residuals(p):
        return np.concatenate([(curve(p, t) - y) / NOISE, (p - first) / prior_sd])

    return least_squares(residuals, first, method="trf", x_scale="jac", xtol=1e-10, ftol=1e-12)


def is_season(p, days):
    rates, last = np.exp(p[5:]), days[-1] - days[0]
    return max(p[0], p[1]) < p[2] and 0 <= p[3] < p[4] <= last and rates.min() >= 0.005 and rates.max() <= 2


def daily(p, days):
    t = np.arange(np.floor(days[-1] - days[0]) + 1)
    return days[0] + t, curve(p, t)


def slots(bands):
    return [name[4:] for name in bands if name.startswith("SOS_") and name[4].isdigit()]


def matched_errors(truth, other, dates=("SOS", "EOS")):
    """Pixel, |error| of each date of each season of the truth and that of the other which overlaps it most, infinite where
    none does; and these errors in their stated standard deviations, NaN where these are not told."""
    pixels, errors = [], []
    for slot in slots(truth):
        sos, eos = truth["SOS_" + slot], truth["EOS_" + slot]
        best, found = np.zeros_like(sos), np.full((2 * len(dates), len(sos)), np.inf)
        for candidate in slots(other):
            start, end = other["SOS_" + candidate], other["EOS_" + candidate]
            overlap = np.nan_to_num(np.minimum(eos, end) - np.maximum(sos, start))
            better = overlap > best
            best[better] = overlap[better]
            off = np.abs(np.array([other[f"{name}_{candidate}"] - truth[f"{name}_{slot}"] for name in dates]))
            sd = np.array([other.get(f"{name}_SD_{candidate}", np.full_like(sos, np.nan)) for name in dates])
            with np.errstate(divide="ignore", invalid="ignore"):
                found[:, better] = np.concatenate([off, off / sd])[:, better]
        exists = np.isfinite(sos)
        pixels.append(np.flatnonzero(exists))
        errors.append(found[:, exists])
    return np.concatenate(pixels), *np.concatenate(errors, axis=1)


def compare(program, folder, cube, method, options, tolerances):
    """Largest differences between the program's measures and this file's, in the order of time of each pixel's seasons."""
    out = folder / "seasons.tif"
    arguments = ["--method", method, "--seasons-per-year", "6", "--overwrite", "--quiet", *options]
    subprocess.run([program, "phenology", cube, "-o", out, *arguments], check=True)
    bands = read_bands(out)
    days, y = read_cube(cube)
    y = medians(days, y)
    differences = {name: [] for name in tolerances}
    failures = count = unlike = 0
    for pixel in range(y.shape[1]):
        told = [slot for slot in slots(bands) if np.isfinite(bands["QUALITY_" + slot][pixel])]
        expected = seasons(days, y[:, pixel])
        if len(told) != len(expected):
            print(f"pixel {pixel}: {len(told)} seasons, expected {len(expected)}")
            failures += 1
            continue
        for slot, (before, peak, after) in zip(told, expected):
            d, v = days[before : after + 1], y[before : after + 1, pixel]
            if method == "threshold":
                reference = measures(d, v, peak - before)
            else:
                p = fit(d, v, peak - before).x if len(d) >= 8 else None
                is_fitted = int(bands["QUALITY_" + slot][pixel]) & 16 == 0
                unlike += is_fitted != (p is not None and is_season(p, d))
                if not is_fitted or p is None:
                    continue
                reference = measures(*daily(p, d), int(np.argmax(daily(p, d)[1])))
            count += 1
            for name in tolerances:
                differences[name].append(abs(bands[f"{name}_{slot}"][pixel] - reference[name]))
    if unlike > 0.02 * count:
        print(f"{method}: {unlike} seasons are fitted here and not there")
        failures += 1
    for name, (share, tolerance) in tolerances.items():
        value = np.nanquantile(differences[name], share)
        good = value <= tolerance
        failures += not good
        print(f"{method}: {count} seasons, {name}: {100 * share:.0f} % differ by no more than {value:.1e}"
              + ("" if good else f", expected {tolerance}"))
    return failures


def bounded(program, folder, method, sos_days, eos_days, sos_within, eos_within):
    """Median errors of the seasons of a linearly filled cube against those of the truth, and the share of them that the
    stated uncertainty covers."""
    bounds = ["--lower", folder / "lower.tif", "--upper", folder / "upper.tif"]
    for name, options in {"truth": [], "filled": bounds}.items():
        subprocess.run([program, "phenology", folder / f"{name}.tif", "-o", folder / f"{name}_seasons.tif", "--method",
                        method, "--overwrite", "--quiet", *options], check=True)
    _, sos, eos, *in_sd = matched_errors(read_bands(folder / "truth_seasons.tif"), read_bands(folder / "filled_seasons.tif"))
    found = np.isfinite(sos)
    within = [np.mean(errors[found] <= 1.645) for errors in in_sd]
    print(f"{method}: {100 * found.mean():.0f} % of {len(found)} seasons found in the filled cube, median error "
          f"{np.median(sos[found]):.1f} days of the start, {np.median(eos[found]):.1f} of the end; "
          f"{100 * within[0]:.0f} and {100 * within[1]:.0f} % of the errors within 1.645 stated standard deviations")
    return not (found.mean() > 0.8 and np.median(sos[found]) < sos_days and np.median(eos[found]) < eos_days
                and within[0] > sos_within and within[1] > eos_within)


def main():
    program, failures = sys.argv[1], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene, truth, filled = folder / "scene.tif", folder / "truth.tif", folder / "filled.tif"
        simulate = ["simulate", "-o", scene, "--truth", truth, "--size", "24", "--seed", "5", "--quiet"]
        subprocess.run([program, *simulate, "--steps", "60"], check=True)
        subprocess.run([program, "fill", scene, "-o", filled, "--method", "whittaker", "--quiet"], check=True)
        # Dates are written as float32: a hundredth of a day.
        by_threshold = dict.fromkeys(["SOS", "PEAK", "EOS", "LENGTH", "INTEGRAL"], (1, 0.02))
        by_threshold |= dict.fromkeys(["BASE", "PEAK_VALUE", "AMPLITUDE", "GREENING", "SENESCENCE"], (1, 1e-5))
        # Two solvers may end in different minima of a season that is no double-logistic curve.
        by_fit = {"SOS": (0.97, 0.1), "EOS": (0.97, 0.1), "AMPLITUDE": (0.97, 1e-3)}
        for cube in (truth, filled):
            failures += compare(program, folder, cube, "threshold", [], by_threshold)
            failures += compare(program, folder, cube, "double-logistic", [], by_fit)
        simulate[simulate.index("--size") + 1] = "128"
        subprocess.run([program, *simulate, "--overwrite"], check=True)
        subprocess.run([program, "fill", scene, "-o", filled, "--method", "linear", "--lower", folder / "lower.tif",
                        "--upper", folder / "upper.tif", "--quiet", "--overwrite"], check=True)
        failures += bounded(program, folder, "threshold", 6, 6, 0.88, 0.73)
        failures += bounded(program, folder, "double-logistic", 4, 5, 0.88, 0.83)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
