#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""earth_engine_graph.py PROGRAM BUILD_FOLDER SHARED: the program's graphs against those of Earth Engine's own JavaScript
client, by their canonical hash, for areas, dates and options that no stored oracle has. 77: skipped."""
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile

PACKAGE = "@google/earthengine@1.7.45"


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def modules(build):
    """The client's folder: installed beside the build where it is not yet."""
    for folder in [os.environ.get("UNDERCAST_NODE_MODULES", ""), os.path.join(build, "earth_engine_client/node_modules")]:
        if folder and os.path.isdir(os.path.join(folder, "@google/earthengine")):
            return folder
    if not shutil.which("npm") or not shutil.which("node"):
        skip("npm or node is absent")
    prefix = os.path.join(build, "earth_engine_client")
    os.makedirs(prefix, exist_ok=True)
    done = subprocess.run(["npm", "install", "--prefix", prefix, "--no-audit", "--no-fund", PACKAGE],
                          capture_output=True, text=True)
    if done.returncode != 0:
        skip("npm cannot install " + PACKAGE)
    return os.path.join(prefix, "node_modules")


def periods(first, last, days):
    """Each year counts from its own first day; its last period ends with it."""
    result, year_start = [], first
    while year_start <= last:
        next_year = year_start.replace(year=year_start.year + 1)
        start = year_start
        while start < next_year and start <= last:
            end = min(start + datetime.timedelta(days), next_year, last + datetime.timedelta(1))
            result.append([str(start), str(end)])
            start = end
        year_start = next_year
    return result


def rings_of(expression, west, south, east, north):
    """The rings that images are sought in: around the cube's pixels, so a little more than the area; two across the
    antimeridian."""
    for node in expression["values"].values():
        call = node.get("functionInvocationValue", {})
        kind = call.get("functionName", "")
        if kind not in ("GeometryConstructors.Polygon", "GeometryConstructors.MultiPolygon"):
            continue
        value = call["arguments"]["coordinates"]["constantValue"]
        rings = value if kind.endswith(".Polygon") else [polygon[0] for polygon in value]
        xs = [x + 360 if east > 180 and x < 0 else x for ring in rings for x, _ in ring]
        ys = [y for ring in rings for _, y in ring]
        assert west - 0.02 < min(xs) <= west and east <= max(xs) < east + 0.02, rings
        assert south - 0.02 < min(ys) <= south and north <= max(ys) < north + 0.02, rings
        assert len(rings) == (2 if east > 180 else 1), rings
        return rings
    raise AssertionError("no area")


def main():
    program, build, shared = sys.argv[1:4]
    check = os.path.join(shared, "earth-engine/expr_check.py")
    algorithms = os.path.join(shared, "earth-engine/algorithms.json")
    if not os.path.exists(check):
        skip(check + " is absent")
    environment = dict(os.environ, NODE_PATH=modules(build))
    client = os.path.join(os.path.dirname(os.path.abspath(__file__)), "earth_engine_client.js")
    usual = dict(mask="scl", sclKeep=[4, 5, 6], dilation=20, cloudScore=0.6, cloudProbability=65, ndvi="median",
                 power=True, vv=False, orbit="both", floor=-30, bilinear=True)
    cases = [  # area, first and last day, days of a period, options of the program, options of the client
        ((3.0, 50.7, 3.1, 50.8), "2018-01-01", "2018-12-31", 8, [], {}),
        ((30.0, 31.0, 30.1, 31.08), "2023-01-01", "2024-12-31", 8,
         ["--radar-mean", "db", "--cloud-dilation", "0", "--scl-keep", "2,4,5,6,7,11", "--radar-resampling", "nearest"],
         dict(power=False, dilation=0, sclKeep=[2, 4, 5, 6, 7, 11], bilinear=False)),
        ((-60.2, -10.1, -60.1, -10.0), "2021-03-15", "2021-11-02", 10,
         ["--cloud-mask", "cloud-score", "--cloud-score", "0.55", "--vv", "--orbit", "descending", "--vh-floor", "-27"],
         dict(mask="cloud-score", cloudScore=0.55, vv=True, orbit="descending", floor=-27)),
        ((11.0, 46.0, 11.1, 46.1), "2020-01-01", "2020-06-30", 16,
         ["--cloud-mask", "cloud-probability", "--cloud-probability", "40", "--ndvi", "max", "--orbit", "ascending"],
         dict(mask="cloud-probability", cloudProbability=40, ndvi="max", orbit="ascending")),
        ((150.0, -33.0, 150.1, -32.9), "2019-02-01", "2019-04-30", 5, ["--cloud-mask", "qa60"], dict(mask="qa60")),
        ((5.0, 52.0, 5.1, 52.1), "2022-06-01", "2022-08-31", 8, ["--scl-keep", "4,9"], dict(sclKeep=[4, 9])),
        ((179.95, -17.0, 180.05, -16.9), "2021-06-01", "2021-08-31", 8, [], {}),
    ]
    for number, (area, first, last, days, ours, theirs) in enumerate(cases):
        graph = subprocess.run([program, "retrieve", "--source", "earth-engine", "--print-expression", "--area",
                                ",".join(map(str, area)), "--start", first, "--end", last, "--period", str(days)] + ours,
                               check=True, capture_output=True, text=True).stdout
        start, stop = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
        options = dict(usual, **theirs, first=first, end=str(stop + datetime.timedelta(1)),
                       rings=rings_of(json.loads(graph), *area), periods=periods(start, stop, days))
        other = subprocess.run(["node", client, algorithms, json.dumps(options)], check=True, capture_output=True, text=True,
                               env=environment).stdout
        with tempfile.TemporaryDirectory() as folder:
            hashes = []
            for name, text in (("ours", graph), ("theirs", other)):
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                line = subprocess.run([sys.executable, check, path], check=True, capture_output=True, text=True).stdout
                assert line.rstrip().endswith(" ok"), line
                hashes.append(line.split()[1])
        print(number, area, first, last, ours, *hashes)
        assert hashes[0] == hashes[1], "the graphs differ"


main()
