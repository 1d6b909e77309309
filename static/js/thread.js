// Where people write about a film: the moment or the part that a comment is about, and the fields that open under one.
//
// <input data-from>, <input data-until>      minutes and seconds; they follow the film unless somebody writes in them
// <button data-part aria-pressed="false">    pressed: the beginning stays, and the end follows the film
// <div class="slot">                         where a field opens; <a data-cancel> in it closes it

const FIELD = ".slot textarea";

// --- The moment

function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds - 60 * minutes).toFixed(2).padStart(5, "0")}`;
}

// As the server reads it; only what this module wrote itself has to be understood.
const seconds = (written) => written.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);

function follow() {
  const film = document.querySelector("[data-player] video");
  const from = document.querySelector("[data-from]");
  if (!film || !from) return;
  const until = document.querySelector("[data-until]");
  const isPart = document.querySelector("[data-part]").getAttribute("aria-pressed") === "true";
  const { currentTime } = film;
  if (!isPart) {
    if (!from.dataset.own) from.value = clock(currentTime);
  } else if (!until.dataset.own) {
    until.value = currentTime > seconds(from.value) ? clock(currentTime) : "";
  }
}

// Events of a film do not bubble.
for (const name of ["loadedmetadata", "seeking", "timeupdate", "pause"]) document.addEventListener(name, follow, true);

document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-from], [data-until]")) target.dataset.own = target.value;
});

document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-part]");
  if (!part) return;
  const isPart = part.getAttribute("aria-pressed") !== "true";
  part.setAttribute("aria-pressed", isPart);
  const until = document.querySelector("[data-until]");
  until.value = until.dataset.own = "";
  follow();
});

document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "composer-text" || document.querySelector("[data-from]")?.value === "") follow();
});
follow();

// --- Threads and their pins

let near = null; // the thread in which the focus is, or was last

document.addEventListener("focusin", ({ target }) => {
  near = target.closest(".thread > .cmt");
});

const isShown = (element) => element.getClientRects().length > 0;

// How far a part reaches on the line of the film; where it begins is written by player.js.
function reach() {
  const { duration } = document.querySelector("[data-player]")?.dataset ?? {};
  for (const part of document.querySelectorAll(".reach")) {
    part.style.inlineSize = `${(100 * (part.dataset.end - part.dataset.seek)) / duration}%`;
  }
}

document.body.addEventListener("htmx:afterSettle", () => {
  reach();
  // What was just marked as done is not in the list any more: the focus goes to the choice of the list.
  const { activeElement, body } = document;
  const isLost = activeElement === body || near?.contains(activeElement); // the browser takes a moment to notice
  if (isLost && near?.isConnected && !isShown(near)) document.querySelector("[name=show]:checked").focus();
});
reach();

// What was just sent comes into sight when it comes.
let awaited = 0; // how many threads there were

const all = () => document.querySelectorAll(".thread > .cmt");

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.requestConfig.elt.matches(".composer")) awaited = all().length + 1;
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!awaited || all().length < awaited) return;
  awaited = 0;
  const thread = document.getElementById("thread");
  thread.scrollTop = thread.scrollHeight;
});

// A pin brings its comment into sight, and the half of the list in which it stands.
document.addEventListener("click", (event) => {
  const pin = event.target.closest(".pin");
  const comment = pin && document.getElementById(pin.dataset.comment);
  if (!comment) return;
  if (!isShown(comment)) document.querySelector("[name=show]:not(:checked)").click();
  const thread = comment.parentElement;
  thread.scrollTop = comment.offsetTop - thread.offsetTop; // on a phone the page scrolls, and the film stays in sight
});

// --- Fields

// A field in which somebody is writing is not replaced by an empty one.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { target, requestConfig } = event.detail;
  const field = target?.matches?.(".slot") && requestConfig.verb === "get" && target.querySelector("textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

// The focus goes back to what opened the field.
function backFrom(slot) {
  document.querySelector(`[hx-target="#${slot.id}"]:not(form)`)?.focus();
}

function close(slot) {
  slot.replaceChildren();
  backFrom(slot);
}

document.addEventListener("click", (event) => {
  const slot = event.target.closest("[data-cancel]")?.closest(".slot");
  if (!slot) return; // on a page of its own it is a link
  event.preventDefault();
  close(slot);
});

document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && target.matches(FIELD) && target.value === target.defaultValue) close(target.closest(".slot"));
});

document.body.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target.matches(".slot") && !target.firstElementChild) backFrom(target);
});
