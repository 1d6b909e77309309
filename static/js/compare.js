// Plays two versions of a video in step, with one set of controls, and lets one of them be heard.
//
// <section data-compare data-duration="18" data-view="beside">
//   <video src controls> <video src controls>  <input type="range" data-seam>
//   <button data-do="toggle" data-play="Play" data-pause="Pause">   also back, fwd, captions
//   <button data-sound="0">  also 1, and nothing for silence   <button data-show="beside">  also over
//   <select data-speed>  <input type="range" data-position>  <span class="head">  [data-now]
//
// The film that is heard leads. The other is hurried or slowed down until it is where the first one is; where that is
// not enough, the one in front waits, and from far away it jumps. The shorter one stands still at its end.

const STEPS = { ArrowLeft: -1, ArrowRight: 1, j: -5, l: 5 }; // seconds; five times as far with Shift
const FRAME = 1 / 25;
const NEAR = 0.02; // seconds apart that are good enough: half a picture
const LATE = 0.08; // seconds apart, from where the one in front waits
const FAR = 0.4; // seconds apart, from where a jump is quicker
const MOST = 0.5; // of the speed, to hurry or to hold back

const isOver = (film) => film.error !== null || film.currentTime >= film.duration - 0.05; // the other goes on alone
const isShort = (film) => !isOver(film) && (film.seeking || film.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

class Pair {
  constructor(root) {
    this.root = root;
    this.films = [...root.querySelectorAll("video")];
    this.position = root.querySelector("[data-position]");
    this.toggle = root.querySelector('[data-do="toggle"]');
    this.duration = Number(root.dataset.duration);
    this.first = this.films[0]; // the one that leads, as long as it goes on
    this.speed = 1;
    this.held = null; // the one that waits for the other
    this.playing = false; // what the person wants, whatever the films are able to do just now
    this.listen();
    this.hear("0");
  }

  listen() {
    const { root } = this;
    for (const film of this.films) {
      film.controls = false; // they are there for browsers without scripts
      film.addEventListener("error", () => this.trouble(film));
      if (film.error) this.trouble(film); // it was sooner than this script
      film.addEventListener("loadedmetadata", () => this.measured());
      for (const name of ["waiting", "canplay", "playing", "seeking", "seeked", "ended"]) {
        film.addEventListener(name, () => this.settle());
      }
    }
    this.position.addEventListener("input", () => this.seek(Number(this.position.value)));
    root.addEventListener("input", (event) => this.adjust(event.target));
    root.addEventListener("click", (event) => this.press(event.target.closest("button")));
    root.addEventListener("keydown", (event) => this.key(event));
  }

  trouble(film) {
    film.parentElement.querySelector("[data-trouble]").hidden = false;
    this.settle();
  }

  measured() {
    const known = this.films.map((film) => film.duration).filter(Number.isFinite);
    this.duration = Math.max(...known);
    this.position.max = this.duration;
    this.draw();
  }

  get leader() {
    const going = this.films.filter((film) => !isOver(film));
    if (going.includes(this.first)) return this.first;
    return going[0] ?? this.films.reduce((a, b) => (b.duration > (a.duration || 0) ? b : a));
  }

  /** Let each film go or wait, as the person wants and as both are able to. */
  settle() {
    if (this.films.every(isOver)) this.turn(false);
    const waits = this.films.some(isShort);
    for (const film of this.films) {
      const isHeld = waits ? !isShort(film) : film === this.held;
      if (!this.playing || isOver(film) || isHeld) film.pause();
      else if (film.paused) film.play().catch((error) => error.name === "NotAllowedError" && this.turn(false));
    }
  }

  turn(playing) {
    if (this.playing === playing) return;
    this.playing = playing;
    this.toggle.classList.toggle("on", playing);
    this.toggle.setAttribute("aria-label", playing ? this.toggle.dataset.pause : this.toggle.dataset.play);
    if (playing) this.follow();
    else this.seek(this.leader.currentTime); // both show the very same moment
    this.settle();
  }

  follow() {
    const { leader } = this;
    const other = this.films.find((film) => film !== leader);
    leader.playbackRate = this.speed;
    if (isOver(other) || other.seeking) this.hold(null);
    else this.tune(other, leader, other.currentTime - leader.currentTime);
    this.draw(leader.currentTime);
    if (this.playing) this.next = requestAnimationFrame(() => this.follow());
    else cancelAnimationFrame(this.next);
  }

  tune(film, leader, ahead) {
    const apart = Math.abs(ahead);
    if (apart > FAR) film.currentTime = Math.min(leader.currentTime, film.duration);
    if (apart < NEAR) this.hold(null);
    else if (apart > LATE) this.hold(ahead > 0 ? film : leader);
    const change = apart < NEAR ? 0 : Math.max(-MOST, Math.min(MOST, -5 * ahead));
    const rate = this.speed * (1 + Math.round(change * 50) / 50); // in steps: each change costs the browser something
    if (film.playbackRate !== rate) film.playbackRate = rate;
  }

  /** Let the one in front wait for the other, which cannot be hurried enough. */
  hold(film) {
    if (this.held === film) return;
    this.held = film;
    this.settle();
  }

  seek(seconds) {
    const moment = Math.max(0, Math.min(this.duration, seconds));
    for (const film of this.films) film.currentTime = Math.min(moment, film.duration || moment);
    this.draw(moment);
  }

  draw(seconds = this.leader.currentTime) {
    const percent = (100 * seconds) / this.duration || 0;
    this.root.querySelector(".head").style.setProperty("--x", `${percent}%`);
    this.root.querySelector(".wave .on")?.style.setProperty("clip-path", `inset(0 ${100 - percent}% 0 0)`);
    this.root.querySelector("[data-now]").textContent = clock(seconds);
    this.position.value = seconds;
    this.position.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(this.duration)}`);
  }

  adjust(field) {
    if (field.matches("[data-speed]")) this.speed = Number(field.value);
    if (field.matches("[data-seam]")) field.parentElement.style.setProperty("--x", `${field.value}%`);
  }

  press(button) {
    const { sound, show, do: what } = button?.dataset ?? {};
    if (sound !== undefined) this.hear(sound);
    if (show) this.show(show);
    const actions = {
      toggle: () => this.play(),
      back: () => this.seek(this.leader.currentTime - 5),
      fwd: () => this.seek(this.leader.currentTime + 5),
      captions: () => this.read(button),
    };
    actions[what]?.();
  }

  play() {
    if (!this.playing && this.films.every(isOver)) this.seek(0);
    this.turn(!this.playing);
  }

  /** One at a time, or none; the one that was heard last goes on leading. */
  hear(which) {
    for (const [number, film] of this.films.entries()) film.muted = which !== String(number);
    this.first = this.films[which] ?? this.first;
    this.mark("sound", which);
  }

  show(view) {
    this.root.dataset.view = view;
    this.mark("show", view);
  }

  mark(name, value) {
    for (const each of this.root.querySelectorAll(`[data-${name}]`)) {
      each.setAttribute("aria-pressed", each.dataset[name] === value);
    }
  }

  read(button) {
    const wanted = button.getAttribute("aria-pressed") === "false";
    button.setAttribute("aria-pressed", wanted);
    for (const film of this.films) {
      for (const track of film.textTracks) track.mode = wanted ? "showing" : "hidden";
    }
  }

  /** Single keys work only while the focus is inside (WCAG 2.1.4), and fields keep those that they use themselves. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, [data-seam]")) return;
    if (this.playKey(event) || this.seekKey(event)) event.preventDefault();
  }

  playKey({ key, target }) {
    const isToggle = key === "k" || (key === " " && !target.matches("button")); // a button keeps its own space bar
    if (isToggle) this.play();
    return isToggle;
  }

  seekKey({ key, shiftKey }) {
    const frame = { ",": -FRAME, ".": FRAME }[key];
    const step = frame ?? STEPS[key] * (shiftKey ? 5 : 1);
    if (!step) return false;
    if (frame) this.turn(false);
    this.seek(this.leader.currentTime + step);
    return true;
  }
}

for (const root of document.querySelectorAll("[data-compare]")) new Pair(root);
