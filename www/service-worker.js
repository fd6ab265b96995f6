// Keeps the page on this device, one build at a time, so that it opens and scores without a network.
//
// A page only ever gets files of its own build: each is checked against the hash that the build wrote here, and a build's
// files lie in a cache of their own. A new build waits until no page of the old one is open, or the person has it take over.
const BUILD = null; // A build writes its version, and each file's hash and length: xtask/src/version.rs.

const FOLDER = new URL("./", location).href;
const PREFIX = `negatoscope ${FOLDER} `; // other folders of this server may hold a Negatoscope of their own
const CACHE = PREFIX + BUILD?.version;
// Large, and not needed by everyone: kept when first used, or when the person asks for everything.
const LATER = /^(engine_gpu|jpeg_xl|weights\/paper\/)|_loader\.js$/;
const PATHS = Object.keys(BUILD?.files ?? {});
/** Where a file lies; some servers know the first page by its folder alone. */
const address = (path) => FOLDER + (path === "index.html" ? "" : path);

// Plain file servers send no policy with this file, and in a service worker only a header could be one. So it takes from
// itself what could reach another address or send something.
{
  const { fetch } = self;
  self.fetch = async (input, init) => {
    const request = new Request(input, { ...init, redirect: "error" });
    if (request.method !== "GET" || !request.url.startsWith(FOLDER)) throw new TypeError(`${request.url} is not of this page`);
    return fetch(request);
  };
  for (const name of ["WebSocket", "WebTransport", "EventSource", "RTCPeerConnection", "BackgroundFetchManager"]) delete self[name];
}

/** The path of a file of this build; undefined for all else. */
const pathOf = (url) => {
  const { origin, pathname } = new URL(url);
  if (!(origin + pathname).startsWith(FOLDER)) return undefined;
  const path = (origin + pathname).slice(FOLDER.length) || "index.html";
  return PATHS.includes(path) ? path : undefined;
};

const tell = async (message) => {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) if (page.url.startsWith(FOLDER)) page.postMessage(message);
};

/** Why a file is not to be had: `network`, `newer` (the server has another build), `damaged`, or `room`. */
class Lack extends Error {
  constructor(why, path) {
    super(`${path}: ${why}`);
    this.why = why;
  }
}

const hash = async (bytes) =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Fetches a file, and counts it; the browser's own cache may answer where it is asked for that. */
const load = async (path, cache) => {
  try {
    const response = await fetch(address(path), { cache });
    const bytes = await response.arrayBuffer();
    tell({ type: "traffic", path, received: bytes.byteLength });
    return { response, bytes };
  } catch {
    throw new Lack("network", path);
  }
};

/** A file of this build and no other, from the server. */
const fetched = async (path) => {
  // What the browser has may be of the last build: then the server is asked.
  for (const cache of ["default", "reload"]) {
    const { response, bytes } = await load(path, cache);
    if (response.ok && (await hash(bytes)) === BUILD.files[path].hash) {
      const headers = new Headers(response.headers);
      for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
      headers.set("x-hash", BUILD.files[path].hash);
      return new Response(bytes, { headers });
    }
  }
  const { bytes } = await load("service-worker.js", "no-store");
  const isOurs = new TextDecoder().decode(bytes).includes(`"${BUILD.version}"`);
  if (!isOurs) registration.update().catch(() => {});
  throw new Lack(isOurs ? "damaged" : "newer", path);
};

/** Keeps a file; that there is no room for it is told and no fault. */
const keep = async (path, response) => {
  try {
    await (await caches.open(CACHE)).put(address(path), response);
  } catch {
    tell({ type: "lack", why: "room", path });
  }
};

const isKept = async (path) => Boolean(await (await caches.open(CACHE)).match(address(path)));

/** The caches of other builds of this page. */
const others = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);

/** Keeps what every visit needs, and what the build before had; what has not changed is taken from there. */
const install = async () => {
  const cache = await caches.open(CACHE);
  const before = await Promise.all((await others()).map((name) => caches.open(name)));
  const one = async (path) => {
    const had = (await Promise.all(before.map((cache) => cache.match(address(path))))).filter(Boolean);
    if (LATER.test(path) && !had.length) return;
    const same = had.find((response) => response.headers.get("x-hash") === BUILD.files[path].hash);
    await cache.put(address(path), same ?? (await fetched(path)));
  };
  try {
    await Promise.all(PATHS.map(one));
  } catch (error) {
    await caches.delete(CACHE);
    await tell({ type: "lack", why: error.why ?? "room", install: true });
    throw error;
  }
};

const answer = async (path, request) => {
  try {
    const kept = await (await caches.open(CACHE)).match(address(path));
    if (kept) return kept;
  } catch {
    // The browser has lost its store: the server still has the file.
  }
  try {
    const response = await fetched(path);
    await keep(path, response.clone());
    return response;
  } catch (error) {
    if (error.why === "newer" && request.mode === "navigate") {
      // What was kept is gone, and the server has moved on: this page begins anew.
      await registration.unregister();
      return Response.redirect(request.url);
    }
    tell({ type: "lack", why: error.why, path });
    if (error.why === "network") return Response.error();
    return error.why === "newer"
      ? new Response(null, { status: 409, statusText: "Of another version" })
      : new Response(null, { status: 502, statusText: "Damaged" });
  }
};

/** What is kept, and how many bytes are not. */
const state = async () => {
  const lacking = [];
  for (const path of PATHS) if (!(await isKept(path))) lacking.push(path);
  const bytes = lacking.reduce((sum, path) => sum + BUILD.files[path].bytes, 0);
  return { type: "state", version: BUILD.version, lacking: bytes };
};

/** Keeps more files: those that a page without a service worker has used, or all. */
const keepMore = async (paths) => {
  for (const path of paths.filter((path) => PATHS.includes(path))) {
    try {
      if (!(await isKept(path))) await keep(path, await fetched(path));
    } catch (error) {
      tell({ type: "lack", why: error.why, path });
      if (error.why !== "damaged") break;
    }
  }
  await tell(await state());
};

/** Goes before the build that is open, where that is open once: another page of it would get files of two builds. */
const takeOver = async (source) => {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.filter(({ url }) => url.startsWith(FOLDER)).length;
  if (open > 1) source.postMessage({ type: "others", open: open - 1 });
  else await skipWaiting();
};

if (BUILD) {
  addEventListener("install", (event) => event.waitUntil(install()));
  addEventListener("activate", (event) =>
    event.waitUntil(
      (async () => {
        for (const name of await others()) await caches.delete(name);
        await caches.delete("negatoscope-weights"); // where the engines kept the weights before there was this file
      })(),
    ),
  );
  addEventListener("fetch", (event) => {
    const path = event.request.method === "GET" && pathOf(event.request.url);
    if (path) event.respondWith(answer(path, event.request));
  });
  addEventListener("message", (event) => {
    const { type, paths } = event.data;
    const does = {
      state: async () => event.source.postMessage(await state()),
      keep: () => keepMore(paths ?? PATHS),
      takeOver: () => takeOver(event.source),
    };
    if (Object.hasOwn(does, type)) event.waitUntil(does[type]());
  });
}
