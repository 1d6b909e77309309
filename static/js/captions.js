// Listening beside the captions: a row's button plays the voice from there, and the row that is spoken is marked.
//
// <form data-sound="…/audio.mp3">
//   <li data-cue="2.800" data-until="5.400">  <button data-listen>  …

let own = null; // a player of ours, where the page shows none for this sound

/** The player on the page that has the sound, else one that nobody sees. */
function playerOf(form) {
  const { href, pathname } = new URL(form.dataset.sound, location);
  const sounds = [...document.querySelectorAll("audio[src]")];
  const shown = sounds.find((audio) => new URL(audio.src).pathname === pathname);
  if (shown) return shown;
  if (own?.src !== href) {
    own?.pause();
    own = new Audio(href);
  }
  return own;
}

function mark(form, seconds) {
  for (const row of form.querySelectorAll("[data-cue]")) {
    row.classList.toggle("now", seconds >= +row.dataset.cue && seconds < +row.dataset.until);
  }
}

/** Follow the sound as long as the form is on the page. */
function follow(form, sound) {
  const tell = () => {
    if (form.isConnected) mark(form, sound.currentTime);
    else sound.removeEventListener("timeupdate", tell);
  };
  sound.addEventListener("timeupdate", tell);
}

const followed = new WeakMap();

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-listen]")?.closest("[data-cue]");
  if (!row) return;
  const form = row.closest("[data-sound]");
  const sound = playerOf(form);
  if (followed.get(form) !== sound) follow(form, sound);
  followed.set(form, sound);
  sound.currentTime = +row.dataset.cue;
  sound.play();
});
