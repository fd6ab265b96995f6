"""Writes one large chest film in every encoding, for the benchmarks of decoding.

Usage: python encode.py FOLDER [--film FILE] [--program PROGRAM] [--bits 16]

Needs pydicom 3, pylibjpeg with -openjpeg, -libjpeg and -rle, pyjpegls, python-gdcm, imagecodecs and numpy. The film is
the phantom that PROGRAM draws (`negatoscope phantom`), or FILE: a DICOM file or a .npy array, brought to 2500 x 2048
pixels. Where an encoding holds more bits than the film, what lies below the film's last bit is filled with noise, as in
a detector's own samples: grain decides how long decoding takes, and a film without it would flatter every codec.

Each file is decoded again, by another library than encoded it where there is one, and held against the film: sample by
sample, or within what a lossy encoding may lose.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate, get_frame
from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian, RLELossless, generate_uid

ROWS, COLUMNS = 2500, 2048
BIG_ENDIAN = "1.2.840.10008.1.2.2"
JPEG = "1.2.840.10008.1.2.4."
JPEG_XL = JPEG + "110"


def rle(film, bits):
    data_set = describe(film, bits, ExplicitVRLittleEndian)
    data_set.PixelData = film.tobytes()
    data_set.compress(RLELossless, encoding_plugin="pylibjpeg", generate_instance_uid=False)
    return get_frame(data_set.PixelData, 0, number_of_frames=1)


def jpeg(film, bits):
    return imagecodecs.jpeg_encode(film, 90, bitspersample=bits)


def jpeg_lossless(predictor):
    return lambda film, bits: imagecodecs.jpeg_encode(film, lossless=True, predictor=predictor, bitspersample=bits)


def jpeg_ls(near):
    return lambda film, bits: imagecodecs.jpegls_encode(film, near)


def jpeg_2000(film, bits):
    return imagecodecs.jpeg2k_encode(film, reversible=True, codecformat="j2k", bitspersample=bits)


def jpeg_2000_lossy(film, bits):
    """About a tenth of the native pixels: a peak signal-to-noise ratio of 60 dB."""
    return imagecodecs.jpeg2k_encode(film, 60, reversible=False, codecformat="j2k", bitspersample=bits)


def htj2k(film, bits):
    return imagecodecs.htj2k_encode(film, reversible=True)


def htj2k_lossy(film, bits):
    """About a tenth of the native pixels, by the quantiser's step: a share of 16 bits, whatever the film fills of them."""
    return imagecodecs.htj2k_encode(film, 0.0025 * 2**bits / 2**16, reversible=False)


def jpeg_xl(film, bits):
    return imagecodecs.jpegxl_encode(film, lossless=True, bitspersample=bits)


# Name, transfer syntax, most bits, how far a sample may lie off (below 1: a share of the range), what encodes a frame
# (none: its samples stand in the data set as they are).
ENCODINGS = [
    ("implicit", "1.2.840.10008.1.2", 16, 0, None),
    ("explicit", "1.2.840.10008.1.2.1", 16, 0, None),
    ("big-endian", BIG_ENDIAN, 16, 0, None),
    ("deflated", "1.2.840.10008.1.2.1.99", 16, 0, None),
    ("rle", RLELossless, 16, 0, rle),
    ("jpeg-baseline", JPEG + "50", 8, 0.1, jpeg),
    ("jpeg-extended", JPEG + "51", 12, 0.1, jpeg),
    ("jpeg-lossless", JPEG + "57", 16, 0, jpeg_lossless(6)),
    ("jpeg-lossless-sv1", JPEG + "70", 16, 0, jpeg_lossless(1)),
    ("jpeg-ls", JPEG + "80", 16, 0, jpeg_ls(0)),
    ("jpeg-ls-near", JPEG + "81", 16, 2, jpeg_ls(2)),
    ("jpeg-2000", JPEG + "90", 16, 0, jpeg_2000),
    ("jpeg-2000-lossy", JPEG + "91", 16, 0.1, jpeg_2000_lossy),
    ("htj2k", JPEG + "201", 16, 0, htj2k),
    ("htj2k-lossy", JPEG + "203", 16, 0.1, htj2k_lossy),
    ("jpeg-xl", JPEG_XL, 16, 0, jpeg_xl),
]


