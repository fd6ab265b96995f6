"""Reference values of the weights that ship, made by PyTorch: the 8-bit files as they lie in www/weights, pictures by
formula.

    pip install torch numpy safetensors
    python tests/models/shipped.py

writes shipped.json beside itself. `tests/program/shipped.rs` must agree with it within 1e-4 (of the VAE's bound: of its
size).
"""

import json

import torch
import torch.nn.functional as F
from film_net import HERE, maps
from safetensors.torch import load_file

WEIGHTS = HERE.parent.parent / "www" / "weights"


def weights(name):
    """Matrices are integers with a scale an output unit: the last axis of a layer [in, out], the first of a convolution."""
    stored = load_file(WEIGHTS / f"{name}.safetensors")
    w = {}
    for key, value in stored.items():
        if key.endswith(".scale"):
            continue
        value = value.float()
        if (scale := stored.get(key + ".scale")) is not None:
            value = value * (scale if value.dim() == 2 else scale.reshape(-1, 1, 1, 1))
        w[key] = value
    return w


def wave(count):
    place = torch.arange(count, dtype=torch.float64)
    return (torch.sin(place * 0.37) + torch.cos(place * 0.011)).float()


def film_net(w, side, pooled):
    """Logits, the mean over places."""
    return maps(w, wave(side * side).reshape(1, 1, side, side), pooled).mean((2, 3))[0].tolist()


def linear(w, name, x):
    return x @ w[name + ".weight"] + w[name + ".bias"]


def vae(w):
    """Log-likelihood and KL at the mean of q(z|x), nats."""
    x = (wave(10_000) / 4 + 0.5).reshape(1, -1)
    hidden = F.relu(linear(w, "encoder", x))
    mean, log_variance = linear(w, "mean", hidden), linear(w, "log_variance", hidden)
    logits = linear(w, "output", F.relu(linear(w, "decoder", mean)))
    likelihood = -F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = (mean**2 + log_variance.exp() - 1 - log_variance).sum() / 2
    return {"vae_log_likelihood": [likelihood.item()], "vae_kl": [kl.item()]}


def cnn(w):
    """Logits of both labels."""
    x = (wave(10_000) / 4 + 0.5).reshape(1, 1, 100, 100)
    x = F.relu(F.conv2d(x, w["first.weight"], w["first.bias"]))
    x = F.relu(F.conv2d(x, w["second.weight"], w["second.bias"]))
    return linear(w, "output", F.relu(linear(w, "hidden", F.max_pool2d(x, 2).flatten(1))))[0].tolist()


def main():
    values = {
        "torch": torch.__version__.split("+")[0],
        "kind": film_net(weights("kind"), 112, False),
        "novelty": film_net(weights("novelty"), 112, False),
        "disease": film_net(weights("disease"), 224, True),
        **vae(weights("paper/vae")),
        "modality": cnn(weights("paper/modality")),
        "diagnosis": cnn(weights("paper/diagnosis")),
    }
    (HERE / "shipped.json").write_text(json.dumps(values, indent=1) + "\n")


if __name__ == "__main__":
    main()
