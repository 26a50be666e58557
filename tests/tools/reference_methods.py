#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Classical methods computed a second time, with numpy and scipy, and compared with what the program fills.

usage: reference_methods.py PROGRAM [CUBE]     without CUBE a synthetic scene is filled
"""
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from osgeo import gdal
from scipy.signal import savgol_filter

gdal.UseExceptions()
TOLERANCE = 2e-5  # the program computes in float32


def read(path):
    """Days of the periods' middles, and NDVI [time, pixel]."""
    dataset = gdal.Open(str(path))
    days, images = [], []
    for band in (dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount)):
        if band.GetDescription().startswith("NDVI_"):
            start = date.fromisoformat(band.GetDescription()[5:]).toordinal()
            days.append(start + int(band.GetMetadataItem("PERIOD_DAYS")) / 2)
            images.append(band.ReadAsArray().ravel())
    return np.array(days), np.array(images, dtype=np.float64)


def linear(days, y):
    filled = y.copy()
    for pixel in range(y.shape[1]):
        seen = np.isfinite(y[:, pixel])
        if seen.any():
            filled[:, pixel] = np.interp(days, days[seen], y[seen, pixel])
    return filled


def second_differences(days):
    unit = np.sort(np.diff(days))[(len(days) - 1) // 2]
    a, b = np.diff(days)[:-1] / unit, np.diff(days)[1:] / unit
    d = np.zeros((len(days) - 2, len(days)))
    rows = np.arange(len(d))
    d[rows, rows], d[rows, rows + 1], d[rows, rows + 2] = 2 / (a * (a + b)), -2 / (a * b), 2 / (b * (a + b))
    return d


def whittaker(days, y, smoothness=10.0):
    d = second_differences(days)
    filled = linear(days, y)
    grid = 10.0 ** np.arange(-2, 5.01, 0.25)
    for pixel in range(y.shape[1]):
        seen = np.isfinite(y[:, pixel])
        if seen.sum() < 3:
            continue

        def curve(value):
            return np.linalg.solve(np.diag(seen.astype(float)) + value * d.T @ d, np.where(seen, y[:, pixel], 0))

        if smoothness:
            filled[:, pixel] = curve(smoothness)
            continue
        curves = [curve(value) for value in grid]
        misfit = np.log([np.sum((y[seen, pixel] - z[seen]) ** 2) + 1e-12 for z in curves])
        roughness = np.log([np.sum((d @ z) ** 2) + 1e-12 for z in curves])
        k = np.argmin(np.hypot(np.diff(misfit), np.diff(roughness)))
        filled[:, pixel] = curve(np.sqrt(grid[k] * grid[k + 1]))
    return filled


def savitzky_golay(days, y):
    return savgol_filter(linear(days, y), 7, 2, axis=0, mode="interp")


def harmonic(days, y):
    days = days - date(1970, 1, 1).toordinal()
    angles = 2 * np.pi * days[:, None] / 365.25 * np.array([1, 2, 3])
    basis = np.hstack([np.ones((len(days), 1)), np.cos(angles), np.sin(angles)])
    ridge = np.sqrt(0.1) * np.eye(7)[1:]
    filled = linear(days, y)
    for pixel in range(y.shape[1]):
        seen = np.isfinite(y[:, pixel])
        if seen.sum() >= 7:
            target = np.concatenate([y[seen, pixel], np.zeros(6)])
            filled[:, pixel] = basis @ np.linalg.lstsq(np.vstack([basis[seen], ridge]), target, rcond=None)[0]
    return filled


def scene_mean(days, y):
    departures = y - linear(days, y).mean(axis=0)
    curve = np.array([np.nanmean(step) if np.isfinite(step).any() else np.nan for step in departures])
    curve = linear(days, curve[:, None])
    return linear(days, y - curve) + curve


def similar_pixels(days, y, noise=0.03, prior_pixels=30):
    learnt = np.isfinite(y).sum(axis=0) >= 3
    correlation = np.exp(-np.abs(days[:, None] - days) / 48)

    def estimate(values, mean, covariance):
        expected, uncertain = np.empty_like(values), np.zeros_like(covariance)
        for pixel in range(values.shape[1]):
            seen = np.isfinite(values[:, pixel])
            gain = covariance[:, seen] @ np.linalg.inv(covariance[np.ix_(seen, seen)] + noise**2 * np.eye(seen.sum()))
            expected[:, pixel] = mean + gain @ (values[seen, pixel] - mean[seen])
            uncertain += covariance - gain @ covariance[seen]
        return expected, uncertain

    expected, uncertain = linear(days, y[:, learnt]), np.zeros_like(correlation)
    for iteration in range(6):
        mean = expected.mean(axis=1)
        scatter = (expected.T - mean).T @ (expected.T - mean) + uncertain
        n = expected.shape[1]
        covariance = (scatter + prior_pixels * np.trace(scatter) / len(days) / n * correlation) / (n + prior_pixels)
        if iteration < 5:
            expected, uncertain = estimate(y[:, learnt], mean, covariance)
    return estimate(y, mean, covariance)[0]


CASES = [
    (["linear"], linear),
    (["whittaker"], whittaker),
    (["whittaker", "--whittaker-lambda", "0"], lambda days, y: whittaker(days, y, 0)),
    (["savitzky-golay"], savitzky_golay),
    (["harmonic"], harmonic),
    (["scene-mean"], scene_mean),
    (["similar-pixels"], similar_pixels),
]


def main():
    program, cube = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if cube is None:
            cube = folder / "scene.tif"
            # 44 periods end before the short last one of the year: Savitzky-Golay's reference knows equal distances only.
            subprocess.run([program, "simulate", "-o", cube, "--size", "24", "--steps", "44", "--seed", "5", "--quiet"], check=True)
        days, observed = read(cube)
        gaps = ~np.isfinite(observed) & np.isfinite(observed).any(axis=0)
        for arguments, reference in CASES:
            out = folder / "filled.tif"
            subprocess.run([program, "fill", cube, "-o", out, "--overwrite", "--quiet", "--method", *arguments], check=True)
            worst = np.abs(read(out)[1] - np.clip(reference(days, observed), -1, 1))[gaps].max()
            print(f"{' '.join(arguments)}: {gaps.sum()} gaps, largest difference {worst:.1e}")
            failures += not worst <= TOLERANCE
    return 1 if failures else 0


sys.exit(main())
