"""Prints dicom.csv: for each real DICOM file of a folder what two reference readers make of it.

Usage: python truth.py FOLDER > dicom.csv

Needs pydicom 3, pylibjpeg with -openjpeg, -libjpeg and -rle, pyjpegls, python-gdcm, imagecodecs and numpy. Of each film
the first frame is taken. A row's `by` names who made its numbers, and who else came to the same ones, sample by sample:

  pydicom   the first of pydicom's decoders that reads the file (native, RLE; pylibjpeg's OpenJPEG for JPEG 2000, its
            libjpeg for lossless JPEG; CharLS for JPEG-LS)
  gdcm      the library alone, in a process of its own, since some files crash it
  libjpeg   libjpeg-turbo with 8 and 12 bits, by imagecodecs: all JPEG with a cosine transform, whose arithmetic is left
            open by the standard, and in which our decoder follows this library to the last bit
  hand      this script itself, for what neither reader knows

`slack` is how far the smallest and the largest sample may lie off, and a fiftieth of it how far the mean: 0 where the
encoding is exact, and then single samples are held by their hash.
"""

import csv
import hashlib
import json
import logging
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from pydicom.encaps import get_frame
from pydicom.pixels import apply_color_lut, get_decoder
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

JPEG_DCT = {"1.2.840.10008.1.2.4." + number for number in ("50", "51", "53", "55")}
JPEG_2000_LOSSY = {"1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.203"}
RLE, DEFLATED_FRAME = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1"
PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")

# Files with pixels that are no films: the kind of error, and why.
ERRORS = {
    "dcm4che__3gb-bulk-data-truncated.dcm": ("bad_attribute", "Rows (0028,0010) has two values"),
    "dwv__dwv-test_no-number-rows.dcm": ("missing_attribute", "Rows (0028,0010) is not there"),
    "fo-dicom__GH1146.dcm": ("no_pixels", "Pixel Data (7FE0,0010) is there with length 0"),
    "pydicom__JPEG2000-embedded-sequence-delimiter.dcm": ("decode", "the stream's size is made up: 3.8e12 pixels"),
    "pydicom__MR_truncated.dcm": ("truncated", "62 of 8192 bytes of pixels are cut off"),
}

# What is odd about a film.
NOTES = {
    "DICOMSamples__CT_Implicit_Little_Headless_Retired.dcm": "no Photometric Interpretation (ACR-NEMA 2.0): MONOCHROME2",
    "dicom-test-files__20-wrong-transfer-syntax.dcm": "native pixels under JPEG-LS's transfer syntax",
    "dicom-test-files__RG3_JPLY.dcm": "one sample beyond Bits Stored: gdcm masks it to 0",
    "fo-dicom__GH195.dcm": "JFIF's segment says YCbCr, the header RGB: gdcm believes the header",
    "fo-dicom__GH340.dcm": "no Photometric Interpretation (ACR-NEMA 1.0), 12 bits allocated: MONOCHROME2",
    "fo-dicom__multiframe.dcm": "tiles at the edges are smaller than Rows and Columns; the first is not",
    "pydicom-data__JLSL_16_15_1_1F.dcm": "gdcm extends no sign",
    "pydicom-data__liver_nonbyte_aligned_deflate.dcm": "each frame raw deflate of packed bits",
    "pydicom-data__liver_nonbyte_aligned_rle.dcm": "RLE of packed bits",
    "pydicom-data__liver_rle.dcm": "RLE of packed bits; the same film as liver_j2k",
    "pydicom-data__parametric_map_float.dcm": "32-bit floating point numbers",
    "pydicom__J2K_pixelrep_mismatch.dcm": "unsigned stream of signed samples: gdcm extends no sign",
    "pydicom__badVR.dcm": "Number of Frames is 1A",
    "weasis-dicom-tools__jpeg2000-multiframe-multifragments.dcm": "samples beyond Bits Stored, stopped there",
}


def read(path):
    """The data set, with what pydicom asks for filled in where the file leaves it out."""
    data_set = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in data_set.file_meta:
        implicit = data_set.original_encoding[0]
        data_set.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    if "PhotometricInterpretation" not in data_set:
        data_set.PhotometricInterpretation, data_set.SamplesPerPixel = "MONOCHROME2", 1
    return data_set


def by_pydicom(data_set):
    decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)
    order = ["pylibjpeg", "pyjpegls", "pydicom", "gdcm", "pillow"]
    for plugin in sorted(decoder.available_plugins, key=order.index) or [""]:
        try:
            array, facts = decoder.as_array(data_set, index=0, raw=True, decoding_plugin=plugin)
            return array, facts["photometric_interpretation"]
        except Exception as error:
            reason = error
    raise reason


def by_libjpeg(data_set):
    if data_set.SamplesPerPixel == 1:
        return imagecodecs.jpeg8_decode(first_stream(data_set)), data_set.PhotometricInterpretation
    # The same colours in and out: no conversion.
    array = imagecodecs.jpeg8_decode(first_stream(data_set), colorspace="YCBCR", outcolorspace="YCBCR")
    return array, by_pydicom(data_set)[1]


def by_hand(data_set):
    """Packed bits, run-length coded or deflated frame by frame."""
    stream = first_stream(data_set)
    if data_set.file_meta.TransferSyntaxUID == DEFLATED_FRAME:
        packed = zlib.decompressobj(-15).decompress(stream)
    else:
        packed, at = bytearray(), 64
        while at < len(stream):
            head, at = stream[at], at + 1
            if head < 128:
                packed += stream[at : at + head + 1]
                at += head + 1
            elif head > 128:
                packed += stream[at : at + 1] * (257 - head)
                at += 1
    shape = (data_set.Rows, data_set.Columns)
    bits = np.unpackbits(np.frombuffer(bytes(packed), "u1"), bitorder="little")
    return bits[: shape[0] * shape[1]].reshape(shape), data_set.PhotometricInterpretation


