# SPDX-License-Identifier: Apache-2.0
"""The commands that faults.py disturbs. A new command joins with one entry of COMMANDS.

Words such as {in}/cube.tif name what make_inputs() makes, and {out}/... what the command writes.
"""
import json
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

NETWORK = ("--epochs 2 --windows-per-epoch 8 --batch 8 --window 16 --width 16 --depth 1 --heads 2 --steps-per-epoch 1 "
           "--hidings 1 --series-width 16 --starting-model none --precision fp32 --seed 1")


@dataclass
class Command:
    line: str
    outputs: list
    # What an interrupted run keeps beside an output, as patterns, and the option that continues from it.
    keeps: list = field(default_factory=list)
    resume: str = ""
    takes_ranks: bool = False
    needs_networks: bool = False
    takes_overwrite: bool = True

    @property
    def sample(self):
        """Calls of each kind that fail in the usual tests; networks take a second a run."""
        return 1 if self.needs_networks else 2


PARTS = ["*.rank-?.part"]
COMMANDS = {
    "simulate": Command("simulate -o {out}/cube.tif --truth {out}/truth.tif --size 16 --steps 6 --seed 3",
                        ["cube.tif", "truth.tif"]),
    "composite": Command("composite --sentinel2 {in}/s2 --start 2018-05-01 --end 2018-05-16 --window 16 "
                         "-o {out}/cube.tif --counts {out}/counts.tif",
                         ["cube.tif", "counts.tif"], keeps=PARTS, takes_ranks=True),
    "train": Command(f"train {{in}}/cube.tif -o {{out}}/model.uc --no-trees {NETWORK}",
                     ["model.uc"], keeps=["model.uc.checkpoint"], resume="--resume", takes_ranks=True,
                     needs_networks=True),
    "train-trees": Command(f"train {{in}}/cube.tif -o {{out}}/model.uc {NETWORK}",
                           ["model.uc"], keeps=["model.uc.checkpoint"], resume="--resume", needs_networks=True),
    "train-vit": Command(f"train {{in}}/cube.tif -o {{out}}/model.uc --model vit {NETWORK}",
                         ["model.uc"], keeps=["model.uc.checkpoint"], resume="--resume", needs_networks=True),
    "tune": Command(f"tune {{in}}/cube.tif -o {{out}}/tuned.json --json {{out}}/trials.json --trials 2 --rungs 1 "
                    f"--no-trees {NETWORK}",
                    ["tuned.json", "trials.json"], keeps=["tuned.json.trials"], resume="--resume",
                    needs_networks=True),
    "fill": Command("fill {in}/cube.tif -o {out}/filled.tif --method linear --lower {out}/lower.tif "
                    "--upper {out}/upper.tif --provenance {out}/provenance.tif --quicklook {out}/quicklook.png",
                    ["filled.tif", "lower.tif", "upper.tif", "provenance.tif", "quicklook.png"], keeps=PARTS,
                    takes_ranks=True),
    "fill-network": Command("fill {in}/cube.tif -o {out}/filled.tif --model {in}/model.uc "
                            "--animation {out}/animation.webp",
                            ["filled.tif", "animation.webp"], keeps=PARTS, needs_networks=True),
    "update": Command("update {in}/filled.tif {in}/cube.tif -o {out}/updated.tif --settle 30 --previous-provenance "
                      "{in}/provenance.tif --provenance {out}/provenance.tif", ["updated.tif", "provenance.tif"],
                      keeps=PARTS, takes_ranks=True),
    "evaluate": Command("evaluate {in}/cube.tif --method linear,whittaker --protocol blocks-short --seeds 0,1 "
                        "--json {out}/scores.json --plot {out}/scores.png",
                        ["scores.json", "scores.png", "scores-coverage.png", "scores-density.png", "scores-map.png"],
                        keeps=PARTS, takes_ranks=True),
    "phenology": Command("phenology {in}/filled.tif -o {out}/seasons.tif --lower {in}/lower.tif --upper {in}/upper.tif "
                         "--provenance {in}/provenance.tif --quicklook {out}/seasons.png",
                         ["seasons.tif", "seasons.png"]),
    "fields": Command("fields {in}/filled.tif --fields {in}/fields.geojson -o {out}/series.csv --lower {in}/lower.tif "
                      "--upper {in}/upper.tif --provenance {in}/provenance.tif --phenology {out}/seasons.csv",
                      ["series.csv", "seasons.csv"]),
    "anomaly": Command("anomaly {in}/years.tif -o {out}/z.tif --lower {in}/years-lower.tif --upper {in}/years-upper.tif "
                       "--below {out}/below.tif --quicklook {out}/z.png", ["z.tif", "below.tif", "z.png"]),
    "export": Command("export {in}/filled.tif -o {out}/filled.nc --format netcdf --provenance {in}/provenance.tif",
                      ["filled.nc"]),
    "report": Command("report {in}/cube.tif {in}/filled.tif -o {out}/report.html --lower {in}/lower.tif "
                      "--upper {in}/upper.tif --provenance {in}/provenance.tif --evaluation {in}/scores.json",
                      ["report.html"]),
    "info": Command("info --json {in}/cube.tif", [], takes_overwrite=False),
    "info-model": Command("info {in}/model.uc", [], takes_overwrite=False, needs_networks=True),
}


