// Toasts, copy buttons, dialogs: what every page may need.

const LIFE = 8000; // milliseconds a toast stays

// --- Toasts

// A toast that says what went wrong, or that can be acted on, stays until it is dismissed.
const stays = (toast) => toast.matches(".bad, :has(a, button:not(.x))");

function fade(toast) {
  if (stays(toast)) return;
  let left = LIFE;
  let started;
  let timer;
  const go = () => {
    started = Date.now();
    timer = setTimeout(() => toast.remove(), left);
  };
  const hold = () => {
    clearTimeout(timer);
    left -= Date.now() - started;
  };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, go);
  go();
}

const toasts = document.getElementById("toasts");
for (const toast of toasts.querySelectorAll(".toast")) fade(toast);

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.matches?.(".toast")) fade(node);
  }
}).observe(toasts, { childList: true });

// A click that got no useful answer says so; only a refusal proves that nothing was changed.
// The poller has its own notices (live.js), and so have uploads (intake.js), which prevent this one.
function trouble(event) {
  const { requestConfig, elt, xhr } = event.detail;
  const asker = requestConfig?.elt ?? elt;
  if (event.defaultPrevented || xhr.status === 401 || asker.id === "live") return;
  const name = xhr.status >= 400 && xhr.status < 500 ? "refused" : "unsure";
  toasts.append(document.querySelector(`template[data-toast="${name}"]`).content.cloneNode(true));
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, trouble);
}

// --- Copy

// `navigator.clipboard` exists on https and localhost only; a studio on a home network has neither.
async function toClipboard(text, button) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.className = "vh";
  area.value = text;
  button.after(area); // beside the button: an open dialog makes the rest of the page inert
  area.select();
  document.execCommand("copy");
  area.remove();
  button.focus();
}

async function copy(button) {
  await toClipboard(button.dataset.copy, button);
  const show = (copied) => {
    button.querySelector("[data-idle]").hidden = copied;
    button.querySelector("[data-copied]").hidden = !copied;
  };
  show(true);
  setTimeout(show, 2500, false);
}

// --- Dialogs

// For browsers that do not know `commandfor` yet.
function command(button) {
  if ("command" in button) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog.showModal();
  else dialog.close();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".toast .x")) button.closest(".toast").remove();
  if (button.dataset.copy) copy(button);
  if (button.hasAttribute("commandfor")) command(button);
});
