"""Reference values of the residual network, made by PyTorch: random weights, a square by formula, logits place by place.

    pip install torch safetensors
    python tests/models/film_net.py

writes film_net.safetensors and film_net.json beside itself. `src/models/film_net.rs` must agree with them within 1e-4.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
WIDTHS, LOGITS, SIDE = [4, 4, 6, 8], 2, 64


def weights():
    chance = torch.Generator().manual_seed(2017)
    w = {}

    def layer(name, *shape):
        fan = torch.tensor(shape[1:]).prod()
        w[name + ".weight"] = torch.randn(shape, generator=chance) * (2 / fan) ** 0.5
        w[name + ".bias"] = torch.randn(shape[0], generator=chance) * 0.1

    layer("stem", WIDTHS[0], 1, 5, 5)
    for i, (width, out) in enumerate(zip(WIDTHS, WIDTHS[1:])):
        layer(f"blocks.{i}.first", out, width, 3, 3)
        layer(f"blocks.{i}.second", out, out, 3, 3)
        if width != out:
            layer(f"blocks.{i}.skip", out, width, 1, 1)
    w["head.weight"] = torch.randn((WIDTHS[-1], LOGITS), generator=chance)  # [in, out]
    w["head.bias"] = torch.randn(LOGITS, generator=chance)
    return w


def maps(w, x, pooled):
    def conv(x, name, stride=1):
        weight = w[name + ".weight"]
        return F.conv2d(x, weight, w[name + ".bias"], stride, weight.shape[-1] // 2)

    x = F.relu(conv(x, "stem", 2))
    if pooled:
        x = F.max_pool2d(x, 3, 2, 1)
    for i in range(sum(name.endswith("first.bias") for name in w)):
        y = conv(F.relu(conv(x, f"blocks.{i}.first", 1 if i == 0 else 2)), f"blocks.{i}.second")
        if i > 0:
            x = F.avg_pool2d(x, 2)
        if f"blocks.{i}.skip.weight" in w:
            x = conv(x, f"blocks.{i}.skip")
        x = F.relu(x + y)
    return torch.einsum("bchw,co->bohw", x, w["head.weight"]) + w["head.bias"][None, :, None, None]


def main():
    w = weights()
    place = torch.arange(SIDE * SIDE, dtype=torch.float64)
    square = torch.sin(place * 0.37) + torch.cos(place * 0.011)  # values of about deviation 1
    x = square.float().reshape(1, 1, SIDE, SIDE)
    save_file(w, HERE / "film_net.safetensors")
    values = {name: maps(w, x, pooled).flatten().tolist() for name, pooled in [("whole", False), ("pooled", True)]}
    (HERE / "film_net.json").write_text(json.dumps({"torch": torch.__version__.split("+")[0], **values}) + "\n")


if __name__ == "__main__":
    main()
