// Where people write about a film: the moment of a comment, and the fields that open under one.
//
// <input data-from> and <input data-until>   the part of the film that a comment is about
// <div class="slot">                         where a field opens; <a data-cancel> in it closes it

const FIELD = ".slot textarea";

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