def geotiff(values, side, code):
    """A GeoTIFF of one strip in UTM zone 31; `code` is B (bytes) or H (16 bits)."""
    data = struct.pack(f"<{side * side}{code}", *values)
    scale, tie = struct.pack("<3d", 10, 10, 0), struct.pack("<6d", 0, 0, 0, 500000, 5600000, 0)
    keys = struct.pack("<16H", 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32631)
    long_parts = {273: data, 33550: scale, 33922: tie, 34735: keys}
    entries = {256: (4, 1, side), 257: (4, 1, side), 258: (3, 1, struct.calcsize(code) * 8), 259: (3, 1, 1),
               262: (3, 1, 1), 273: (4, 1, 0), 277: (3, 1, 1), 278: (4, 1, side), 279: (4, 1, len(data)),
               33550: (12, 3, 0), 33922: (12, 6, 0), 34735: (3, 16, 0)}
    at, tail = 8 + 2 + 12 * len(entries) + 4, b""
    for tag, part in long_parts.items():
        entries[tag] = (*entries[tag][:2], at + len(tail))
        tail += part
    table = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in sorted(entries.items()))
    return struct.pack("<2sHIH", b"II", 42, 8, len(entries)) + table + struct.pack("<I", 0) + tail


def make_images(folder):
    side = 32
    for number, day in enumerate((2, 6, 10)):
        images = folder / f"2018-05-{day:02}"
        images.mkdir(parents=True)
        for name, slope, code in (("B04", 7, "H"), ("B08", 31, "H"), ("SCL", 0, "B")):
            values = [(i * slope + 1000 * number) % 4000 if slope else 4 for i in range(side * side)]
            (images / f"{name}.tif").write_bytes(geotiff(values, side, code))


def make_fields(path):
    """Two fields within the cube."""
    features = [{"type": "Feature", "properties": {"id": number},
                 "geometry": {"type": "Polygon", "coordinates": [[[x, 4999990], [x + 47, 4999990], [x + 47, 4999903],
                                                                  [x, 4999903], [x, 4999990]]]}}
                for number, x in enumerate((506013, 506078))]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32631"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))


def make_inputs(folder, names, run):
    """Makes the inputs that these commands need; `run` runs a line of the program."""
    lines = " ".join(COMMANDS[name].line for name in names)

    def is_needed(*files):
        return any(f"{{in}}/{file}" in lines for file in files)

    run(f"simulate -o {folder}/cube.tif --size 16 --steps 12 --seed 3")
    if is_needed("filled.tif"):
        run(f"fill {folder}/cube.tif -o {folder}/filled.tif --method linear --lower {folder}/lower.tif "
            f"--upper {folder}/upper.tif --provenance {folder}/provenance.tif")
    if is_needed("years.tif"):
        run(f"simulate -o {folder}/three.tif --size 16 --steps 138")
        run(f"fill {folder}/three.tif -o {folder}/years.tif --method linear --lower {folder}/years-lower.tif "
            f"--upper {folder}/years-upper.tif")
    if is_needed("scores.json"):
        run(f"evaluate {folder}/cube.tif --method linear --protocol blocks-short --json {folder}/scores.json")
    if is_needed("model.uc"):
        run(f"train {folder}/cube.tif -o {folder}/model.uc {NETWORK}")
    if is_needed("fields.geojson"):
        make_fields(Path(folder) / "fields.geojson")
    if is_needed("s2"):
        make_images(Path(folder) / "s2")


def main():
    """Prints the commands for CMake: commands.py alone|ranks ON|OFF (whether there are networks)."""
    which, networks = sys.argv[1:]
    print(";".join(name for name, command in COMMANDS.items() if (which == "alone" or command.takes_ranks)
                   and (networks == "ON" or not command.needs_networks)))


if __name__ == "__main__":
    main()
