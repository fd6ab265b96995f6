// Has the browser keep the page for use without a network, and notices new builds: src/page/shell/offline.rs shows both. It runs
// whether the page starts or not, so that a build that does not start can be replaced.
const version = document.querySelector("meta[name=version]")?.content;
const container = navigator.serviceWorker;
const CHECK_EVERY_MS = 3600e3;

// `state`: `unable` (no such store here), `keeping`, `kept`, or why it is not kept: `room`, `network`, `damaged`, `newer`.
// `more`, of what only some need: `asking`, or why not.
const offline = { state: "unable", lacking: 0, more: "", newer: false, others: 0, keepAll: () => {}, reload: () => location.reload() };
window.negatoscopeOffline = offline;
const change = (what) => {
  Object.assign(offline, what);
  dispatchEvent(new Event("negatoscope-offline"));
};

const begin = async () => {
  const registration = await container.register("service-worker.js");
  const { active: first, waiting } = registration;
  const isVisit = !container.controller; // nothing comes through the service worker yet

  const hear = ({ data, source }) => {
    if (data.type === "traffic") window.negatoscopeTraffic?.stored(data);
    if (data.type === "others") change({ others: data.open });
    if (data.type === "state" && data.version === version) {
      if (source === registration.active) change({ state: "kept", lacking: data.lacking, more: "" });
    } else if (data.type === "state") {
      // What was there before a page that did not come from it is older.
      if (source !== first || !isVisit) change({ newer: true });
    }
    if (data.type !== "lack") return;
    if (data.why === "newer") change({ newer: true, more: "" });
    // A build that could not be kept matters where none is: another one that is kept still works.
    else if (data.install) registration.active || change({ state: data.why });
    else if (offline.more === "asking" || data.why === "room") change({ more: data.why });
  };
  container.addEventListener("message", hear);
  container.startMessages();
  change({ state: "keeping" });

  const ask = (worker) => worker?.postMessage({ type: "state" });
  const follow = (worker) => {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "activated" || (worker.state === "installed" && registration.active)) ask(worker);
      if (worker.state === "redundant" && !registration.active && offline.state === "keeping") change({ state: "network" });
    });
  };
  registration.addEventListener("updatefound", () => follow(registration.installing));
  follow(registration.installing);
  ask(first);
  ask(waiting);

  offline.keepAll = () => {
    change({ more: "asking" });
    registration.active?.postMessage({ type: "keep" });
  };
  // The new build is waited for; where it cannot be kept, it comes from the server as on a browser that keeps nothing.
  offline.reload = async () => {
    if (container.controller && !registration.waiting) {
      await registration.update().catch(() => {});
      const worker = registration.installing;
      while (worker?.state === "installing") await new Promise((go) => worker.addEventListener("statechange", go, { once: true }));
      if (worker?.state === "redundant") await registration.unregister();
    }
    if (!registration.waiting) return location.reload();
    registration.waiting.postMessage({ type: "takeOver" });
    if (isVisit) location.reload();
  };

  let checked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() < checked + CHECK_EVERY_MS) return;
    checked = Date.now();
    registration.update().catch(() => {}); // without a network there is no news
  });

  if (!isVisit) return;
  const { active } = await container.ready;
  // Each once: what cannot be kept now would be asked for again with every word on it.
  const asked = new Set();
  const used = () => {
    const paths = (window.negatoscopeTraffic?.paths() ?? []).filter((path) => !asked.has(path));
    if (!paths.length) return;
    for (const path of paths) asked.add(path);
    active.postMessage({ type: "keep", paths });
  };
  used();
  addEventListener("negatoscope-traffic", used);
};

// Another build has taken over: this page asked for it, or was just opening when one that stood alone did. It begins anew, so
// that it gets no file of the other.
if (container?.controller) container.addEventListener("controllerchange", () => location.reload(), { once: true });

// Not offered on plain http beyond this machine, nor by every private window: then the page works, and is not kept.
if (container && version) {
  // A second later, so that what the page itself needs comes first.
  const later = () => setTimeout(() => begin().catch((error) => change({ state: error.name === "SecurityError" ? "unable" : "network" })), 1000);
  document.readyState === "complete" ? later() : addEventListener("load", later);
}
