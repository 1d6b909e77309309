// Instant checks before an upload starts. The server repeats every one of them; these only save time.
//
// <div data-zone>
//   <input type="file" data-check="face" data-max="52428800" data-min-side="200"
//          hx-post="…" hx-trigger="checked" hx-encoding="multipart/form-data" …>
//   <div data-out>…what the zone says now…</div>
//   <template data-msg="too-big">This photo is <span data-v="size"></span>. …</template>
// </div>
//
// A voice has data-check="voice" and data-max. Messages: empty, wrong-type, too-big, too-small; on the way:
// sending, checking, lost. Only what nobody can mend is refused here.
// A problem that has no message on the page is left to the server.

const lang = document.documentElement.lang;

// --- What a file is, by its first bytes

const SOUNDS = {
  mp3: /^(494433|fff[2-5a-d])/,
  wav: /^(52494646|52463634).{8}57415645/,
  m4a: /^.{8}(66747970|6d6f6f76|6d646174|77696465|66726565|736b6970)/,
  aac: /^fff[0189]/,
  ogg: /^4f676753/,
  flac: /^664c6143/,
  webm: /^1a45dfa3/,
  padded: /^0000/, // an MP3 may begin with nothing
};

async function isOneOf(kinds, file) {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const head = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return Object.values(kinds).some((magic) => magic.test(head));
}

// --- Checks: each gives the problems it finds, as [message, values] pairs

const tooBig = (file, limits) => (file.size > +limits.max ? [["too-big", { size: file.size }]] : []);

async function face(file, limits) {
  const problems = tooBig(file, limits);
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return problems; // this browser cannot open it; the server may
  const { width: w, height: h } = picture;
  picture.close();
  return Math.min(w, h) < +limits.minSide ? [...problems, ["too-small", { w, h }]] : problems;
}

/** How long it is, and whether it is any good, the server hears; it cuts what is too long. */
async function voice(file, limits) {
  return (await isOneOf(SOUNDS, file)) ? tooBig(file, limits) : [["wrong-type", {}]];
}

const checks = { face, voice };

async function problemsOf(input) {
  const [file] = input.files;
  if (!file.size) return [["empty", {}]];
  return checks[input.dataset.check](file, input.dataset);
}

// --- What the zone says: the words come from its templates, the values are written here

function size(bytes) {
  const mega = bytes >= 1024 ** 2;
  const value = mega ? Math.ceil((bytes / 1024 ** 2) * 10) / 10 : Math.ceil(bytes / 1024);
  return new Intl.NumberFormat(lang, { style: "unit", unit: mega ? "megabyte" : "kilobyte" }).format(value);
}

const written = { size };

function message(zone, [name, values]) {
  const template = zone.querySelector(`template[data-msg="${name}"]`);
  if (!template) return [];
  const words = template.content.cloneNode(true);
  for (const place of words.querySelectorAll("[data-v]")) {
    const key = place.dataset.v;
    place.textContent = written[key]?.(values[key]) ?? values[key];
  }
  return [words];
}

const first = new WeakMap(); // what a zone said when it came

/** Show these messages in the zone; false when the page has words for none of them. */
function say(zone, ...messages) {
  const out = zone.querySelector("[data-out]");
  const parts = messages.flatMap((each) => message(zone, each));
  if (!first.has(zone)) first.set(zone, [...out.childNodes]);
  if (parts.length) out.replaceChildren(...parts);
  return parts.length > 0;
}

async function take(input) {
  const zone = input.closest("[data-zone]");
  const refused = say(zone, ...(await problemsOf(input)));
  zone.classList.toggle("bad", refused);
  input.setAttribute("aria-invalid", refused);
  if (refused) {
    input.value = "";
    input.focus();
  } else {
    say(zone, ["sending", { name: input.files[0].name }]);
    htmx.trigger(input, "checked");
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][data-check]") && event.target.files.length) take(event.target);
});

// --- On its way

// The last of these events belongs to the download and has no total.
document.body.addEventListener("htmx:xhr:progress", (event) => {
  const zone = event.target.closest?.("[data-zone]");
  const { lengthComputable, loaded, total } = event.detail;
  if (!zone || !lengthComputable || !total) return;
  const bar = zone.querySelector("progress");
  if (bar) bar.value = (100 * loaded) / total;
  if (loaded >= total && !say(zone, ["checking", {}])) bar?.removeAttribute("value");
});

/** Back to how it was, so that the same file can be chosen again. */
function reset(zone) {
  zone.querySelector("[data-out]").replaceChildren(...first.get(zone));
  zone.querySelector("input[type=file]").value = "";
}

// Nothing arrived. Whether the server said no or nobody answered, choosing the file again does no harm, so the zone says
// that instead of the toast of ui.js; hence first, on the way down.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  const lost = (event) => {
    const zone = event.target.closest("[data-zone]");
    if (!first.has(zone)) return;
    reset(zone);
    const isSaid = event.detail.xhr.status !== 401 && say(zone, ["lost", {}]); // 401 has its own notice (live.js)
    zone.classList.toggle("bad", isSaid);
    if (isSaid) event.preventDefault();
  };
  document.addEventListener(name, lost, { capture: true });
}

// --- Dropping: a file let go beside the zone must not replace the page

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const zone = event.target.closest?.("[data-zone]");
    zone?.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (zone && name === "drop") drop(zone.querySelector("input[type=file]"), event.dataTransfer.files);
  });
}

function drop(input, files) {
  const one = new DataTransfer();
  one.items.add(files[0]);
  input.files = one.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
