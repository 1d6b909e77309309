// Chooses the part of a recording that is used: two handles on its waveform, by mouse, touch and keyboard. The server cuts.
// Positions are written through the CSSOM and into SVG attributes, so that a strict CSP needs no inline style.
//
// <form data-trim data-sound="…whole.mp3" data-seconds="84.2" data-least="2" data-shortest="2" data-longest="60">
//   <input name="start" value="0.000"> <input name="end" value="84.200">
//   <div data-lane> <svg class="wave">…<svg class="kept">  <rect data-fit>  <rect data-head>
//     <span data-grip="start" role="slider" tabindex="0">  the other one: end
//   <p data-tell>             says how long the part is, with the words of <template data-msg="fits"> (long, short)
//   <div data-changed>        shown while the part is another one than the server has; data-same while it is not
//   <button data-part="play"> also back

const STEP = 0.1; // seconds; ten times as far with Shift or Page
const FAR = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
const lang = document.documentElement.lang;

const tenths = (seconds) => Math.round(seconds * 10) / 10;
const between = (low, value, high) => Math.max(low, Math.min(high, value));

function measure(unit, value) {
  const style = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(lang, style).format(value);
}

function duration(seconds) {
  const minutes = Math.floor(tenths(seconds) / 60);
  const rest = tenths(tenths(seconds) - 60 * minutes);
  if (!minutes) return measure("second", rest);
  return [measure("minute", minutes), ...(rest ? [measure("second", rest)] : [])].join(" ");
}

class Trim {
  constructor(form) {
    this.form = form;
    for (const name of ["seconds", "least", "shortest", "longest"]) this[name] = Number(form.dataset[name]);
    this.lane = form.querySelector("[data-lane]");
    this.sound = new Audio();
    this.sound.preload = "none";
    this.sound.src = form.dataset.sound;
    this.saved = this.typed();
    this.part = { ...this.saved };
    this.listen();
    this.draw();
  }

  grip = (name) => this.form.querySelector(`[data-grip="${name}"]`);

  typed() {
    const { start, end } = this.form.elements;
    return { start: Number(start.value), end: Number(end.value) };
  }

  listen() {
    const { form, lane, sound } = this;
    lane.addEventListener("pointerdown", (event) => this.grab(event));
    lane.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("input", () => this.take());
    form.addEventListener("click", (event) => this.press(event.target.closest("[data-part]")));
    for (const name of ["play", "pause"]) sound.addEventListener(name, () => this.turned());
    sound.addEventListener("timeupdate", () => this.watch());
  }

  /** What somebody types counts as soon as it makes sense. */
  take() {
    const { start, end } = this.typed();
    if (!(start >= 0 && end <= this.seconds && end - start >= this.least)) return;
    this.part = { start, end };
    this.draw();
  }

  /** Move one handle; the other one stays. Everything in seconds. */
  move(name, to) {
    const { start, end } = this.part;
    const [low, high] = name === "start" ? [0, end - this.least] : [start + this.least, this.seconds];
    this.part[name] = Number(between(low, to, high).toFixed(3));
    this.form.elements[name].value = this.part[name];
    this.sound.pause();
    this.draw();
  }

  grab(event) {
    const at = this.at(event);
    const { start, end } = this.part;
    const name = event.target.dataset.grip ?? (Math.abs(at - start) <= Math.abs(at - end) ? "start" : "end");
    const aside = event.target.dataset.grip ? at - this.part[name] : 0; // a handle does not jump under the finger
    const drag = (moved) => this.move(name, tenths(this.at(moved) - aside));
    const drop = new AbortController();
    this.lane.setPointerCapture(event.pointerId);
    this.lane.addEventListener("pointermove", drag, { signal: drop.signal });
    for (const done of ["pointerup", "pointercancel"]) {
      this.lane.addEventListener(done, () => drop.abort(), { signal: drop.signal });
    }
    if (!event.target.dataset.grip) drag(event);
    this.grip(name).focus({ preventScroll: true });
    event.preventDefault();
  }

