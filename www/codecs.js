// Codecs that few films need and that are too large to be loaded with the rest: an engine asks for one when it meets
// the first such film. A module puts itself into the worker's global scope.
self.loadJpegXl = async () => {
  const codec = await import("./jpeg_xl.js");
  await codec.default();
};
