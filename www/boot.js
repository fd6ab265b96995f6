// Starts the page, or says in a plain sentence why it cannot.
const say = (sentence) => {
  document.getElementById("boot").textContent = sentence;
};

// A module of one function that uses 128-bit SIMD, which the models need.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

if (typeof WebAssembly !== "object") {
  say("Negatoscope needs WebAssembly, which is missing or switched off in this browser. Switch it on, or use a current Firefox, Chrome, Edge or Safari.");
} else if (!WebAssembly.validate(new Uint8Array(SIMD))) {
  say("Negatoscope needs WebAssembly with SIMD, which this browser is too old for. Use a current Firefox, Chrome, Edge or Safari.");
} else if (typeof Worker !== "function") {
  say("Negatoscope reads films in a worker beside the page, which this browser lacks or has switched off. Use a current Firefox, Chrome, Edge or Safari.");
} else {
  try {
    const { default: start } = await import("./page.js");
    await start();
    document.getElementById("boot").remove();
  } catch (error) {
    console.error(error);
    say("Negatoscope could not be started: part of it did not arrive, or is damaged. Check the connection and reload the page; if it happens again, copy the page to its server again.");
  }
}
