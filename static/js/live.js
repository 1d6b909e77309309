// Keeps a page up to date with one poller, the element #live. Its answers carry the next poller (so that the server
// sets the pace) and the pieces of the page that changed. The words of the notices stand in the page.

const HIDDEN_PAUSE = 5; // a hidden tab lets this many ticks go by between two looks

let failures = 0;
let pause = 0; // ticks to let go by
let isLooking = false;
let isNews = false; // something changed while a look was on its way: its answer may know nothing of that

// After an outerHTML swap `detail.elt` is the body; the configuration still knows who asked.
const asker = (event) => event.detail.requestConfig?.elt ?? event.detail.elt;
const isPoll = (event) => asker(event)?.id === "live";

// A sign-in page, or the page of some proxy in between, must never be swapped in.
const isGenuine = (xhr) => xhr.status === 204 || xhr.getResponseHeader("X-Live") === "1";

function notice(name) {
  for (const bar of document.querySelectorAll("[data-live-notice]")) bar.hidden = bar.dataset.liveNotice !== name;
}

function backOff() {
  failures = Math.min(failures + 1, 5);
  pause = 2 ** failures - 1;
}

function recovered() {
  failures = 0;
  pause = document.hidden ? HIDDEN_PAUSE : 0;
  notice("");
}

function lostConnection(event) {
  if (!isPoll(event)) return;
  backOff();
  if (failures > 1) notice("offline");
}

function signedOut() {
  backOff();
  notice("signed-out");
}

function gone() {
  backOff();
  notice("gone");
}

function wake() {
  const poller = document.getElementById("live");
  if (document.hidden || !poller) return;
  pause = 0;
  htmx.trigger(poller, "wake");
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPoll(event)) return;
  isLooking = pause === 0;
  if (isLooking) return;
  pause -= 1;
  event.preventDefault();
});

document.body.addEventListener("videos-changed", () => {
  isNews = isLooking;
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!isPoll(event) || xhr.status >= 400 || isGenuine(xhr)) return;
  event.detail.shouldSwap = false;
  signedOut();
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!isPoll(event)) return;
  isLooking = false;
  if (event.detail.successful && isGenuine(event.detail.xhr)) recovered();
  if (isNews) wake();
  isNews = false;
});

document.body.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) signedOut();
  else if (status === 404 && isPoll(event) && document.querySelector('[data-live-notice="gone"]')) gone();
  else lostConnection(event);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) document.body.addEventListener(name, lostConnection);
document.addEventListener("visibilitychange", wake);
addEventListener("online", wake);

// What became ready while nobody looked is counted in the title of the tab.
const title = document.title;
let ready = 0;

function showReady() {
  document.title = ready ? `(${ready}) ${title}` : title;
}

const toasts = document.getElementById("toasts"); // pages of guests have none
const counter = new MutationObserver((changes) => {
  if (!document.hidden) return;
  ready += changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.dataset?.ready !== undefined).length;
  showReady();
});
if (toasts) counter.observe(toasts, { childList: true });

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  ready = 0;
  showReady();
});
