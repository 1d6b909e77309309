// Choosing many videos: one by one, a range with Shift, all that are shown, all that match. What is done with them is
// a plain form. Cards come and go while the page is open; a card that comes is not chosen.

const bar = document.getElementById("bulk-bar");
const said = bar.querySelector("[role=status]");
const shown = document.getElementById("choose-all");
const main = document.getElementById("main");

let last; // the box from which a range begins
let isShift = false; // while a key is pressed: what Space does tells nothing of Shift

const boxes = () => [...main.querySelectorAll(".pick")];
const matching = () => document.getElementById("bulk-matching");
const every = () => bar.querySelector("[name=all]"); // there is none where more match than may be chosen

function say(count) {
  const number = count.toLocaleString(document.documentElement.lang);
  const words = count === 1 ? said.dataset.one : said.dataset.many.replace("#", number);
  const text = count ? words : "";
  if (said.textContent !== text) said.textContent = text;
}

function refresh() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const total = Number(matching().dataset.matching);
  const isFull = all.length > 0 && chosen === all.length;
  if (every()?.checked && !isFull) every().checked = false;
  shown.checked = isFull;
  shown.indeterminate = chosen > 0 && !isFull;
  matching().hidden = !isFull || total <= all.length;
  main.toggleAttribute("data-choosing", chosen > 0);
  say(every()?.checked ? total : chosen);
}

function choose(some, isChosen) {
  for (const box of some) box.checked = isChosen;
  refresh();
}

function clear() {
  if (every()) every().checked = false;
  choose(boxes(), false);
}

function pick(box) {
  const all = boxes();
  const ends = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
  if (isShift && last !== box && ends[0] >= 0) choose(all.slice(ends[0], ends[1] + 1), box.checked);
  last = box;
  refresh();
}

main.addEventListener("click", (event) => {
  if (!event.target.matches(".pick")) return;
  if (event.detail) isShift = event.shiftKey; // a mouse, not a key
  pick(event.target);
});

main.addEventListener("change", (event) => {
  if (event.target === shown) choose(boxes(), shown.checked);
  else if (event.target === every()) refresh();
});

document.getElementById("choose-none").addEventListener("click", () => {
  clear();
  shown.focus();
});

addEventListener("keydown", (event) => {
  isShift = event.shiftKey;
  if (event.key === "Enter" && event.target.matches(".pick")) event.preventDefault(); // it would press a button
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  if (!event.target.matches("input:not(.pick, #choose-all), textarea, select")) clear();
});

addEventListener("keyup", (event) => {
  isShift = event.shiftKey;
});

// With Shift a mouse marks text instead.
main.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest(".choose")) event.preventDefault();
});

new MutationObserver(refresh).observe(main, { childList: true, subtree: true });
addEventListener("pageshow", refresh);
refresh();

// --- A form whose button is marked for it is sent while the page stays as it is: what changes comes with the poll.
// Where more was chosen than is shown, the page is loaded again.

const dialog = document.getElementById("one-dialog");
let opener;
let isSending = false;

function done(form) {
  isSending = false;
  form.querySelector("[name=undo]")?.closest(".toast").remove();
  if (!document.activeElement.checkVisibility() || document.activeElement === document.body) shown.focus();
}

document.addEventListener("submit", (event) => {
  const { submitter, target: form } = event;
  if (!submitter?.matches("[data-in-place]") || (form.id === "bulk" && every()?.checked)) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  const values = new FormData(form, submitter);
  const to = submitter.getAttribute("formaction") ?? form.getAttribute("action");
  htmx.ajax("POST", to, { source: document.body, values, swap: "none" }).finally(() => done(form));
});

document.body.addEventListener("videos-changed", () => {
  dialog.close();
  document.querySelector(":popover-open")?.hidePopover();
  const field = document.getElementById("bulk-tag-new");
  if (field) field.value = "";
});

// --- The menu and the dialog about one video. Their insides come when they are wanted.

const menu = document.getElementById("card-menu");
const comes = document.getElementById("menu-comes");

main.addEventListener("click", (event) => {
  const more = event.target.closest(".more");
  if (!more) return;
  opener = more;
  menu.replaceChildren(comes.content.cloneNode(true)); // not what it said about another video
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (!dialog.open && event.detail.target?.id === "one-inside") dialog.showModal();
});

dialog.addEventListener("close", () => {
  document.getElementById("one-inside").replaceChildren();
  opener?.focus();
});