def first_stream(data_set):
    return get_frame(data_set.PixelData, 0, number_of_frames=int(data_set.get("NumberOfFrames") or 1))


def by_gdcm(path):
    """Runs this script again: some files end gdcm's process."""
    process = subprocess.run([sys.executable, __file__, "--gdcm", path], capture_output=True)
    if process.returncode != 0:
        raise RuntimeError("gdcm does not read it")
    head, _, samples = process.stdout.partition(b"\n")
    kind, shape, photometric = json.loads(head)
    return np.frombuffer(samples, kind).reshape(shape), photometric


def gdcm_child(path):
    import gdcm

    reader = gdcm.ImageReader()
    reader.SetFileName(path)
    if not reader.Read():
        sys.exit(1)
    image = reader.GetImage()
    samples = image.GetBuffer().encode("utf-8", "surrogateescape")
    columns, rows = image.GetDimensions()[:2]
    name, colours = image.GetPixelFormat().GetScalarTypeAsString(), image.GetPixelFormat().GetSamplesPerPixel()
    if name == "SINGLEBIT":
        array = np.unpackbits(np.frombuffer(samples, "u1"), bitorder="little")
    else:
        kinds = {"UINT8": "u1", "INT8": "i1", "UINT12": "<u2", "UINT16": "<u2", "INT16": "<i2", "UINT32": "<u4"}
        array = np.frombuffer(samples, kinds[name])
    array = array[: rows * columns * colours]
    if colours == 1:
        array = array.reshape(rows, columns)
    elif image.GetPlanarConfiguration() == 1:
        array = array.reshape(colours, rows, columns).transpose(1, 2, 0)
    else:
        array = array.reshape(rows, columns, colours)
    photometric = image.GetPhotometricInterpretation().GetString().strip()
    sys.stdout.buffer.write(json.dumps([array.dtype.str, array.shape, photometric]).encode() + b"\n")
    sys.stdout.buffer.write(array.tobytes())


def readings(path, data_set):
    """What each reader makes of the first frame, by its name."""
    uid = data_set.file_meta.TransferSyntaxUID
    readers = {"libjpeg": lambda: by_libjpeg(data_set)} if uid in JPEG_DCT else {}
    readers |= {"pydicom": lambda: by_pydicom(data_set), "gdcm": lambda: by_gdcm(path)}
    if data_set.get("BitsAllocated") == 1 and uid in (RLE, DEFLATED_FRAME):
        readers["hand"] = lambda: by_hand(data_set)
    found = {}
    for name, reader in readers.items():
        try:
            array, photometric = reader()
            found[name] = (stored(array, data_set), photometric)
        except Exception:
            pass
    return found


def stored(array, data_set):
    """The samples as the header describes them, within Bits Stored: lossy coding oversteps it, and stops there."""
    array = array.astype(array.dtype.newbyteorder("="))
    bits = data_set.get("BitsStored")
    if array.dtype.kind == "u" and bits and not data_set.PixelRepresentation:
        array = np.minimum(array, (1 << bits) - 1)
    return array


def grey(array, photometric, data_set):
    """Single samples, or the luminance of a colour film (ITU-R BT.601)."""
    if photometric == "PALETTE COLOR":
        array = apply_color_lut(array, data_set)
    if array.ndim == 2:
        return array
    array = array.astype(float)
    return array[..., 0] if photometric.startswith("YBR_FULL") else array @ [0.299, 0.587, 0.114]


def row(path):
    data_set = read(path)
    if path.name in ERRORS:
        kind, why = ERRORS[path.name]
        return {"file": path.name, "outcome": kind, "by": "", "note": why}
    if not any(name in data_set for name in PIXELS):
        what = data_set.get("SOPClassUID") or data_set.file_meta.get("MediaStorageSOPClassUID")
        return {"file": path.name, "outcome": "no_pixels", "note": what.name if what else "no SOP class"}
    found = readings(path, data_set)
    (first, (array, photometric)), *others = found.items()
    by = [first] + [name for name, (other, _) in others if np.array_equal(other, array)]
    values = grey(array, photometric, data_set)
    is_single = array.ndim == 2 and photometric != "PALETTE COLOR" and array.dtype.kind != "f"
    is_open = data_set.file_meta.TransferSyntaxUID in JPEG_2000_LOSSY
    integers = values.astype("<i8").astype("<i4").tobytes()
    digest = hashlib.sha256(integers).hexdigest() if is_single and not is_open else ""
    return {
        "file": path.name,
        "outcome": "read",
        "rows": values.shape[0],
        "columns": values.shape[1],
        "sha256": digest,
        "min": repr(float(values.min())),
        "max": repr(float(values.max())),
        "mean": repr(float(values.mean(dtype=float))),
        "slack": 1 if is_open else 0,
        "by": " ".join(by),
        "note": NOTES.get(path.name, ""),
    }


def main():
    fields = ["file", "outcome", "rows", "columns", "sha256", "min", "max", "mean", "slack", "by", "note"]
    table = csv.DictWriter(sys.stdout, fields, restval="", lineterminator="\n")
    table.writeheader()
    for path in sorted(Path(sys.argv[1]).glob("*.dcm")):
        table.writerow(row(path))


if sys.argv[1] == "--gdcm":
    gdcm_child(sys.argv[2])
else:
    main()
