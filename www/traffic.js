// Counts what is sent, the bytes of every request body, and lists what is asked for, from where it came and how much it was.
// It runs first in the page and first in each engine's worker, so that nothing is sent uncounted. The service worker, which
// sends no bodies, tells what it fetches. src/page/shell/traffic.rs shows it all.
{
  const isPage = typeof window === "object";
  const traffic = { bytes: 0, elsewhere: 0, asked: [] };
  const MOST_LISTED = 500;

  // `who` asked: `page`, an engine, or `store` for the service worker.
  const add = (who, bytes, asked) => {
    traffic.bytes += bytes;
    traffic.elsewhere += asked.filter(({ url }) => !url.startsWith(`${self.origin}/`)).length;
    traffic.asked.push(...asked.map((one) => ({ who, ...one })));
    traffic.asked.splice(0, traffic.asked.length - MOST_LISTED);
    dispatchEvent(new Event("negatoscope-traffic"));
  };
  const told = (bytes, asked) => (isPage ? add("page", bytes, asked) : postMessage({ type: "traffic", bytes, asked }));
  if (isPage) {
    const folder = new URL("./", document.baseURI).href;
    Object.assign(traffic, {
      add,
      stored: ({ path, received }) => add("store", 0, [{ url: folder + path, source: "network", received }]),
      paths: () => traffic.asked.filter(({ url }) => url.startsWith(folder)).map(({ url }) => url.slice(folder.length)),
    });
    window.negatoscopeTraffic = traffic;
  }

  const count = async (body) => {
    if (body === null || body === undefined) return;
    told((await new Response(body).arrayBuffer()).byteLength, []);
  };

  const { fetch } = self;
  self.fetch = (input, init) => {
    if (input instanceof Request && input.body) count(input.clone().body);
    count(init?.body);
    return fetch(input, init);
  };
  const before = (owner, method, body) => {
    if (!owner) return; // workers have no beacons
    const plain = owner[method];
    owner[method] = function (...values) {
      count(values[body]);
      return plain.apply(this, values);
    };
  };
  before(self.XMLHttpRequest?.prototype, "send", 0);
  before(self.WebSocket?.prototype, "send", 0);
  before(self.Navigator?.prototype, "sendBeacon", 1);

  // Connections between browsers are not requests, and no policy that browsers know forbids them: the page has none.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) delete self[name];

  // From the network, from what the service worker keeps, or from the browser's own cache.
  const source = ({ transferSize, workerStart, decodedBodySize }) =>
    transferSize > 0 ? "network" : workerStart > 0 ? "kept" : decodedBodySize > 0 ? "cache" : "network";
  const list = (entries) => {
    // Blob and data addresses lie in the page itself.
    const asked = entries.filter(({ name }) => name.startsWith("http"));
    const one = (entry) => ({
      url: entry.name.replace(/[?#].*/, ""),
      source: source(entry),
      received: entry.transferSize || entry.decodedBodySize,
    });
    if (asked.length) told(0, asked.map(one));
  };
  for (const type of isPage ? ["navigation", "resource"] : ["resource"]) {
    new PerformanceObserver((found) => list(found.getEntries())).observe({ type, buffered: true });
  }
}
