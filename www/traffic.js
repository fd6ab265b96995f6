// Counts what the page sends: the bytes of every request body, and the requests by where they go.
// Runs before anything else, so that nothing can be sent uncounted. src/page/traffic.rs shows the counts.
const traffic = (window.negatoscopeTraffic = { bytes: 0, requests: 0, elsewhere: 0 });
const tell = () => window.dispatchEvent(new Event("negatoscope-traffic"));

const count = async (body) => {
  if (body === null || body === undefined) return;
  traffic.bytes += (await new Response(body).arrayBuffer()).byteLength;
  tell();
};

const { fetch, XMLHttpRequest, WebSocket, Navigator } = window;
window.fetch = (input, init) => {
  if (input instanceof Request && input.body) count(input.clone().body);
  count(init?.body);
  return fetch(input, init);
};
const before = (owner, method, body) => {
  const plain = owner[method];
  owner[method] = function (...values) {
    count(values[body]);
    return plain.apply(this, values);
  };
};
before(XMLHttpRequest.prototype, "send", 0);
before(WebSocket.prototype, "send", 0);
before(Navigator.prototype, "sendBeacon", 1);

new PerformanceObserver((list) => {
  for (const { name } of list.getEntries()) {
    if (!name.startsWith("http")) continue; // blob and data addresses lie in the page itself
    traffic.requests += 1;
    if (!name.startsWith(`${location.origin}/`)) traffic.elsewhere += 1;
  }
  tell();
}).observe({ type: "resource", buffered: true });
