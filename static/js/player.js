// Plays a film with our own controls, and ties it to what is said about it.
// Positions are written through the CSSOM, so that a strict CSP needs no inline style.
//
// <section data-player data-duration="18">  <video src controls>
//   <button data-do="toggle" data-play="Play" data-pause="Pause">   also back, fwd, mute, full; <select data-speed>
//   <button data-do="loop" data-steps="Begin|End|Stop">  <span class="loop" hidden>
//   <input type="range">  <span class="head">  <button class="pin" data-seek="7.4" data-comment="c91">
// Anywhere on the page: [data-seek] jumps, [data-now] shows the time (an input gets it as its value),
// [data-composer] is where a comment is written: typing pauses the film.

const STEPS = { ArrowLeft: -1, ArrowRight: 1, j: -5, l: 5 }; // seconds; five times as far with Shift
const FRAME = 1 / 25;

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

class Player {
  constructor(root) {
    this.root = root;
    this.media = root.querySelector("video");
    this.media.controls = false; // they are there for browsers without scripts
    this.range = root.querySelector("input[type=range]");
    this.toggle = root.querySelector('[data-do="toggle"]');
    this.captions = root.querySelector('[data-do="captions"]');
    this.loop = []; // where it begins and where it ends, in seconds, as far as they are known
    this.duration = Number(root.dataset.duration);
    this.listen();
    this.place();
    const moment = Number(new URLSearchParams(location.search).get("t"));
    if (moment) this.seek(moment);
  }