  /** The moment under the pointer. */
  at({ clientX }) {
    const { left, width } = this.lane.getBoundingClientRect();
    return between(0, (clientX - left) / width, 1) * this.seconds;
  }

  key(event) {
    const name = event.target.dataset.grip;
    const far = FAR[event.key] * (event.shiftKey ? 10 : 1) * STEP;
    const ends = { Home: 0, End: this.seconds };
    if (!name || (Number.isNaN(far) && !(event.key in ends))) return;
    this.move(name, ends[event.key] ?? tenths(this.part[name] + far));
    event.preventDefault();
  }

  press(button) {
    if (button?.dataset.part === "play") this.play();
    if (button?.dataset.part === "back") this.back();
  }

  back() {
    for (const name of ["start", "end"]) this.form.elements[name].value = this.saved[name];
    this.sound.pause();
    this.take();
    this.grip("start").focus();
  }

  play() {
    if (!this.sound.paused) return this.sound.pause();
    this.sound.currentTime = this.part.start;
    this.sound.play();
  }

  turned() {
    const button = this.form.querySelector('[data-part="play"]');
    button.classList.toggle("on", !this.sound.paused);
    if (!this.sound.paused) this.follow();
  }

  /** While it plays the line moves with every picture, and it stops where the part ends. */
  follow() {
    this.watch();
    this.form.querySelector("[data-head]").setAttribute("x", this.percent(this.sound.currentTime));
    if (!this.sound.paused) requestAnimationFrame(() => this.follow());
  }

  watch() {
    if (this.sound.currentTime >= this.part.end) this.sound.pause();
  }

  percent = (seconds) => `${(100 * seconds) / this.seconds}%`;

  draw() {
    const { start, end } = this.part;
    const said = this.tell(end - start);
    for (const name of ["start", "end"]) {
      const grip = this.grip(name);
      grip.style.setProperty("--x", this.percent(this.part[name]));
      grip.setAttribute("aria-valuenow", tenths(this.part[name]));
      grip.setAttribute("aria-valuetext", `${this.words("at", { at: this.part[name] }).textContent}. ${said}`);
    }
    const first = Math.min(this.seconds, start + this.shortest);
    const last = Math.min(this.seconds, start + this.longest);
    this.form.querySelector("[data-fit]").setAttribute("x", this.percent(first));
    this.form.querySelector("[data-fit]").setAttribute("width", this.percent(last - first));
    this.colour(start / this.seconds, (end - start) / this.seconds);
    const isChanged = start !== this.saved.start || end !== this.saved.end;
    for (const part of this.form.querySelectorAll("[data-changed]")) part.hidden = !isChanged;
    for (const part of this.form.querySelectorAll("[data-same]")) part.hidden = isChanged;
  }

  /** The coloured bars are seen through a window as wide as the part. */
  colour(from, share) {
    const { width, height } = this.form.querySelector(".wave").viewBox.baseVal;
    const kept = this.form.querySelector(".kept");
    kept.setAttribute("x", width * from);
    kept.setAttribute("width", width * share);
    kept.setAttribute("viewBox", `${width * from} 0 ${width * share} ${height}`);
  }

  /** Say how long the part is and whether that fits; returns what was said. */
  tell(length) {
    const name = length < this.shortest ? "short" : length > this.longest ? "long" : "fits";
    const out = this.form.querySelector("[data-tell]");
    out.replaceChildren(this.words(name, { length, over: length - this.longest }));
    return out.textContent.trim();
  }

  /** The words of a template, with these lengths in them. */
  words(name, lengths) {
    const words = this.form.querySelector(`template[data-msg="${name}"]`).content.cloneNode(true);
    for (const place of words.querySelectorAll("[data-v]")) place.textContent = duration(lengths[place.dataset.v]);
    return words;
  }
}

let trim = null;

function find() {
  const form = document.querySelector("[data-trim]");
  if (trim?.form === form) return;
  trim?.sound.pause();
  trim = form && new Trim(form);
}

document.body.addEventListener("htmx:afterSettle", find);
find();
