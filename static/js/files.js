// Many files, dropped or chosen at once: each is sent on its own, two at a time, and the page shows what came of it.
//
// <form data-files data-max="209715200" action="…">  <input type="file" name="files" multiple>
//   <template data-msg="sending">…<span data-v="name">, done, all</template>   also: sent, lost, too-big (names)
// </form>
// <div data-files-out role="status"></div>

const AT_ONCE = 2;
const NEWS_EVERY = 1500; // milliseconds: the poller brings what lines became

const form = document.querySelector("form[data-files]");
const input = form?.querySelector("input[type=file]");
const out = document.querySelector("[data-files-out]");
const names = (files) => new Intl.ListFormat(document.documentElement.lang).format(files.map((file) => file.name));

const waiting = [];
const lost = [];
const large = [];
let running = 0;
let done = 0;
let all = 0;
let told = 0;

function message(name, values) {
  const words = form.querySelector(`template[data-msg="${name}"]`).content.cloneNode(true);
  for (const place of words.querySelectorAll("[data-v]")) place.textContent = values[place.dataset.v];
  const bar = words.querySelector("progress");
  if (bar) Object.assign(bar, { max: values.all, value: values.done });
  return words;
}

function say(current = "") {
  const parts = [];
  if (running) parts.push(message("sending", { name: current, done, all }));
  else if (done && !lost.length && !large.length) parts.push(message("sent", {}));
  if (!running && lost.length) parts.push(message("lost", { names: names(lost) }));
  if (large.length) parts.push(message("too-big", { names: names(large) }));
  out.replaceChildren(...parts);
}

function tell(now) {
  if (!now && Date.now() - told < NEWS_EVERY) return;
  told = Date.now();
  htmx.trigger(document.body, "videos-changed");
}

// Nothing of a request that fails is kept, so that sending it again does no harm.
async function sent(file) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file, file.name);
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "X-Files": "1" } });
    return answer.status === 204;
  } catch {
    return false;
  }
}

async function work() {
  running += 1;
  for (let file = waiting.shift(); file; file = waiting.shift()) {
    say(file.name);
    if (await sent(file)) done += 1;
    else lost.push(file);
    tell(false);
  }
  running -= 1;
  say();
  if (!running) tell(true);
}

function take(files) {
  if (!running) {
    done = all = 0;
    large.length = 0;
  }
  const fits = files.filter((file) => file.size <= Number(form.dataset.max));
  large.push(...files.filter((file) => !fits.includes(file)));
  waiting.push(...fits);
  all += fits.length;
  while (running < AT_ONCE && waiting.length > 0) work();
  say(waiting[0]?.name ?? files[0]?.name);
}

input?.addEventListener("change", () => {
  take([...input.files]);
  input.value = "";
});

out?.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) take(lost.splice(0));
});

// A file let go beside the zone must not replace the page.
for (const name of form ? ["dragenter", "dragover", "dragleave", "drop"] : []) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const zone = event.target.closest?.("[data-files]");
    form.classList.toggle("over", Boolean(zone) && (name === "dragenter" || name === "dragover"));
    if (zone && name === "drop") take([...event.dataTransfer.files]);
  });
}

addEventListener("beforeunload", (event) => {
  if (running) event.preventDefault();
});
