#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The space-time network in Python with the weights of a model file, for comparison: Debian's python3-torch, python3-numpy.

    space_time.py MODEL.uc --precision bf16          prints series per second: forward at its best batch, and in training

As Python users would write it: nn.Module, autocast, AdamW. Inputs are ready made: what the program computes them from is left out.
"""
import argparse, json, struct, time
import numpy as np
import torch
from torch import nn

DATES, SERIES = 46, 64


def read_model(path):
    """Header and tensors by name (docs/formats.md)."""
    with open(path, "rb") as file:
        data = file.read()
    _, size, _ = struct.unpack_from("<IQQ", data, 12)
    start = 12 + 4 + 8 + 8
    header, at, tensors = json.loads(data[start : start + size]), start + size + 8, {}
    for tensor in header["tensors"]:
        count = int(np.prod(tensor["shape"]))
        tensors[tensor["name"]] = torch.tensor(np.frombuffer(data, "<f4", count, at).reshape(tensor["shape"]))
        at += 4 * count
    return header, tensors


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x, bias):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q * (d // self.heads) ** -0.5 @ k.transpose(-2, -1) + bias).softmax(-1)
        x = x + self.projection((weights @ v).transpose(1, 2).reshape(b, n, d))
        return x + self.contract(nn.functional.gelu(self.expand(self.norm2(x))))


class SpaceTime(nn.Module):
    def __init__(self, features, width, depth, heads):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))
        self.register_buffer("tells_date", torch.zeros(features))
        self.embed, self.mix = nn.Linear(2 * features + 3, 2 * width), nn.Linear(2 * width, width)
        for i in range(depth):
            setattr(self, f"layer{i}", Layer(width, heads))
        self.slopes = nn.Parameter(torch.zeros(depth, heads))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 1)

    def forward(self, features, departure, unseen, days):
        present = features.isfinite() & ~((unseen[..., None] * self.tells_date) > 0)
        standardised = ((features - self.mean) / self.scale).clamp(-5, 5)
        visible = departure.isfinite()
        x = torch.cat([torch.where(present, standardised, 0.0), present.float(), torch.where(visible, departure / 0.1, 0.0)[..., None],
                       visible.float()[..., None], unseen[..., None]], -1)
        x = self.mix(nn.functional.gelu(self.embed(x))).float()
        apart = (days[:, None] - days[None]).abs()
        for i in range(len(self.slopes)):
            x = getattr(self, f"layer{i}")(x, -self.slopes[i].abs()[:, None, None] * apart)
        return 0.1 * self.head(self.norm(x)).squeeze(-1).float()


def canary(network, series):
    torch.manual_seed(1)
    features = torch.randn(series, DATES, len(network.mean)) * network.scale + network.mean
    features[torch.rand_like(features) < 0.2] = torch.nan
    departure = 0.1 * torch.randn(series, DATES)
    departure[torch.rand_like(departure) < 0.5] = torch.nan
    unseen = (torch.arange(DATES) % 5 == 0).float().expand(series, DATES)
    return features, departure, unseen, 8 * torch.arange(DATES).float()


def rate(work, series, seconds=2.0):
    """Series per second: the best of several rounds."""
    work()
    best = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        work()
        best = max(best, series / (time.perf_counter() - started))
    return best


parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
arguments = parser.parse_args()
header, tensors = read_model(arguments.model)
options = header["options"]
network = SpaceTime(len(tensors["mean"]), options["series-width"], options["series-depth"], options["series-heads"])
network.load_state_dict(tensors)
autocast = lambda: torch.autocast("cpu", dtype=torch.bfloat16, enabled=arguments.precision == "bf16")
forward = 0
for series in (32, 64, 128, 256, 1024):
    batch = canary(network, series)
    def answer():
        with torch.inference_mode(), autocast():
            network(*batch)
    forward = max(forward, rate(answer, series))
optimiser = torch.optim.AdamW(network.parameters(), 1e-4, betas=(0.9, 0.95), weight_decay=0.05)
batch = canary(network, SERIES)
def step():
    optimiser.zero_grad(set_to_none=True)
    with autocast():
        output = network(*batch)
    output.square().mean().backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()

# The matrix products alone, at their best batch: what the library behind LibTorch (oneDNN in bf16) can do with these shapes.
def products(series):
    number = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
    head = options["series-width"] // options["series-heads"]
    jobs = []
    for name, module in network.named_modules():
        if isinstance(module, nn.Linear) and name != "head":
            rows, linear = torch.randn(series * DATES, module.in_features, dtype=number), module.to(number)
            jobs.append(lambda rows=rows, linear=linear: linear(rows))
    q = torch.randn(series * options["series-heads"], DATES, head, dtype=number)
    weights = torch.randn(len(q), DATES, DATES, dtype=number)
    jobs += options["series-depth"] * [lambda: q @ q.transpose(-2, -1), lambda: weights @ q]
    with torch.inference_mode():
        return 1 / sum(1 / rate(job, series, 0.3) for job in jobs)


step_rate = rate(step, SERIES)
print(json.dumps({"forward": forward, "step": step_rate, "products": max(products(series) for series in (64, 256))}))
