// Live updates: the server says which names changed, the parts that show them fetch themselves again.
//
// A browser opens one stream however many tabs it has (a seventh would hang on HTTP/1.1): the tab that holds the lock
// reads it and passes the names on. Each tab raises `live:<name>` on the body, and `live:again` after lost contact,
// for what changed meanwhile is not known. A hidden tab waits until it is looked at.
const url = document.body.dataset.live;
const lost = document.getElementById("lost");
const SILENCE = 30_000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("steerboard-live") : null;
const waiting = new Set();
let heard = Date.now();
let away = false;

function raise() {
  if (document.hidden) return;
  for (const name of waiting) document.body.dispatchEvent(new CustomEvent(`live:${name}`, { bubbles: true }));
  waiting.clear();
}

function take({ names = [], contact = true }) {
  if (contact) {
    heard = Date.now();
    if (away) { away = false; names = [...names, "again"]; }
    if (lost) lost.hidden = true;
  }
  names.forEach((name) => waiting.add(name));
  raise();
}

function tell(message) {
  take(message);
  channel?.postMessage(message);
}

function listen() {
  let source;
  let beats = false; // a server that sends `beat` events is heard each 15 s; without them an open stream is trusted
  let pause = 2_000;
  let gap = false;
  const connect = () => {
    source = new EventSource(url);
    source.onopen = () => { pause = 2_000; tell({ names: gap ? ["again"] : [] }); gap = false; };
    source.addEventListener("beat", () => { beats = true; tell({}); });
    source.addEventListener("change", (event) => {
      const { names = [] } = JSON.parse(event.data);
      tell({ names });
    });
    source.onerror = () => {
      gap = true;
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, pause); // the browser gives up after a refusal; we do not
      pause = Math.min(pause * 2, 60_000);
    };
  };
  connect();
  setInterval(() => {
    if (source.readyState === EventSource.OPEN && !beats) tell({});
    else if (beats && Date.now() - heard > SILENCE && source.readyState === EventSource.OPEN) { source.close(); gap = true; connect(); }
  }, 10_000);
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { gap = true; connect(); } });
}

// What somebody is typing is not swept away: a part that holds a changed form, or a focused control that htmx could not
// find again by its id, fetches itself when the form is sent or the control is left.
const held = new Map(); // part → what it was told meanwhile
const TYPED = "form[data-typed], :is(input, textarea, select):not([id]):focus";

function release() {
  for (const [part, event] of held) {
    if (part.isConnected && part.querySelector(TYPED)) continue;
    held.delete(part);
    if (part.isConnected) htmx.ajax("get", part.getAttribute("hx-get"), { source: part, event });
  }
}

document.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.typed = ""; });
document.addEventListener("focusout", () => setTimeout(release)); // by then it is known where the focus went
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!requestConfig.triggeringEvent?.type.startsWith("live:") || !elt.querySelector(TYPED)) return;
  held.set(elt, requestConfig.triggeringEvent);
  event.preventDefault();
});
document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status >= 300) return;
  delete event.detail.elt.dataset?.typed; // sent: what comes next may show
  setTimeout(release);
});

if (url) {
  channel?.addEventListener("message", (event) => take(event.data));
  document.addEventListener("visibilitychange", raise);
  // Back shows the page as the browser kept it, and what changed meanwhile is not known. Before it has loaded, what it
  // asks for would come from the same keeping.
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward")
    addEventListener("load", () => setTimeout(() => take({ names: ["again"], contact: false })));
  setInterval(() => {
    if (Date.now() - heard <= SILENCE) return;
    away = true;
    if (lost) lost.hidden = false;
  }, 5_000);
  if (navigator.locks && channel) navigator.locks.request("steerboard-live", () => new Promise(listen));
  else listen(); // no locks outside of https and localhost: each tab has its own stream
}
