// Server-sent events. Each is {"topic": "notices", …}: it becomes a `dangol:notices` event, and elements
// with data-refresh-on="notices" refresh (refresh.js).
//
// Browsers open six connections to a server, so of all tabs one holds the stream (a lock says which)
// and passes on what comes. Where there are no locks (plain http), or a page shows something only it
// watches (data-watch="job:5"), the tab has its own stream while it is looked at.
//
// A page is drawn before it can listen: the stream, or the tab that holds it, is asked for what was
// told meanwhile. To hear a thing twice does no harm.
import { refresh } from "./refresh.js";

const source = document.body.dataset.stream;
const watched = [...document.querySelectorAll("[data-watch]")].map((element) => element.dataset.watch);
const tabs = new BroadcastChannel("dangol");
const MARGIN = 500; // milliseconds a request may take to the server
const KEPT = 60_000; // milliseconds the holder remembers; a page that took longer to load is an exception

let heard = performance.timeOrigin; // until then nothing was missed

function tell(fact) {
  heard = Date.now();
  if (fact.topic !== "*") document.dispatchEvent(new CustomEvent(`dangol:${fact.topic}`, { detail: fact }));
  refresh(fact.topic);
}

/** Listen, with what came since this page last heard anything. */
function listen(hear) {
  const topics = watched.length ? `&topics=${watched.map(encodeURIComponent)}` : "";
  const stream = new EventSource(`${source}?missed=${Math.ceil(Date.now() - heard) + MARGIN}${topics}`);
  stream.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
  let lost = false; // a server that comes back does not know what was missed
  stream.addEventListener("error", () => (lost = true));
  stream.addEventListener("open", () => {
    if (lost) hear({ topic: "*" });
    lost = false;
  });
  return stream;
}

/** Until the page is left; a page brought back from the browser's memory listens again. */
function share() {
  const left = new AbortController();
  const leaving = new Promise((resolve) => window.addEventListener("pagehide", resolve, { once: true }));
  leaving.then(() => left.abort());
  const hold = () => {
    let kept = [];
    const stream = listen((fact) => {
      kept = [...kept.filter(({ at }) => at > Date.now() - KEPT), { at: Date.now(), fact }];
      tabs.postMessage(fact);
      tell(fact);
    });
    const answer = ({ data: { since } }) => kept.filter(({ at }) => at >= since).forEach(({ fact }) => tabs.postMessage(fact));
    tabs.addEventListener("message", answer);
    return leaving.then(() => {
      stream.close();
      tabs.removeEventListener("message", answer);
    });
  };
  tabs.postMessage({ since: heard });
  navigator.locks.request("dangol-stream", { signal: left.signal }, hold).catch(() => {});
}

let own = null;
function keepOwn() {
  own?.close();
  if (!document.hidden) own = listen(tell);
}

if (source && navigator.locks && !watched.length) {
  tabs.addEventListener("message", ({ data }) => data.topic && tell(data));
  window.addEventListener("pageshow", share);
} else if (source) {
  window.addEventListener("pageshow", keepOwn);
  window.addEventListener("pagehide", () => own?.close());
  document.addEventListener("visibilitychange", keepOwn);
}
