// Chips that put a phrase into the style text and take it out again, and the count of its characters.
//   <div class="field"><textarea id="prompt"> … <button data-phrase="Warm smile" aria-pressed="false"></div>
//   <span data-count="prompt">0</span>

const textOf = (chip) => chip.closest(".field").querySelector("textarea");

/** Both texts with a comma between them, unless one is empty or the first ends its own sentence. */
function joined(before, after) {
  if (!before || !after) return before || after;
  return before + (/[.,;!?]$/.test(before) ? " " : ", ") + after;
}

function without(text, phrase) {
  const [before, ...after] = text.split(phrase);
  return joined(before.replace(/[,;]?\s*$/, ""), after.join(phrase).replace(/^[,;]?\s*/, ""));
}

function toggle(chip) {
  const field = textOf(chip);
  const { phrase } = chip.dataset;
  const had = field.value.includes(phrase);
  const text = had ? without(field.value, phrase) : joined(field.value.trimEnd(), phrase);
  if (field.maxLength >= 0 && text.length > field.maxLength) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true })); // autosave and the count listen to typing
}

function refresh() {
  for (const chip of document.querySelectorAll("[data-phrase]")) {
    chip.setAttribute("aria-pressed", textOf(chip).value.includes(chip.dataset.phrase));
  }
  for (const count of document.querySelectorAll("[data-count]")) {
    count.textContent = document.getElementById(count.dataset.count).value.length;
  }
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-phrase]");
  if (chip) toggle(chip);
});
document.addEventListener("input", refresh);
refresh();