  listen() {
    const { media, root } = this;
    media.addEventListener("loadedmetadata", () => this.measured());
    media.addEventListener("timeupdate", () => this.tell());
    media.addEventListener("seeking", () => this.draw(media.currentTime)); // whoever moved it
    media.addEventListener("error", () => this.trouble());
    if (media.error) this.trouble(); // it was sooner than this script
    media.addEventListener("click", () => this.press(this.toggle));
    for (const name of ["play", "pause", "ended"]) media.addEventListener(name, () => this.turned());
    this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
    root.querySelector("[data-speed]").addEventListener("input", (event) => (media.playbackRate = event.target.value));
    root.addEventListener("click", (event) => this.press(event.target.closest("[data-do]")));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  /** The file knows its length better than the page. */
  measured() {
    if (!Number.isFinite(this.media.duration)) return;
    this.duration = this.media.duration;
    this.range.max = this.duration;
    this.place();
  }

  trouble() {
    const words = this.root.querySelector("[data-trouble]");
    if (words) words.hidden = false;
  }

  turned() {
    if (this.media.ended && this.loop.length === 2) this.again().play();
    const playing = !this.media.paused;
    this.toggle.classList.toggle("on", playing);
    this.toggle.setAttribute("aria-label", playing ? this.toggle.dataset.pause : this.toggle.dataset.play);
    if (playing) this.follow();
  }

  /** While it plays the line moves with every picture; `timeupdate` alone comes four times a second. */
  follow() {
    const [, end] = this.loop;
    if (this.drawn < end && this.media.currentTime >= end) this.again(); // not where somebody went on behind it
    this.draw(this.media.currentTime);
    if (!this.media.paused) requestAnimationFrame(() => this.follow());
  }

  again() {
    this.media.currentTime = this.loop[0];
    return this.media;
  }

  /** Once for the beginning, once for the end, once more to have done with it. */
  cut(button) {
    const moment = this.media.currentTime;
    const isDone = this.loop.length === 2 || Math.abs(moment - this.loop[0]) < 2 * FRAME;
    this.loop = isDone ? [] : [...this.loop, moment].sort((a, b) => a - b);
    const [begin, end = begin] = this.loop;
    const shown = this.root.querySelector(".loop");
    shown.hidden = begin === undefined;
    shown.style.insetInline = `${(100 * begin) / this.duration}% ${100 - (100 * end) / this.duration}%`;
    button.setAttribute("aria-label", button.dataset.steps.split("|")[this.loop.length]);
    button.setAttribute("aria-pressed", this.loop.length > 0);
  }

  seek(seconds) {
    const moment = Math.max(0, Math.min(this.duration, seconds));
    this.media.currentTime = moment;
    this.draw(moment);
    this.tell(moment);
  }

  place() {
    for (const pin of this.root.querySelectorAll("[data-seek]")) {
      pin.style.setProperty("--x", `${(100 * pin.dataset.seek) / this.duration}%`);
    }
    this.draw(this.media.currentTime);
    this.tell();
  }

  draw(seconds) {
    this.drawn = seconds;
    const percent = (100 * seconds) / this.duration || 0;
    this.root.querySelector(".head")?.style.setProperty("--x", `${percent}%`);
    this.root.querySelector(".wave .on")?.style.setProperty("clip-path", `inset(0 ${100 - percent}% 0 0)`);
    this.range.value = seconds;
  }

  tell(seconds = this.media.currentTime) {
    this.range.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(this.duration)}`);
    for (const place of document.querySelectorAll("[data-now]")) {
      if (place instanceof HTMLInputElement) place.value = seconds.toFixed(2);
      else place.textContent = clock(seconds);
    }
  }

  press(button) {
    const { media } = this;
    const actions = {
      toggle: () => (media.paused ? media.play() : media.pause()),
      back: () => this.seek(media.currentTime - 5),
      fwd: () => this.seek(media.currentTime + 5),
      captions: () => this.read(button.getAttribute("aria-pressed") === "false"),
      loop: () => this.cut(button),
      mute: () => this.mute(button),
      full: () => this.fullScreen(),
    };
    actions[button?.dataset.do]?.();
  }

  /** Whoever hears nothing reads, unless they said that they would rather not. */
  mute(button) {
    button.setAttribute("aria-pressed", (this.media.muted = !this.media.muted));
    if (this.captions && !this.chosen) this.show(this.media.muted);
  }

  read(wanted) {
    this.chosen = true;
    this.show(wanted);
  }

  show(wanted) {
    this.captions.setAttribute("aria-pressed", wanted);
    this.media.textTracks[0].mode = wanted ? "showing" : "hidden";
  }

  /** iPhones can show only the video itself on the full screen. */
  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.root.requestFullscreen) this.root.requestFullscreen();
    else this.media.webkitEnterFullscreen?.();
  }

  /** Single keys work only while the focus is inside the player (WCAG 2.1.4). */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
    if (this.playKey(event) || this.seekKey(event) || this.commentKey(event)) event.preventDefault();
  }

  playKey({ key, target }) {
    const isToggle = key === "k" || (key === " " && !target.matches("button")); // a button keeps its own space bar
    if (isToggle) this.press(this.toggle);
    if (key === "r") this.press(this.root.querySelector('[data-do="loop"]'));
    return isToggle || key === "r";
  }

  seekKey({ key, shiftKey }) {
    const frame = { ",": -FRAME, ".": FRAME }[key];
    const step = frame ?? STEPS[key] * (shiftKey ? 5 : 1);
    if (!step) return false;
    this.seek(this.media.currentTime + step);
    return true;
  }

  commentKey({ key }) {
    const composer = document.querySelector("[data-composer]");
    if (key !== "c" || !composer) return false;
    this.media.pause();
    composer.focus();
    return true;
  }
}

function mark(comment) {
  for (const place of document.querySelectorAll("[data-comment]")) {
    if (place.dataset.comment === comment) place.setAttribute("aria-current", "true");
    else place.removeAttribute("aria-current");
  }
}

// The film comes with the page, or with the answer of the poller that says it is ready; new pins come later.
let player = null;

function find() {
  const root = document.querySelector("[data-player]");
  if (!root) player = null;
  else if (player?.root === root) player.place();
  else player = new Player(root);
}

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-seek]");
  if (!place || !player) return;
  player.media.pause();
  player.seek(Number(place.dataset.seek));
  mark(place.dataset.comment);
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-composer]")) player?.media.pause();
});

document.body.addEventListener("htmx:afterSettle", find);
find();