def describe(film, bits, syntax):
    """A data set without pixels."""
    data_set = pydicom.Dataset()
    data_set.preamble, data_set.file_meta = bytes(128), FileMetaDataset()
    data_set.SOPClassUID = data_set.file_meta.MediaStorageSOPClassUID = ComputedRadiographyImageStorage
    uid = generate_uid(entropy_srcs=[syntax, str(bits)])
    data_set.SOPInstanceUID = data_set.file_meta.MediaStorageSOPInstanceUID = uid
    data_set.file_meta.TransferSyntaxUID = syntax
    data_set.file_meta.FileMetaInformationGroupLength = 0  # is counted when the file is written
    data_set.Modality, data_set.BodyPartExamined, data_set.ViewPosition = "CR", "CHEST", "PA"
    data_set.SamplesPerPixel, data_set.PhotometricInterpretation = 1, "MONOCHROME2"
    data_set.Rows, data_set.Columns = film.shape
    data_set.BitsAllocated = 8 * film.itemsize
    data_set.BitsStored, data_set.HighBit, data_set.PixelRepresentation = bits, bits - 1, 0
    return data_set


def write(path, film, bits, syntax, encoder):
    data_set = describe(film, bits, syntax)
    if encoder:
        data_set.PixelData = encapsulate([encoder(film, bits)])
        data_set["PixelData"].VR = "OB"
        data_set["PixelData"].is_undefined_length = True
    else:
        data_set.PixelData = film.astype(">u2" if syntax == BIG_ENDIAN else "<u2").tobytes()
        data_set["PixelData"].VR = "OW"
    # pydicom does not know JPEG XL's transfer syntax, so it is told the encoding of each.
    how = {"implicit_vr": syntax == "1.2.840.10008.1.2", "little_endian": syntax != BIG_ENDIAN, "force_encoding": True}
    pydicom.dcmwrite(path, data_set, **how)


def decode(path):
    data_set = pydicom.dcmread(path)
    if data_set.file_meta.TransferSyntaxUID == JPEG_XL:  # pydicom knows no decoder for it
        return imagecodecs.jpegxl_decode(get_frame(data_set.PixelData, 0, number_of_frames=1))
    return data_set.pixel_array


def check(path, film, bits, slack):
    """Says how far the file's samples lie off the film's, and ends where that is too far."""
    error = int(np.abs(decode(path).astype(np.int32) - film).max())
    if error > (slack if slack >= 1 else slack * 2**bits):
        raise SystemExit(f"{path.name}: a sample lies {error} off")
    print(f"{path.name:<26} {bits:>2} bits {path.stat().st_size / 1e6:>7.2f} MB  ", end="")
    print(f"at most {error} off" if slack else "exact")


def base_film(args):
    """The film and its bits."""
    if args.film and args.film.suffix == ".npy":
        film = np.load(args.film)
        return film, int(film.max()).bit_length()
    if args.film:
        data_set = pydicom.dcmread(args.film)
        return data_set.pixel_array, data_set.BitsStored
    with tempfile.TemporaryDirectory() as folder:
        size = ["--rows", str(ROWS), "--columns", str(COLUMNS)]
        subprocess.run([args.program, "phantom", folder, "--count", "1", *size], check=True, stdout=subprocess.DEVNULL)
        data_set = pydicom.dcmread(next(Path(folder).glob("*.dcm")))
        return data_set.pixel_array, data_set.BitsStored


def resized(film):
    """The nearest sample for each pixel: anything smoother would take the grain away."""
    rows = np.arange(ROWS) * film.shape[0] // ROWS
    columns = np.arange(COLUMNS) * film.shape[1] // COLUMNS
    return film[rows][:, columns]


def with_bits(film, bits, wanted):
    """The film with `wanted` bits: lower ones are cut off, or filled with noise."""
    if wanted <= bits:
        film = film >> (bits - wanted)
    else:
        added = wanted - bits
        noise = np.random.default_rng(1).integers(0, 2**added, film.shape, dtype=np.uint16)
        film = (film.astype(np.uint16) << added) + noise
    return np.ascontiguousarray(film, np.uint8 if wanted <= 8 else np.uint16)


def main():
    parser = argparse.ArgumentParser(description="One large chest film in every encoding.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--film", type=Path, help="a DICOM file or a .npy array instead of the phantom")
    parser.add_argument("--program", default="negatoscope", help="draws the phantom")
    parser.add_argument("--bits", type=int, default=16, choices=range(12, 17), help="most bits a sample")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    film, bits = base_film(args)
    film = resized(film)
    for number, (name, syntax, most, slack, encoder) in enumerate(ENCODINGS, 1):
        wanted = min(args.bits, most)
        path = args.folder / f"{number:02}_{name}.dcm"
        ours = with_bits(film, bits, wanted)
        write(path, ours, wanted, syntax, encoder)
        check(path, ours, wanted, slack)


if __name__ == "__main__":
    main()
