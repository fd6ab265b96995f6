// Counts what is sent: the bytes of every request body, and the requests by where they go. It runs first in the page and
// first in each engine's worker, so that nothing is sent uncounted. src/page/traffic.rs shows the counts.
{
  const isPage = typeof window === "object";
  const add = (bytes, requests, elsewhere) => {
    if (!isPage) return postMessage({ type: "traffic", bytes, requests, elsewhere });
    traffic.bytes += bytes;
    traffic.requests += requests;
    traffic.elsewhere += elsewhere;
    dispatchEvent(new Event("negatoscope-traffic"));
  };
  const traffic = { bytes: 0, requests: 0, elsewhere: 0, add };
  if (isPage) window.negatoscopeTraffic = traffic;

  const count = async (body) => {
    if (body === null || body === undefined) return;
    add((await new Response(body).arrayBuffer()).byteLength, 0, 0);
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

  new PerformanceObserver((list) => {
    // Blob and data addresses lie in the page itself.
    const asked = list.getEntries().filter(({ name }) => name.startsWith("http"));
    if (asked.length) add(0, asked.length, asked.filter(({ name }) => !name.startsWith(`${self.origin}/`)).length);
  }).observe({ type: "resource", buffered: true });
}
