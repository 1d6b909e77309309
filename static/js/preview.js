// A few seconds of a film on its card, without sound: where the pointer rests on the picture, or the keyboard on the
// play link. The video lies beside the pieces of the card that the poller swaps, never inside one.
//
// <li class="vcard">  <div class="media">  <div class="fillmedia">  <a class="play" data-preview="film.mp4">

const REST = 300; // milliseconds that the pointer stays before anything is asked for
const SECONDS = 4; // less than the five after which moving pictures would need a button to stop them (WCAG 2.2.2)
const BYTES = 3 * 1024 * 1024; // asked for in one go: a <video> that is given the address goes on loading the film
const LITTLE = "(prefers-reduced-motion: reduce), (prefers-reduced-data: reduce)";

let timer;
let loading; // what stops it
let chosen = null; // the `.media` whose film plays, is about to, or has played: it plays once

// Whoever wants little motion, or pays for what is loaded, looks at the picture.
const isWanted = () => !navigator.connection?.saveData && !matchMedia(LITTLE).matches;

function clear(media) {
  clearTimeout(timer);
  loading?.abort();
  const video = media?.querySelector(":scope > video");
  if (!video) return;
  video.remove();
  URL.revokeObjectURL(video.src.split("#")[0]);
}

async function load(address, signal) {
  const answer = await fetch(address, { headers: { Range: `bytes=0-${BYTES - 1}` }, signal });
  return answer.status === 206 ? URL.createObjectURL(await answer.blob()) : "";
}

async function play(media, address) {
  loading = new AbortController();
  const source = await load(address, loading.signal).catch(() => ""); // whoever went on wants nothing any more
  if (!source) return;
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, tabIndex: -1, ariaHidden: "true" });
  video.src = `${source}#t=0,${SECONDS}`; // the browser pauses at the end of that part
  const over = () => video.isConnected && clear(media);
  for (const name of ["pause", "ended", "error"]) video.addEventListener(name, over);
  video.addEventListener("playing", () => video.classList.add("on")); // the poster stays until there is a picture
  media.querySelector(".fillmedia").after(video);
  video.play().catch(over);
}

function choose(media, rest) {
  if (media === chosen) return;
  clear(chosen);
  chosen = media;
  const address = media?.querySelector("[data-preview]")?.dataset.preview;
  if (address && isWanted()) timer = setTimeout(play, rest, media, address);
}

// The link of the title covers the whole card, so that only the place says whether the pointer is on the picture.
function under({ target, clientX, clientY }) {
  const media = target.closest?.(".vcard")?.querySelector(".media");
  const { left, right, top, bottom } = media?.getBoundingClientRect() ?? {};
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom ? media : null;
}

document.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse") return;
  const media = under(event);
  if (media || !chosen?.querySelector(":focus-visible")) choose(media, REST); // a pointer elsewhere stops no keyboard
});
document.documentElement.addEventListener("pointerleave", () => choose(null));

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-preview]:focus-visible")) choose(target.closest(".media"), 0);
});
document.addEventListener("focusout", ({ target }) => {
  if (target.matches("[data-preview]")) choose(null);
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") clear(chosen);
});
document.addEventListener("visibilitychange", () => choose(null));
