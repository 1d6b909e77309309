// Records a voice with the microphone and puts it into the file field beside it: from there on it is an upload like any
// other (intake.js, whose words for the way it shares).
//
// <form data-zone data-recorder data-name="Recording" data-max-seconds="60">
//   <div data-on="idle">…</div>      shown in that state; the others: asking, "live held", done,
//                                    and what went wrong: blocked, missing, busy, unsupported, insecure
//   <button data-rec="start">        also pause, resume, stop, use; the one with `data-first` gets the focus
//   <path data-level>  <time data-clock>
//   <div data-listen>                gets the player of <template data-heard>
//   <p role="status" data-say>       gets the words of <template data-msg="live"> (held, soon, quiet, full, done)
//   <input type="file" hidden>

const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS = { webm: "webm", mp4: "m4a", ogg: "ogg" };
const TICK = 100; // milliseconds between two looks at clock and level
const BARS = 60; // of the level, one for each tick
const MARGIN = 0.4; // seconds: the sound must not be longer than the clock said
const SOON = 10; // seconds before the end, when it is announced
const QUIET = 0.02; // of full scale; nobody speaks so softly
const PATIENCE = 3; // seconds of hearing nothing

const TROUBLE = { NotAllowedError: "blocked", SecurityError: "blocked", NotFoundError: "missing" };
const lang = document.documentElement.lang;

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** Why this browser cannot record here, as the name of a state; nothing where it can. */
function obstacle() {
  if (!window.isSecureContext) return "insecure";
  const isAble = navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder && format();
  return isAble ? undefined : "unsupported";
}

const format = () => TYPES.find((type) => MediaRecorder.isTypeSupported(type));

/** Browsers do not write the length into their recordings; going to the end finds it. */
function measure({ target: heard }) {
  if (Number.isFinite(heard.duration)) return;
  heard.addEventListener("timeupdate", () => (heard.currentTime = 0), { once: true });
  heard.currentTime = 1e6;
}

class Recorder {
  constructor(root) {
    this.root = root;
    this.longest = Number(root.dataset.maxSeconds) - MARGIN;
    this.state = "idle";
    root.addEventListener("click", (event) => this.press(event.target.closest("[data-rec]")?.dataset.rec));
    this.show(obstacle() ?? "idle");
  }

  /** Something would be lost if this went away: a recording that goes on, or one that was not sent. */
  get isBusy() {
    return ["asking", "live", "held", "done"].includes(this.state);
  }

  press(name) {
    const actions = {
      start: () => this.start(),
      pause: () => this.hold(true),
      resume: () => this.hold(false),
      stop: () => this.stop(),
      use: () => this.use(),
    };
    actions[name]?.();
  }

  show(state) {
    const had = this.root.contains(document.activeElement);
    this.state = state;
    for (const part of this.root.querySelectorAll("[data-on]")) {
      part.hidden = !part.dataset.on.split(" ").includes(state);
    }
    if (had) ([...this.root.querySelectorAll("[data-first]")].find((each) => each.offsetParent) ?? this.root).focus();
  }

  say(name) {
    if (this.said === name) return;
    this.said = name;
    const words = this.root.querySelector(`template[data-msg="${name}"]`);
    this.root.querySelector("[data-say]").replaceChildren(...(words ? [words.content.cloneNode(true)] : []));
  }

  async start() {
    this.forget();
    this.show("asking");
    const wanted = { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
    } catch (error) {
      this.show(TROUBLE[error.name] ?? "busy");
      return;
    }
    if (this.root.isConnected && this.state === "asking") this.record();
    else this.release();
  }

  record() {
    this.sound = new AudioContext();
    this.sound.resume(); // some browsers let it wait
    this.ear = new AnalyserNode(this.sound, { fftSize: 4096 });
    this.sound.createMediaStreamSource(this.stream).connect(this.ear);
    Object.assign(this, { pieces: [], levels: [], loudest: 0, seconds: 0, since: performance.now() });
    this.media = new MediaRecorder(this.stream, { mimeType: format(), audioBitsPerSecond: 128_000 });
    this.media.addEventListener("dataavailable", ({ data }) => this.pieces.push(data));
    this.media.addEventListener("stop", () => this.finish()); // also when the microphone was pulled out
    this.media.start(1000);
    this.timer = setInterval(() => this.tick(), TICK);
    this.show("live");
    this.say("live");
  }

