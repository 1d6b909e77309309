// Drawing on the picture of the paused film. What others drew is shown by drawn.js.
//
// In the form of a comment, with its field `at_seconds`, and `pinned` and `until_seconds` where it has them:
//   <input name="drawing" hidden data-drawing>    what was drawn, as JSON: points are fractions of the picture
//   <button data-draw>  <button data-undraw hidden>  <input type="radio" name="where">, nine and one for none
//   <template data-drawing-tools>                 data-tool, data-colour, data-take="last|all", data-done, data-full
//
// It is drawn in an SVG with the shape of the picture, which the browser fits into the same place as the film.

const HIGH = 1000; // units of the picture's height; these and what is most as in drawings.py
const [HEAD, TURNED] = [60, 0.5]; // of an arrow: units, and radians from its line to either side
const INSET = 8; // of the edge of a region
const MOST = { strokes: 40, points: 1000 };
const FINE = 1; // pixels by which a simplified line may be off
const NEAR = 0.03; // seconds, less than a picture lasts
const film = () => document.querySelector("[data-player] video");
const field = () => document.querySelector("[data-drawing]");
const sheet = () => document.querySelector("[data-player] .sheet.own");
const tools = () => document.querySelector("[data-player] .pens");
const wide = () => (HIGH * film().videoWidth) / film().videoHeight;

// --- What is drawn, and where it is kept

function drawn() {
  try {
    return JSON.parse(field().value).strokes ?? [];
  } catch {
    return []; // nothing yet, or nothing that we wrote
  }
}

function keep(strokes) {
  field().value = strokes.length ? JSON.stringify({ ratio: wide() / HIGH, strokes }) : "";
  pin();
  field().dispatchEvent(new Event("input", { bubbles: true })); // unsent.js keeps it with what was typed
  refresh();
}

const chosen = () => field().form.querySelector("[name=where]:checked")?.value ?? "";
const isMarked = () => drawn().length > 0 || chosen() !== "";

/** What is marked belongs to the moment at which the film stands: the field of the moment follows it no more. */
function pin() {
  const { pinned, at_seconds: from } = field().form.elements;
  if (!isMarked()) return delete from.dataset.own;
  if (pinned) pinned.checked = true;
  from.dataset.own = from.value;
}

function moment() {
  const { value } = field().form.elements.at_seconds;
  return value.split(":").reduce((sum, part) => 60 * sum + Number(part.replace(",", ".")), 0) || 0;
}

// --- Paths

const line = (points) => `M${points.map((point) => point.map((value) => value.toFixed(1)).join(" ")).join("L")}`;

function head([x, y], [u, v]) {
  const [size, angle] = [Math.min(HEAD, Math.hypot(u - x, v - y) / 2), Math.atan2(v - y, u - x)];
  const tip = (side) => [u - size * Math.cos(side), v - size * Math.sin(side)];
  return line([tip(angle - TURNED), [u, v], tip(angle + TURNED)]);
}

const box = ([x, y], [u, v]) => `${line([[x, y], [u, y], [u, v], [x, v]])}Z`;

