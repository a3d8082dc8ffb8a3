// Server-sent events. Each is {"topic": "notices", …}: it becomes a `dangol:notices` event, and elements
// with data-refresh-on="notices" are told to `refresh`.
//
// Browsers open six connections to a server, so of all tabs one holds the stream (a lock says which)
// and passes on what comes. Where there are no locks (plain http), or a page shows something only it
// watches (data-watch="job:5"), the tab has its own stream while it is looked at.
const source = document.body.dataset.stream;
const watched = [...document.querySelectorAll("[data-watch]")].map((element) => element.dataset.watch);
const tabs = new BroadcastChannel("dangol");

const refreshAll = () => document.querySelectorAll("[data-refresh-on]").forEach((element) => htmx.trigger(element, "refresh"));

/** What was told between the drawing of a page and its stream is missed; a call that rings cannot wait. */
const refreshCorners = () => document.querySelectorAll(".corner").forEach((element) => htmx.trigger(element, "refresh"));

function tell(fact) {
  if (fact.topic === "*") return refreshAll();
  if (fact.topic === "open") return refreshCorners();
  document.dispatchEvent(new CustomEvent(`dangol:${fact.topic}`, { detail: fact }));
  const waiting = `[data-refresh-on~="${CSS.escape(fact.topic)}"]`;
  document.querySelectorAll(waiting).forEach((element) => htmx.trigger(element, "refresh"));
}

function listen(address) {
  const stream = new EventSource(address);
  stream.addEventListener("message", ({ data }) => tell(JSON.parse(data)));
  let lost = false; // a server that comes back does not know what was missed
  stream.addEventListener("error", () => (lost = true));
  stream.addEventListener("open", () => {
    const told = { topic: lost ? "*" : "open" };
    lost = false;
    tell(told);
    tabs.postMessage(JSON.stringify(told));
  });
  return stream;
}

/** Until the page is left; a page brought back from the browser's memory listens again. */
function share() {
  const left = new AbortController();
  const leaving = new Promise((resolve) => window.addEventListener("pagehide", resolve, { once: true }));
  leaving.then(() => left.abort());
  const hold = () => {
    const stream = listen(source);
    stream.addEventListener("message", ({ data }) => tabs.postMessage(data));
    return leaving.then(() => stream.close());
  };
  navigator.locks.request("dangol-stream", { signal: left.signal }, hold).catch(() => {});
}

let own = null;
function keepOwn() {
  const missed = own?.readyState === EventSource.CLOSED; // while nobody looked
  own?.close();
  if (document.hidden) return;
  own = listen(watched.length ? `${source}?topics=${watched.map(encodeURIComponent)}` : source);
  if (missed) refreshAll();
}

if (source && navigator.locks && !watched.length) {
  tabs.addEventListener("message", ({ data }) => tell(JSON.parse(data)));
  window.addEventListener("pageshow", share);
} else if (source) {
  window.addEventListener("pageshow", keepOwn);
  window.addEventListener("pagehide", () => own?.close());
  document.addEventListener("visibilitychange", keepOwn);
}