  tick() {
    const now = performance.now();
    if (this.state === "live") this.seconds += (now - this.since) / 1000;
    this.since = now;
    if (this.state !== "live") return;
    this.listen();
    this.root.querySelector("[data-clock]").textContent = clock(this.seconds);
    if (this.seconds >= this.longest) this.stop("full");
    else if (this.seconds >= this.longest - SOON) this.say("soon");
    else this.say(this.hearsNothing ? "quiet" : "live");
  }

  get hearsNothing() {
    return this.sound.state === "running" && this.seconds > PATIENCE && this.loudest < QUIET;
  }

  listen() {
    const samples = new Float32Array(this.ear.fftSize);
    this.ear.getFloatTimeDomainData(samples);
    const peak = samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    this.loudest = Math.max(this.loudest, peak);
    this.levels = [...this.levels, Math.max(1, 44 * Math.sqrt(Math.min(1, peak)))].slice(-BARS);
    const first = BARS - this.levels.length;
    const bars = this.levels.map((tall, place) => `M${6 * (first + place) + 2} ${24 - tall / 2}v${tall}`);
    this.root.querySelector("[data-level]").setAttribute("d", bars.join(""));
  }

  hold(isHeld) {
    this.tick(); // what was spoken until now counts
    this.media[isHeld ? "pause" : "resume"]();
    this.show(isHeld ? "held" : "live");
    this.say(isHeld ? "held" : "live");
  }

  stop(why = "done") {
    this.why = why;
    if (this.media?.state === "inactive") return;
    this.media?.stop();
  }

  finish() {
    this.release();
    const type = this.media.mimeType || format();
    const blob = new Blob(this.pieces, { type });
    if (!blob.size) return this.show("busy");
    const when = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date());
    const ending = ENDINGS[type.match(/^audio\/(\w+)/)[1]];
    this.file = new File([blob], `${this.root.dataset.name} ${when}.${ending}`, { type: blob.type });
    this.offer(blob);
    this.show("done");
    this.say(this.why ?? "done");
  }

  /** Something to listen to it with. */
  offer(blob) {
    const player = this.root.querySelector("template[data-heard]").content.cloneNode(true);
    this.heard = player.querySelector("audio");
    this.heard.addEventListener("loadedmetadata", measure);
    this.heard.src = URL.createObjectURL(blob);
    this.root.querySelector("[data-listen]").replaceChildren(player);
  }

  use() {
    const field = this.root.querySelector("input[type=file]");
    const one = new DataTransfer();
    one.items.add(this.file);
    field.files = one.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The light of the microphone goes out. */
  release() {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.sound?.state !== "closed") this.sound?.close();
  }

  forget() {
    if (this.heard) URL.revokeObjectURL(this.heard.src);
    this.heard?.remove();
    this.why = this.file = this.heard = undefined;
    this.root.querySelector("[data-clock]").textContent = clock(0);
    this.root.querySelector("[data-level]").setAttribute("d", "");
    this.say("");
  }

  /** Somebody went to another way of adding a voice: what was spoken stays, the microphone is let go. */
  leave() {
    if (this.state === "asking") this.show("idle");
    else if (this.state === "live" || this.state === "held") this.stop();
  }
}

let recorder = null;

function find() {
  const root = document.querySelector("[data-recorder]");
  if (recorder?.root === root) return;
  recorder?.leave();
  recorder = root && new Recorder(root);
}

document.body.addEventListener("htmx:afterSettle", find);
find();

document.addEventListener("change", ({ target }) => {
  if (target.name === "voice-way" && target.value !== "record") recorder?.leave();
});
addEventListener("pagehide", () => recorder?.leave());
addEventListener("beforeunload", (event) => {
  if (recorder?.isBusy) event.preventDefault();
});

// The panel comes anew when the service changes or a text was spoken; not while somebody is recording in it.
for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) {
  document.body.addEventListener(name, (event) => {
    const asked = event.detail.requestConfig;
    const isByItself = name === "htmx:oobBeforeSwap" || asked?.verb === "get";
    if (isByItself && recorder?.isBusy && event.detail.target.contains(recorder.root)) event.detail.shouldSwap = false;
  });
}
