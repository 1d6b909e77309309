// What somebody wrote and could not send is kept, and sent as soon as the studio answers again.
//
// <form data-resend>                       a form of htmx that is sent again
//   data-keep="comment-7-12"               what is typed in it also survives the page, under that name
//   <p data-unsent hidden>                 says that it was not sent yet
// <form data-keep>                         a plain form: what is typed is kept until the page shows it as said

const FIRST_WAIT = 3000; // milliseconds; twice as long after each try, up to the longest
const LONGEST_WAIT = 30_000;

const waits = new WeakMap(); // form → how long to wait
const timers = new WeakMap();

const formOf = (element) => element?.closest?.("form[data-resend]");
const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden");

// --- Kept in the browser

// The storage may be full, or forbidden: then the page alone keeps it.
function write(form) {
  const { keep } = form.dataset;
  if (!keep) return;
  const chosen = fields(form).filter((field) => field.type !== "radio" || field.checked);
  const values = chosen.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]);
  const all = { ...Object.fromEntries(values), isUnsent: timers.has(form) };
  try {
    if (all.text || all.drawing || all.where) localStorage.setItem(keep, JSON.stringify(all));
    else localStorage.removeItem(keep);
  } catch {
    delete form.dataset.keep;
  }
}

function kept(form) {
  try {
    return JSON.parse(localStorage.getItem(form.dataset.keep));
  } catch {
    return null;
  }
}

function restore(form) {
  const values = kept(form);
  if (!values || form.elements.text.value) return;
  for (const field of fields(form)) {
    if (!(field.name in values)) continue;
    if (field.type === "checkbox") field.checked = values[field.name];
    else if (field.type === "radio") field.checked = field.value === values[field.name];
    else field.value = values[field.name];
  }
  if (values.until_seconds) form.querySelector("[data-part]").setAttribute("aria-pressed", "true");
  for (const name of ["at_seconds", "until_seconds"]) form.elements[name].dataset.own = values[name]; // not the film's
  if (values.isUnsent) later(form);
}

// --- Sent again

function say(form, isUnsent) {
  const words = form.querySelector("[data-unsent]");
  if (words) words.hidden = !isUnsent;
}

function later(form) {
  const wait = waits.get(form) ?? FIRST_WAIT;
  waits.set(form, Math.min(2 * wait, LONGEST_WAIT));
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(again, wait, form));
  say(form, true);
}

function again(form) {
  clearTimeout(timers.get(form));
  if (form.isConnected && form.elements.text.value.trim()) form.requestSubmit();
}

function settled(form) {
  clearTimeout(timers.get(form));
  waits.delete(form);
  timers.delete(form);
  say(form, false);
}

// Before anybody else hears of it: `ui.js` would say that something went wrong.
function lost(event) {
  const form = formOf(event.detail.requestConfig?.elt ?? event.detail.elt);
  if (!form || (event.type === "htmx:responseError" && event.detail.xhr.status < 500)) return;
  event.preventDefault();
  later(form);
  write(form);
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, lost, true);

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = formOf(detail.requestConfig?.elt);
  if (!form || detail.xhr.status === 0 || detail.xhr.status >= 500) return;
  settled(form);
  if (detail.successful && form.dataset.keep) localStorage.removeItem(form.dataset.keep);
});

addEventListener("online", () => {
  for (const form of document.querySelectorAll("form[data-resend]")) if (timers.has(form)) again(form);
});

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-keep]");
  if (form) write(form);
});

// After a plain form was sent, the address leads to the comment.
function isSaid(form) {
  const said = document.getElementById(`${location.hash.slice(1)}-said`)?.querySelector(".txt");
  const text = kept(form)?.text;
  const bare = (words) => words.replace(/\s/g, ""); // of line breaks the page makes elements
  return Boolean(said && text) && !form.matches("[data-resend]") && bare(said.textContent) === bare(text);
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  if (isSaid(form)) localStorage.removeItem(form.dataset.keep);
  else restore(form);
}
