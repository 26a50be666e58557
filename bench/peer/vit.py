#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The same network in Python, for comparison: Debian's python3-torch, python3-gdal, python3-numpy.

    vit.py train CUBE --precision bf16 --steps 30    training steps on ready-made batches: prints windows per second
    vit.py fill CUBE OUT --precision bf16            the whole job of `undercast fill --model`, with untrained weights

As Python users would write it: nn.Module, autocast, AdamW, numpy, GDAL. Training leaves out the drawing of batches, which
`undercast train` does in its own time.
"""
import argparse, time
import numpy as np
import torch
from torch import nn
from osgeo import gdal

WINDOW, SEGMENT, WIDTH, DEPTH, HEADS = 32, 4, 256, 4, 8


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.projection = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.expand, self.contract = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, HEADS, d // HEADS).permute(2, 0, 3, 1, 4)
        weights = (q * (d // HEADS) ** -0.5 @ k.transpose(-2, -1)).softmax(-1)
        x = x + self.projection((weights @ v).transpose(1, 2).reshape(b, n, d))
        return x + self.contract(nn.functional.gelu(self.expand(self.norm2(x))))


class Vit(nn.Module):
    def __init__(self, channels, steps):
        super().__init__()
        self.side, self.steps = WINDOW // SEGMENT, steps
        self.embedding = nn.Linear(channels * SEGMENT**2, WIDTH)
        self.position = nn.Parameter(0.02 * torch.randn(self.side**2, WIDTH))
        self.layers = nn.Sequential(*[Layer() for _ in range(DEPTH)])
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, steps * SEGMENT**2)

    def forward(self, x):
        b, c = x.shape[:2]
        s, p = self.side, SEGMENT
        x = x.view(b, c, s, p, s, p).permute(0, 2, 4, 1, 3, 5).reshape(b, s * s, c * p * p)
        x = self.head(self.norm(self.layers(self.embedding(x) + self.position)))
        return x.view(b, s, s, self.steps, p, p).permute(0, 3, 1, 4, 2, 5).reshape(b, self.steps, WINDOW, WINDOW)


def autocast(precision):
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16")


def axes(dataset):
    names = [dataset.GetRasterBand(i + 1).GetDescription() for i in range(dataset.RasterCount)]
    return [i for i, n in enumerate(names) if n.startswith("NDVI")], [i for i, n in enumerate(names) if n.startswith("VH")]


def train(arguments):
    ndvi, vh = axes(gdal.Open(arguments.cube))
    network = Vit(2 * len(ndvi) + len(vh), len(ndvi))
    optimiser = torch.optim.AdamW(network.parameters(), 1e-4, betas=(0.9, 0.95), weight_decay=0.05)
    batch = arguments.batch
    x = torch.randn(batch, 2 * len(ndvi) + len(vh), WINDOW, WINDOW)
    y, w = torch.randn(batch, len(ndvi), WINDOW, WINDOW), torch.rand(batch, len(ndvi), WINDOW, WINDOW)

    def step():
        optimiser.zero_grad(set_to_none=True)
        with autocast(arguments.precision):
            output = network(x)
        (w * (output.float() - y).square()).sum().div(w.sum()).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()

    for _ in range(3):
        step()
    started = time.perf_counter()
    for _ in range(arguments.steps):
        step()
    print(f"{arguments.steps * batch / (time.perf_counter() - started):.1f}")


def interpolate(values):
    """Linear in time per pixel, vectorised over pixels. [time, row, col]"""
    t = np.arange(len(values), dtype=np.float32)[:, None, None]
    seen = np.isfinite(values)
    before = np.maximum.accumulate(np.where(seen, t, -1), 0).astype(int)
    after = np.minimum.accumulate(np.where(seen, t, len(values))[::-1], 0)[::-1].astype(int)
    before, after = np.where(before < 0, after, before), np.where(after >= len(values), before, after)
    never = ~seen.any(0)
    before, after = np.clip(before, 0, len(values) - 1), np.clip(after, 0, len(values) - 1)
    a, b = np.take_along_axis(values, before, 0), np.take_along_axis(values, after, 0)
    share = (t - before) / np.maximum(after - before, 1)
    filled = a + share * (b - a)
    filled[:, never] = 0
    return filled


def fill(arguments):
    source = gdal.Open(arguments.cube)
    ndvi, vh = axes(source)
    data = source.ReadAsArray()
    observed, radar = data[ndvi], data[vh]
    steps, rows, cols = observed.shape
    filled = interpolate(observed)
    def normalise(x):
        return np.nan_to_num((x - np.nanmean(x, (1, 2), keepdims=True)) / np.nanstd(x, (1, 2), keepdims=True))
    deviation = np.nan_to_num(np.nanstd(observed, (1, 2), keepdims=True))
    x = np.concatenate([normalise(filled), np.isfinite(observed), normalise(radar)]).astype(np.float32)
    network = Vit(len(x), steps).eval()
    ramp = np.minimum(np.arange(WINDOW), np.arange(WINDOW)[::-1]) + 0.5
    weight = np.outer(ramp, ramp).astype(np.float32)
    total, weights = np.zeros_like(filled), np.zeros((rows, cols), np.float32)
    starts = [(r, c) for r in range(0, rows - WINDOW + 1, WINDOW // 2) for c in range(0, cols - WINDOW + 1, WINDOW // 2)]
    with torch.inference_mode(), autocast(arguments.precision):
        for i in range(0, len(starts), arguments.batch):
            some = starts[i : i + arguments.batch]
            windows = np.stack([x[:, r : r + WINDOW, c : c + WINDOW] for r, c in some])
            for (r, c), output in zip(some, network(torch.from_numpy(windows)).float().numpy()):
                total[:, r : r + WINDOW, c : c + WINDOW] += weight * output
                weights[r : r + WINDOW, c : c + WINDOW] += weight
    filled = np.where(np.isfinite(observed), observed, filled + deviation * total / weights)
    memory = gdal.GetDriverByName("MEM").Create("", cols, rows, steps, gdal.GDT_Float32)
    memory.SetProjection(source.GetProjection())
    memory.SetGeoTransform(source.GetGeoTransform())
    memory.WriteArray(filled.astype(np.float32))
    gdal.GetDriverByName("COG").CreateCopy(arguments.out, memory, options=[
        "COMPRESS=ZSTD", "LEVEL=1", "PREDICTOR=FLOATING_POINT", "NUM_THREADS=ALL_CPUS", "BLOCKSIZE=256"])


parser = argparse.ArgumentParser()
parser.add_argument("job", choices=["train", "fill"])
parser.add_argument("cube")
parser.add_argument("out", nargs="?")
parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--steps", type=int, default=30)
arguments = parser.parse_args()
train(arguments) if arguments.job == "train" else fill(arguments)
