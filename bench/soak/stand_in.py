# SPDX-License-Identifier: Apache-2.0
"""A STAC archive on loopback with half a year of a small farm, which fails as often and as variously as it is asked to."""
import http.server
import json
import random
import socket
import struct
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
WEST, NORTH, SIZE, PIXEL_M, EPSG = 501360, 5629680, 64, 10, 32631
START, END, OPTICAL, RADAR = date(2018, 4, 1), date(2018, 9, 30), 36, 30


def write_image(path, values, pixel_m):
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}[str(values.dtype)]
    image = gdal.GetDriverByName("MEM").Create("", values.shape[1], values.shape[0], 1, kind)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(EPSG)
    image.SetProjection(crs.ExportToWkt())
    image.SetGeoTransform((WEST, pixel_m, 0, NORTH, 0, -pixel_m))
    image.GetRasterBand(1).WriteArray(values)
    gdal.GetDriverByName("COG").CreateCopy(str(path), image)


def item_of(name, day, collection, files, base, more):
    place = lambda pixel_m: {"proj:shape": [SIZE * PIXEL_M // pixel_m] * 2, "proj:transform": [pixel_m, 0, WEST, 0, -pixel_m, NORTH]}
    return {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": collection, "bbox": [3.01, 50.80, 3.05, 50.83], "links": [],
            "properties": {"datetime": f"{day}T10:50:31Z", "proj:epsg": EPSG, **more},
            "assets": {key: {"href": f"{base}/files/{name}/{key}.tif", **place(20 if key == "SCL" else PIXEL_M)} for key in files}}


def write_farm(folder, base):
    """Writes the images below `folder`; returns the items of the archive at `base`."""
    noise, items = np.random.default_rng(17), []
    for number in range(OPTICAL):
        day = START + timedelta(days=5 * number)
        name = f"S2_{day}"
        write_image(folder / name / "B04.tif", noise.integers(1200, 1900, (SIZE, SIZE)).astype("uint16"), PIXEL_M)
        write_image(folder / name / "B08.tif", noise.integers(3000, 5000, (SIZE, SIZE)).astype("uint16"), PIXEL_M)
        rows, cols = np.mgrid[:SIZE // 2, :SIZE // 2] - noise.integers(0, SIZE // 2, (2, 1, 1))
        write_image(folder / name / "SCL.tif", np.where(np.hypot(rows, cols) < 9, 9, 4).astype("uint8"), 20)
        items.append(item_of(name, day, "sentinel-2-l2a", ("B04", "B08", "SCL"), base, {
            "eo:cloud_cover": 10, "s2:processing_baseline": "05.10", "s2:generation_time": f"{day}T20:00:00Z", "s2:mgrs_tile": "31UES"}))
    for number in range(RADAR):
        day = START + timedelta(days=1 + 6 * number)
        name = f"S1_{day}"
        write_image(folder / name / "vh.tif", (10 ** (noise.uniform(-22, -10, (SIZE, SIZE)) / 10)).astype("float32"), PIXEL_M)
        items.append(item_of(name, day, "sentinel-1-rtc", ("vh",), base, {"sat:orbit_state": "descending"}))
    return items


class Archive:
    FAILURES = ("500", "503", "429", "cut", "reset", "slow")

    def __init__(self, folder):
        self.folder, self.failing_share, self.requests, self.failures = Path(folder), 0, 0, 0
        self.dice, self.lock = random.Random(7), threading.Lock()
        archive = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60
            do_GET = do_HEAD = do_POST = lambda self: archive.serve(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # clients are killed
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.items = write_farm(self.folder, self.base)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def failure(self):
        """The way in which this request fails, or None."""
        with self.lock:
            self.requests += 1
            if self.dice.random() >= self.failing_share:
                return None
            self.failures += 1
            return self.FAILURES[self.failures % len(self.FAILURES)]

    def serve(self, handler):
        asked = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        failure = self.failure()
        if failure == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
            handler.close_connection = True
        elif failure and failure.isdigit():
            self.send(handler, int(failure), b'{"message": "try again"}')
        else:
            time.sleep(1 if failure == "slow" else 0)
            self.send(handler, *self.answer(handler, asked), cut=failure == "cut")

    def answer(self, handler, asked):
        """(status, body) of a search, a collection, or a file."""
        if handler.path == "/api/search":
            return 200, json.dumps(self.search(json.loads(asked))).encode()
        if handler.path.startswith("/api/collections/"):
            return 200, json.dumps({"id": handler.path.split("/")[-1]}).encode()
        path = self.folder / handler.path.removeprefix("/files/")
        return (206, path.read_bytes()) if path.is_file() else (404, b"{}")

    def search(self, query):
        first, last = query["datetime"].split("/")
        found = [item for item in self.items if first <= item["properties"]["datetime"] <= last and item["collection"] in query["collections"]]
        begin = int(query.get("token", 0))
        links = [{"rel": "next", "href": self.base + "/api/search", "method": "POST", "body": {**query, "token": str(begin + 10)}}]
        return {"type": "FeatureCollection", "features": found[begin:begin + 10], "links": links if begin + 10 < len(found) else []}

    def send(self, handler, status, body, cut=False):
        headers = {"Content-Type": "application/json"}
        if status == 206:
            headers = {"Content-Type": "image/tiff", "Accept-Ranges": "bytes"}
            wanted = handler.headers.get("Range", "")
            first, last = (wanted.removeprefix("bytes=") or "0-").split("-")
            first, last = int(first), min(int(last or len(body)), len(body) - 1)
            if wanted:
                headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
            status, body = 206 if wanted else 200, body[first:last + 1]
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body[:len(body) // 2] if cut else body)
        handler.close_connection = handler.close_connection or cut
