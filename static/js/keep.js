// What somebody typed or chose in a field with `data-keep` survives when htmx replaces the part of the page it is in.
//   <textarea name="text" data-keep>

const typed = new Map(); // by the field's name

function remember({ target }) {
  if (target.dataset?.keep !== undefined) typed.set(target.name, target.value);
}

function putBack(field) {
  const value = typed.get(field.name);
  if (field.type === "radio") {
    field.checked = field.value === value;
  } else if (field.value !== value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true })); // the count and the price listen to typing
  }
}

document.addEventListener("input", remember);
document.body.addEventListener("htmx:load", ({ target }) => {
  for (const field of target.querySelectorAll("[data-keep]")) if (typed.has(field.name)) putBack(field);
});
