#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Median milliseconds of tiles and pixel series that a running viewer answers with.

usage: undercast view FILLED --port 8650 & view_latency.py http://127.0.0.1:8650/ [SEED]
"""
import json
import random
import statistics
import sys
import time
import urllib.request


def main():
    address = sys.argv[1]
    random.seed(int((sys.argv + ["1"])[2]))

    def milliseconds(path):
        start = time.perf_counter()
        urllib.request.urlopen(address + path).read()
        return 1000 * (time.perf_counter() - start)

    scene = json.load(urllib.request.urlopen(address + "api/scene"))
    resolutions = scene["resolutions"]

    def place():
        zoom = random.randrange(len(resolutions))
        wide = scene["tile_px"] * resolutions[zoom] / resolutions[-1]
        return f"{zoom}/{random.randrange(int(-(-scene['cols'] // wide)))}/{random.randrange(int(-(-scene['rows'] // wide)))}"

    places = list(dict.fromkeys(place() for _ in range(120)))  # each once: nothing comes out of the cache
    first = [milliseconds(f"api/tile/0/0/{where}") for where in places]
    again = [milliseconds(f"api/tile/0/1/{where}") for where in places[-40:]]
    series = [milliseconds(f"api/series?row={random.randrange(scene['rows'])}&col={random.randrange(scene['cols'])}") for _ in range(60)]
    for name, times in {"tile": first, "another date of it": again, "series of a pixel": series}.items():
        print(f"{name:<20} {statistics.median(times):6.1f} ms median, {sorted(times)[int(0.95 * len(times))]:6.1f} ms for 95 %")


main()
