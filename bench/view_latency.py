#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Milliseconds that a running viewer takes to answer with tiles and pixel series, into bench/results/view_latency.json.

usage: (umask 077; undercast view FILLED > address) & sleep 2; bench/view_latency.py address [WALKS]

The address holds a secret, which the list of processes would show.

Each walk draws its own places. A figure is the median over the walks of a walk's median; the range is over the walks.
"""
import json
import os
import random
import statistics
import sys
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import record

ANSWERS = ("Answers of the viewer",
           "A filled cube of a whole Sentinel-2 tile, 10980 x 10980 px and 46 dates (21.7 GB).")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        address = file.read().strip()
    walks = int((sys.argv + ["10"])[2])

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

    medians, slow = {}, {}
    for walk in range(1, walks + 1):
        random.seed(walk)
        places = list(dict.fromkeys(place() for _ in range(120)))  # each once: nothing comes out of the cache
        first = [milliseconds(f"api/tile/0/0/{where}") for where in places]
        again = [milliseconds(f"api/tile/0/1/{where}") for where in places[-40:]]
        series = [milliseconds(f"api/series?row={random.randrange(scene['rows'])}&col={random.randrange(scene['cols'])}") for _ in range(60)]
        for name, times in {"tile, when first read": first, "another date of it": again, "series of a pixel": series}.items():
            medians.setdefault(name, []).append(statistics.median(times))
            slow.setdefault(name, []).append(sorted(times)[int(0.95 * len(times))])
    rows = [{"answer": name, "median [ms]": round(statistics.median(medians[name])), "95 % [ms]": [round(min(slow[name])), round(max(slow[name]))]} for name in medians]
    for row in rows:
        print(*row.values(), sep="  ")
    record.save("view_latency", *ANSWERS, f"undercast view large.tif > address & sleep 2; bench/view_latency.py $(cat address) {walks}", rows,
                make=["bench/large_tiff.py filled.tif large.tif"])


main()