function path({ tool, points }) {
  const places = points.map(([x, y]) => [x * wide(), y * HIGH]);
  if (tool === "box") return box(...places);
  if (tool === "arrow") return line(places) + head(...places);
  return places.length > 1 ? line(places) : `${line(places)}h0`;
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A dark edge below the colour, so that it is seen on every picture. */
const inked = (colour, d) => ["edge", colour].map((name) => shape("path", { class: name, d }));

function marked(region) {
  const names = [...field().form.querySelectorAll("[name=where]")].map(({ value }) => value).filter(Boolean);
  const [right, down, at] = [wide() / 3, HIGH / 3, names.indexOf(region)];
  const [x, y] = [(at % 3) * right + INSET, Math.floor(at / 3) * down + INSET];
  return inked("region", box([x, y], [x + right - 2 * INSET, y + down - 2 * INSET]));
}

// --- The sheet over the film

const hide = () => sheet()?.remove();

function lay() {
  if (!film()?.videoWidth) return;
  if (!sheet()) film().after(shape("svg", { class: "sheet own" }));
  const paths = drawn().flatMap((each) => inked(each.colour, path(each)));
  sheet().setAttribute("viewBox", `0 0 ${wide()} ${HIGH}`);
  sheet().replaceChildren(...(chosen() ? marked(chosen()) : []), ...paths);
}

function refresh() {
  if (!field()) return;
  document.querySelector("[data-undraw]").hidden = !field().value;
  if (!tools() && !isMarked()) hide();
  else if (sheet()) lay();
}

// --- Drawing

let stroke = null; // the one that is being drawn

function open() {
  if (!film()?.videoWidth) return film()?.addEventListener("loadedmetadata", open, { once: true }); // a slow line
  const { at_seconds: from, until_seconds: until } = field().form.elements;
  film().pause();
  if (from.dataset.own || until?.value) film().currentTime = moment();
  lay();
  sheet().classList.add("open");
  const bar = document.querySelector("[data-drawing-tools]").content.firstElementChild.cloneNode(true);
  bar.addEventListener("keydown", (event) => event.stopPropagation()); // the keys of the player rest
  film().parentElement.after(bar);
  film().closest("[data-player]").scrollIntoView({ block: "nearest" });
  bar.querySelector("button").focus({ preventScroll: true });
  document.querySelector("[data-draw]").setAttribute("aria-pressed", true);
}

/** What was drawn stays with the comment that is being written. */
function close() {
  const bar = tools();
  if (!bar) return;
  const button = document.querySelector("[data-draw]");
  if (bar.contains(document.activeElement) || document.activeElement === document.body) button.focus();
  button.setAttribute("aria-pressed", false);
  stroke = null;
  bar.remove();
  sheet().classList.remove("open");
  refresh();
}

const leave = () => [close(), hide()];

const pressed = (name) => tools().querySelector(`[data-${name}][aria-pressed="true"]`).dataset[name];

const room = () => MOST.points - drawn().reduce((sum, { points }) => sum + points.length, 0);

/** Where the pointer is, in fractions of the picture. */
function place({ clientX, clientY }) {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(sheet().getScreenCTM().inverse());
  return [x / wide(), y / HIGH];
}

const inside = (value) => Number(Math.min(1, Math.max(0, value)).toFixed(4));

function begin(event) {
  const point = place(event);
  if (event.button || point.some((value) => value < 0 || value > 1)) return;
  event.preventDefault();
  const isFull = drawn().length >= MOST.strokes || room() < 2;
  tools().querySelector("[data-full]").toggleAttribute("hidden", !isFull);
  if (isFull) return;
  stroke = { tool: pressed("tool"), colour: pressed("colour"), points: [point.map(inside)] };
  sheet().setPointerCapture(event.pointerId);
  sheet().append(...inked(stroke.colour, ""));
}

function go(event) {
  if (!stroke) return;
  const between = event.getCoalescedEvents?.() ?? []; // where it was since the last picture of the screen
  const points = [...between, event].map((each) => place(each).map(inside));
  stroke.points = stroke.tool === "pen" ? [...stroke.points, ...points] : [stroke.points[0], points.at(-1)];
  for (const each of [...sheet().children].slice(-2)) each.setAttribute("d", path(stroke));
}

/** What a finger or a mouse did not do on purpose is left out, and a line keeps the points that it needs. */
function end() {
  if (!stroke) return;
  const fine = FINE / sheet().getScreenCTM().a;
  const { tool, points } = stroke;
  const [from, to = from] = points;
  for (let off = fine; tool === "pen" && (off === fine || stroke.points.length > room()); off *= 2) {
    stroke.points = simplified(points, off);
  }
  const isMeant = tool === "pen" || distance(from, to, to) > 4 * fine;
  keep(isMeant ? [...drawn(), stroke] : drawn());
  stroke = null;
}

/** The points without which a line would be off by more than `fine` units (Ramer, Douglas and Peucker). */
function simplified(points, fine) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  const off = points.map((point) => distance(point, first, last));
  const far = off.indexOf(Math.max(...off));
  if (off[far] <= fine) return [first, last];
  return [...simplified(points.slice(0, far + 1), fine), ...simplified(points.slice(far), fine).slice(1)];
}

/** From a point to a line between two others, in units. */
function distance(point, from, to) {
  const [[a, b], [x, y], [u, v]] = [point, from, to].map(([across, down]) => [across * wide(), down * HIGH]);
  const long = (u - x) ** 2 + (v - y) ** 2;
  const along = long && Math.min(1, Math.max(0, ((a - x) * (u - x) + (b - y) * (v - y)) / long));
  return Math.hypot(a - x - along * (u - x), b - y - along * (v - y));
}

const choose = (button) => {
  for (const each of button.parentElement.children) each.setAttribute("aria-pressed", each === button);
};

const actions = {
  draw: () => (tools() ? close() : open()),
  undraw: () => keep([]),
  tool: choose,
  colour: choose,
  take: (button) => keep(button.dataset.take === "last" ? drawn().slice(0, -1) : []),
  done: close,
  seek: leave, // to what others said
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  for (const name of Object.keys(button?.dataset ?? {})) if (field()) actions[name]?.(button);
});

const onSheet = ({ target, isPrimary }) => isPrimary && target.closest?.(".sheet.open"); // one finger draws

for (const [name, act] of Object.entries({ pointerdown: begin, pointermove: go, pointerup: end, pointercancel: end })) {
  document.addEventListener(name, (event) => onSheet(event) && act(event));
}

document.addEventListener("change", ({ target }) => {
  if (target.name !== "where") return;
  if (film()?.paused === false) film().pause();
  else pin();
  lay();
  refresh();
});

// Events of a film do not bubble.
document.addEventListener("play", leave, true);
document.addEventListener("pause", () => field() && isMarked() && pin(), true); // after thread.js wrote the moment
document.addEventListener("seeking", ({ target }) => {
  if (sheet() && !tools() && Math.abs(target.currentTime - moment()) > NEAR) hide();
}, true);

document.addEventListener("keydown", ({ key }) => key === "Escape" && close(), true);
document.addEventListener("submit", ({ target }) => target.contains(field()) && close(), true);
document.body.addEventListener("htmx:afterSettle", refresh);
refresh();
