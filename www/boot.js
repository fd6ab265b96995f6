// Starts the page, or says why it cannot. The sentences stand here and not in www/locales, because they must show where
// nothing else can be loaded.
const SENTENCES = {
  en: {
    opening: "Loading.",
    no_wasm: "Negatoscope needs WebAssembly, which this browser lacks or has disabled. Enable it, or use a current Firefox, Chrome, Edge or Safari.",
    no_simd: "Negatoscope needs WebAssembly with SIMD, which this browser does not support. Use a current Firefox, Chrome, Edge or Safari.",
    no_worker: "Negatoscope needs Web Workers, which this browser lacks or has disabled. Use a current Firefox, Chrome, Edge or Safari.",
    not_started: "Negatoscope could not be started: part of it did not arrive or is damaged. Check the connection and reload the page. If it happens again, copy the page's files to the server again.",
  },
  ja: {
    opening: "読み込んでいます。",
    no_wasm: "NegatoscopeにはWebAssemblyが必要ですが、このブラウザーは対応していないか、無効になっています。有効にするか、最新のFirefox、Chrome、Edge、Safariをお使いください。",
    no_simd: "NegatoscopeにはSIMD対応のWebAssemblyが必要ですが、このブラウザーは対応していません。最新のFirefox、Chrome、Edge、Safariをお使いください。",
    no_worker: "NegatoscopeにはWeb Workersが必要ですが、このブラウザーは対応していないか、無効になっています。最新のFirefox、Chrome、Edge、Safariをお使いください。",
    not_started: "Negatoscopeを起動できませんでした。ファイルの一部が届いていないか、破損しています。接続を確認し、ページを再読み込みしてください。繰り返し起きる場合は、ページのファイル一式をサーバーにコピーし直してください。",
  },
};

// What the person chose before, where the browser lets it be read.
const kept = () => {
  try {
    return localStorage.getItem(`negatoscope ${new URL("./", document.baseURI).href} language`); // src/page/shell/settings.rs: place
  } catch {
    return null;
  }
};

// The language the page itself will take: see src/page/shell/settings.rs.
const wished = new URLSearchParams(location.search).get("lang") ?? kept() ?? "";
const primary = [wished, ...navigator.languages].map((tag) => tag.split(/[-_]/)[0].toLowerCase());
const language = primary.find((tag) => tag === "en" || tag === "ja") ?? "en";
document.documentElement.lang = language;

const say = (sentence) => {
  document.getElementById("boot").textContent = SENTENCES[language][sentence];
};
say("opening");

// A module of one function that uses 128-bit SIMD, which the models need.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

if (typeof WebAssembly !== "object") {
  say("no_wasm");
} else if (!WebAssembly.validate(new Uint8Array(SIMD))) {
  say("no_simd");
} else if (typeof Worker !== "function") {
  say("no_worker");
} else {
  try {
    const { default: start } = await import("./page.js");
    await start();
    document.getElementById("boot").remove();
  } catch (error) {
    console.error(error);
    say("not_started");
  }
}
