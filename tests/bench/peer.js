// The peer of the browser's benchmark of decoding: cornerstone's decoders in a worker, as its image loader calls them
// there. tests/browser/bench/decoding.rs bundles this file; `peer/` stands for the loader's folder of compiled modules.
import { parseDicom } from "peer/imageLoader/wadouri/parseDicomWithInflater.js";
import getFrame from "peer/imageLoader/wadouri/getPixelData.js";
import { setWasmBasePath } from "peer/shared/wasmBasePath.js";
import decodeLittleEndian from "peer/shared/decoders/decodeLittleEndian.js";
import decodeBigEndian from "peer/shared/decoders/decodeBigEndian.js";
import decodeRLE from "peer/shared/decoders/decodeRLE.js";
import decodeJPEGBaseline8Bit from "peer/shared/decoders/decodeJPEGBaseline8Bit.js";
import decodeJPEGBaseline12Bit from "peer/shared/decoders/decodeJPEGBaseline12Bit-js.js";
import decodeJPEGLossless from "peer/shared/decoders/decodeJPEGLossless.js";
import decodeJPEGLS from "peer/shared/decoders/decodeJPEGLS.js";
import decodeJPEG2000 from "peer/shared/decoders/decodeJPEG2000.js";
import decodeHTJ2K from "peer/shared/decoders/decodeHTJ2K.js";
import decodeJPEGXL from "peer/shared/decoders/decodeJPEGXL.js";

setWasmBasePath(new URL(".", self.location.href).href);

// The loader's own switch (decodeImageFrameWorker.js) without what it does to the samples afterwards, their range and a
// copy: the benchmark is of decoding.
const codec = (decode) => (frame, bytes) => decode(bytes, { ...frame });
const JPEG = "1.2.840.10008.1.2.4.";
const DECODERS = {
  "1.2.840.10008.1.2": decodeLittleEndian,
  "1.2.840.10008.1.2.1": decodeLittleEndian,
  "1.2.840.10008.1.2.1.99": decodeLittleEndian,
  "1.2.840.10008.1.2.2": decodeBigEndian,
  "1.2.840.10008.1.2.5": decodeRLE,
  [JPEG + "50"]: codec(decodeJPEGBaseline8Bit),
  [JPEG + "51"]: decodeJPEGBaseline12Bit,
  [JPEG + "57"]: decodeJPEGLossless,
  [JPEG + "70"]: decodeJPEGLossless,
  [JPEG + "80"]: codec(decodeJPEGLS),
  [JPEG + "81"]: codec(decodeJPEGLS),
  [JPEG + "90"]: codec(decodeJPEG2000),
  [JPEG + "91"]: codec(decodeJPEG2000),
  [JPEG + "201"]: codec(decodeHTJ2K),
  [JPEG + "202"]: codec(decodeHTJ2K),
  [JPEG + "203"]: codec(decodeHTJ2K),
  [JPEG + "110"]: codec(decodeJPEGXL),
};

async function decode(bytes) {
  const dataSet = parseDicom(bytes);
  const syntax = dataSet.string("x00020010");
  const decoder = DECODERS[syntax];
  if (!decoder) throw new Error(`no decoder for ${syntax}`);
  const bitsAllocated = dataSet.uint16("x00280100");
  const isSigned = dataSet.uint16("x00280103") === 1;
  const frame = {
    rows: dataSet.uint16("x00280010"),
    columns: dataSet.uint16("x00280011"),
    samplesPerPixel: dataSet.uint16("x00280002"),
    bitsAllocated,
    bitsStored: dataSet.uint16("x00280101"),
    pixelRepresentation: dataSet.uint16("x00280103"),
    photometricInterpretation: dataSet.string("x00280004"),
    signed: isSigned,
    bytesPerPixel: bitsAllocated <= 8 ? 1 : 2,
  };
  return (await decoder(frame, getFrame(dataSet, 0))).pixelData;
}

// The facts of the samples, as `negatoscope inspect` gives them.
async function facts(samples) {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const sample of samples) {
    if (sample < min) min = sample;
    if (sample > max) max = sample;
    sum += sample;
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Int32Array(samples)));
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { stored_sha256: hex, stored_min: min, stored_max: max, stored_mean: sum / samples.length };
}

self.addEventListener("message", async ({ data }) => {
  try {
    const bytes = new Uint8Array(await data.file.arrayBuffer());
    const started = performance.now();
    const samples = await decode(bytes);
    const ms = performance.now() - started;
    self.postMessage(data.facts ? await facts(samples) : { ms });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
});
