// Tells people who look elsewhere that a video is ready, if they asked for it by the button; whether they did is kept
// in the browser. What it says is the toast that the poller brings; the words of the button stand in the page.
//
// <div data-notify>  <button aria-pressed="false">  <p data-notify-refused hidden>

const KEY = "notify";
const isPossible = "Notification" in window && isSecureContext && !navigator.userAgentData?.mobile; // Android needs more
const isOn = () => localStorage.getItem(KEY) === "on" && Notification.permission === "granted";

function show() {
  for (const place of document.querySelectorAll("[data-notify]")) {
    const button = place.querySelector("button");
    const isRefused = Notification.permission === "denied";
    place.hidden = false;
    button.hidden = isRefused;
    button.setAttribute("aria-pressed", isOn());
    place.querySelector("[data-notify-refused]").hidden = !isRefused;
  }
}

async function turn() {
  const on = !isOn() && (await Notification.requestPermission()) === "granted";
  localStorage.setItem(KEY, on ? "on" : "off");
  show();
}

function tell(toast) {
  const link = toast.querySelector("a");
  // Several pages may hear of it: one tag is one notice.
  const options = { tag: link?.href ?? location.href, icon: document.querySelector("link[sizes]")?.href };
  const notice = new Notification(toast.querySelector("p").firstChild.textContent.trim(), options);
  notice.addEventListener("click", () => {
    window.focus();
    if (link) location.assign(link.href);
    notice.close();
  });
}

if (isPossible) {
  show();
  document.addEventListener("click", ({ target }) => target.closest("[data-notify] button") && turn());
  addEventListener("storage", show);
  new MutationObserver((changes) => {
    if (!document.hidden || !isOn()) return;
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node.dataset?.ready !== undefined) tell(node);
    }
  }).observe(document.getElementById("toasts"), { childList: true });
}
