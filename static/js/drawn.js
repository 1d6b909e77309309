// Shows what others drew: over the picture of the film, at its moment, until the film plays or goes elsewhere.
//
//   <button data-show data-seek="7.4" data-comment="c91">  shows it, and hides it again; player.js goes to the moment
//   <button data-seek="7.4" data-comment="c91">            any other one shows it, too: a stamp, a pin
//   <svg data-drawn="c91">                                 what is shown
//
// A copy of it lies in an SVG with the shape of the picture, which the browser fits into the same place as the film.

const NEAR = 0.03; // seconds, less than a picture lasts

const film = () => document.querySelector("[data-player] video");

let shown = ""; // the comment whose drawing lies over the picture
let moment = 0; // where it belongs, in seconds

function tell(comment) {
  shown = comment;
  for (const button of document.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", button.dataset.comment === shown);
  }
}

function hide() {
  document.querySelector("[data-player] .sheet.others")?.remove();
  tell("");
}

/** Whether there is something to show. */
function show(comment) {
  const drawing = document.querySelector(`[data-drawn="${comment}"]`)?.cloneNode(true);
  hide();
  if (!drawing || !film()) return false;
  if (!film().videoWidth) {
    film().addEventListener("loadedmetadata", () => show(comment), { once: true }); // on a slow line
    return true;
  }
  const { videoWidth, videoHeight } = film();
  const sheet = document.createElementNS(drawing.namespaceURI, "svg");
  sheet.setAttribute("class", "sheet others");
  sheet.setAttribute("viewBox", `0 0 ${videoWidth} ${videoHeight}`);
  drawing.removeAttribute("data-drawn");
  for (const [key, value] of Object.entries({ width: videoWidth, height: videoHeight, preserveAspectRatio: "none" })) {
    drawing.setAttribute(key, value);
  }
  sheet.append(drawing);
  film().after(sheet);
  tell(comment);
  return true;
}

function press(button) {
  const { seek, comment, show: toggles } = button.dataset;
  if (toggles !== undefined && comment === shown) return hide();
  moment = Number(seek);
  if (show(comment)) film().closest("[data-player]").scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-seek], [data-draw]");
  if (button) press(button);
});

// Whoever marks something else looks at that.
document.addEventListener("change", ({ target }) => target.name === "where" && hide());

// Events of a film do not bubble.
document.addEventListener("play", hide, true);
document.addEventListener("seeking", ({ target }) => {
  const place = Math.min(moment, target.duration || moment);
  if (shown && Math.abs(target.currentTime - place) > NEAR) hide();
}, true);

// What is shown may have come again, or be gone.
document.body.addEventListener("htmx:afterSettle", () => shown && show(shown));
