// Server-sent events. Each is {"topic": "notices", …}: it becomes a `dangol:notices` event, and elements
// with data-refresh-on="notices" are told to `refresh`.
//
// Browsers open six connections to a server, so of all tabs one holds the stream (a lock says which)
// and passes on what comes. Where there are no locks (plain http), each tab has its own.
const source = document.body.dataset.stream;
const tabs = new BroadcastChannel("dangol");

function tell(fact) {
  document.dispatchEvent(new CustomEvent(`dangol:${fact.topic}`, { detail: fact }));
  const waiting = `[data-refresh-on~="${CSS.escape(fact.topic)}"]`;
  document.querySelectorAll(waiting).forEach((element) => htmx.trigger(element, "refresh"));
}

function listen() {
  const stream = new EventSource(source);
  stream.addEventListener("message", ({ data }) => {
    tell(JSON.parse(data));
    tabs.postMessage(data);
  });
  return stream;
}

/** Until the page is left; a page brought back from the browser's memory listens again. */
function listenHere() {
  const left = new AbortController();
  const leaving = new Promise((resolve) => window.addEventListener("pagehide", resolve, { once: true }));
  leaving.then(() => left.abort());
  const hold = () => {
    const stream = listen();
    return leaving.then(() => stream.close());
  };
  if (!navigator.locks) return hold();
  return navigator.locks.request("dangol-stream", { signal: left.signal }, hold).catch(() => {});
}

if (source) {
  tabs.addEventListener("message", ({ data }) => tell(JSON.parse(data)));
  window.addEventListener("pageshow", listenHere);
}
