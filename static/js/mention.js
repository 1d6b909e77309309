// After an @ in a field with `data-mentions`: the people whose names begin as what was typed, to choose from.
// Arrows move, Enter or Tab or a click takes one, Escape closes. Without the list a name is simply typed.
//
// <template data-people><ul id="people" role="listbox"><li role="option" id="person-7" data-name="Bob Bond">

const CALL = /(?:^|[^\w.+-])@([^@\n]{0,40})$/u;

let field = null; // where the list is open
let list = null;
let begun = ""; // what was typed after the @

const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];

function close() {
  list?.remove();
  field?.removeAttribute("aria-controls");
  field?.removeAttribute("aria-activedescendant");
  field = list = null;
}

function open(area) {
  const template = document.querySelector("template[data-people]");
  if (!template) return false;
  if (field !== area) {
    close();
    field = area;
    list = template.content.firstElementChild.cloneNode(true);
    area.after(list);
    area.setAttribute("aria-controls", list.id);
  }
  return true;
}

function select(option) {
  for (const each of options()) each.setAttribute("aria-selected", each === option);
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

// A name begins with it, or one of its words does.
function fits(name) {
  const words = ` ${name.toLocaleLowerCase()}`;
  return words.includes(` ${begun}`);
}

function look(area) {
  const call = CALL.exec(area.value.slice(0, area.selectionStart));
  if (!call || !open(area)) return close();
  begun = call[1].toLocaleLowerCase();
  for (const option of list.querySelectorAll("[role=option]")) option.hidden = !fits(option.dataset.name);
  const [first] = options();
  if (!first) return close();
  select(first);
}

function take(option) {
  const [area, at] = [field, field.selectionStart];
  area.setRangeText(`${option.dataset.name} `, at - begun.length, at, "end");
  close();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(step) {
  const all = options();
  const here = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(all[(here + step + all.length) % all.length]);
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.mentions !== undefined) look(target);
});

document.addEventListener("keydown", (event) => {
  if (event.target !== field || event.isComposing) return;
  const chosen = () => take(document.getElementById(field.getAttribute("aria-activedescendant")));
  const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: chosen, Tab: chosen, Escape: close };
  if (!keys[event.key]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keys[event.key]();
}, true);

// The press does not take the focus out of the field; the click takes the name.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("#people")) event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#people")) event.preventDefault();
});
document.addEventListener("click", ({ target }) => {
  const option = target.closest("#people [role=option]");
  if (option) take(option);
});
document.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});
