"""Times the decoding of films by the program and by pydicom's decoders, by turns in one run.

Usage: python peers.py FOLDER --program PROGRAM [--runs 9] [--json]

FOLDER holds the films (encode.py writes them). Needs pydicom 3 with the plugins that are to be timed (pylibjpeg with
-openjpeg, -libjpeg and -rle, pyjpegls, python-gdcm, pillow), imagecodecs for JPEG XL, which pydicom does not decode,
and numpy. Both sides begin with the bytes of the file in memory and end with its samples, on one and the same processor
core; each is warmed up before it is timed, and medians are shown. Of pydicom's plugins the starred one is what pydicom
takes where nothing is asked for; the others are what it could take. The ratio is the plugin's time over the program's.
"""

import argparse
import hashlib
import json
import logging
import os
import subprocess
import sys
import time
import warnings
from io import BytesIO
from pathlib import Path
from statistics import median

import pydicom
from pydicom.encaps import get_frame
from pydicom.pixels import get_decoder

# A plugin that fails is a row of the table, not a page of warnings.
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

JPEG_XL = "1.2.840.10008.1.2.4.110"


def plugins(syntax):
    """The plugins for a transfer syntax in the order in which pydicom tries them; one without name where it needs none."""
    if syntax == JPEG_XL:
        return ["imagecodecs"]
    return list(get_decoder(syntax)._available) or [""]


def decode(content, plugin):
    data_set = pydicom.dcmread(BytesIO(content))
    if plugin == "imagecodecs":
        import imagecodecs

        return imagecodecs.jpegxl_decode(get_frame(data_set.PixelData, 0, number_of_frames=1), numthreads=1)
    data_set.pixel_array_options(decoding_plugin=plugin)
    return data_set.pixel_array


def timed(content, plugin):
    started = time.perf_counter()
    decode(content, plugin)
    return (time.perf_counter() - started) * 1e3


def facts(samples):
    """As `negatoscope inspect` gives them."""
    return {
        "stored_sha256": hashlib.sha256(samples.astype("<i4").tobytes()).hexdigest(),
        "stored_min": float(samples.min()),
        "stored_max": float(samples.max()),
        "stored_mean": float(samples.mean()),
    }


def ours(program, path):
    """What the program says of one run."""
    command = [program, "bench", "--decode", path, "--runs", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr.strip()}


def measure(program, path, runs):
    content = path.read_bytes()
    syntax = pydicom.dcmread(BytesIO(content), stop_before_pixels=True).file_meta.TransferSyntaxUID
    film = {"file": path.name, "transfer_syntax": syntax, "megabytes": len(content) / 1e6, "ours": ours(program, path)}
    film["theirs"] = []
    for plugin in plugins(syntax):
        their = {"plugin": plugin, "default": not any("facts" in other for other in film["theirs"])}
        try:
            their["facts"], their["times_ms"] = facts(decode(content, plugin)), []
        except Exception as error:
            # The last line: the plugin's own words, which pydicom puts behind its own.
            said = str(error).strip().splitlines()[-1].strip().removeprefix(f"{plugin}: ")
            their |= {"default": False, "error": said}
        film["theirs"].append(their)
    our_times = []
    for _ in range(runs):
        if "error" not in film["ours"]:
            our_times += ours(program, path)["times_ms"]
        for their in film["theirs"]:
            if "facts" in their:
                their["times_ms"].append(timed(content, their["plugin"]))
    film["ours"]["times_ms"] = our_times
    for side in [film["ours"], *film["theirs"]]:
        side["median_ms"] = median(side["times_ms"]) if side.get("times_ms") else None
    return film


def compare(ours, theirs):
    if "error" in theirs:
        return f"does not decode it: {theirs['error'][:80]}"
    if "error" in ours:
        return "decoded by the peer alone"
    if ours["stored_sha256"] == theirs["facts"]["stored_sha256"]:
        return "equal"
    low, high, mean = (theirs["facts"][name] - ours[name] for name in ("stored_min", "stored_max", "stored_mean"))
    return f"differ: theirs min {low:+g}, max {high:+g}, mean {mean:+.3f}"


def cell(number, form="8.2f"):
    return f"{number:{form}}" if number is not None else f"{'-':>{form.split('.')[0]}}"


def show(film):
    ours = film["ours"]
    if "error" in ours:
        print(f"{film['file']}: {ours['error']}", file=sys.stderr)
    for their in film["theirs"]:
        ratio = their["median_ms"] / ours["median_ms"] if their["median_ms"] and ours["median_ms"] else None
        name = ("* " if their["default"] else "  ") + (their["plugin"] or "pydicom itself")
        print(f"{film['file']:<26} {cell(film['megabytes'])} {cell(ours['median_ms'])} ", end="")
        print(f"{cell(their['median_ms'])} {cell(ratio, '7.2f')}  {name:<16} {compare(ours, their)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="The program's decoding beside pydicom's.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--program", required=True, help="negatoscope, built for speed")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="one object a film instead of a table")
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        # One core for both, the program's process included: some plugins' libraries would take all there are.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if not args.json:
        print(f"pydicom {pydicom.__version__}, {args.runs} runs by turns after a warm-up, medians\n")
        head = f"{'FILM':<26} {'MB':>8} {'ours ms':>8} {'peer ms':>8} {'ratio':>7}"
        print(f"{head}  {'PLUGIN':<16} SAMPLES")
    for path in sorted(args.folder.glob("*.dcm")):
        film = measure(args.program, path, args.runs)
        print(json.dumps(film)) if args.json else show(film)


if __name__ == "__main__":
    main()
