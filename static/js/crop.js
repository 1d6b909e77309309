// The crop box of the face desk: by mouse, by touch and by keyboard. What it holds stands in four number fields, which
// are sent, and which do the same without this script.
//
// <details data-crop>
//   <summary>…</summary>
//   <form>
//     <svg class="cropstage" viewBox="…" data-width="1200" data-height="900" data-least="300" data-ratio="2.5">
//       <image …/> <path class="veil"/>
//       <g class="cropbox" tabindex="0"><rect …/> <g class="grip" data-edges="left top"><circle/><path/></g> …</g>
//     </svg>
//     <input name="left"> <input name="top"> <input name="width"> <input name="height">
//     <span data-number="width"> … <button name="do" value="crop">

const SIDES = ["left", "top", "width", "height"];
const REACH = 22; // pixels around the middle of a corner in which a finger takes hold of it
const ARM = 14; // pixels of a corner's two lines
const STEP = 0.01; // of the picture's longer side, for one press of an arrow

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

class Cropper {
  constructor(details) {
    this.details = details;
    this.form = details.querySelector("form");
    this.stage = details.querySelector(".cropstage");
    this.box = details.querySelector(".cropbox");
    this.width = Number(this.stage.dataset.width);
    this.height = Number(this.stage.dataset.height);
    this.first = this.read();
    this.draw();
  }

  field(side) {
    return this.form.elements.namedItem(side);
  }

  read() {
    return Object.fromEntries(SIDES.map((side) => [side, Number(this.field(side).value)]));
  }

  /** Take over a box, in pixels of the photo, as far as it is allowed. */
  set(wanted) {
    const box = this.allowed(wanted);
    for (const side of SIDES) {
      this.field(side).value = box[side];
      for (const text of this.form.querySelectorAll(`[data-number="${side}"]`)) text.textContent = box[side];
    }
    this.draw();
  }

  /** Not too small, not too long, and inside the photo. */
  allowed(wanted) {
    const least = Number(this.stage.dataset.least);
    const ratio = Number(this.stage.dataset.ratio);
    let width = within(Math.round(wanted.width), least, this.width);
    let height = within(Math.round(wanted.height), least, this.height);
    width = Math.min(width, Math.floor(height * ratio));
    height = Math.min(height, Math.floor(width * ratio));
    const left = within(Math.round(wanted.left), 0, this.width - width);
    const top = within(Math.round(wanted.top), 0, this.height - height);
    return { left, top, width, height };
  }

  draw() {
    const { left, top, width, height } = this.read();
    const [right, bottom] = [left + width, top + height];
    const pixel = 1 / (this.stage.getScreenCTM()?.a || 1); // how much of the photo a pixel of the screen is
    const rect = this.box.querySelector("rect");
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) rect.setAttribute(name, value);
    const veil = `M0 0H${this.width}V${this.height}H0ZM${left} ${top}V${bottom}H${right}V${top}Z`;
    this.stage.querySelector(".veil").setAttribute("d", veil);
    for (const grip of this.box.querySelectorAll(".grip")) {
      const isLeft = grip.dataset.edges.includes("left");
      const isTop = grip.dataset.edges.includes("top");
      const [x, y] = [isLeft ? left : right, isTop ? top : bottom];
      const arm = Math.min(ARM * pixel, width / 3, height / 3);
      const circle = grip.querySelector("circle");
      for (const [name, value] of Object.entries({ cx: x, cy: y, r: REACH * pixel })) circle.setAttribute(name, value);
      const lines = `M${x} ${y + (isTop ? arm : -arm)}V${y}H${x + (isLeft ? arm : -arm)}`;
      grip.querySelector("path").setAttribute("d", lines);
    }
  }

  // --- Mouse and touch

  place(event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(this.stage.getScreenCTM().inverse());
  }

  take(event) {
    const part = event.target.closest(".grip") ?? event.target.closest(".cropbox");
    if (!part || event.button) return;
    event.preventDefault();
    this.box.focus({ preventScroll: true });
    this.held = { edges: part.dataset.edges?.split(" "), from: this.place(event), box: this.read() };
    this.stage.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const { edges, from, box } = this.held;
    const { x, y } = this.place(event);
    if (edges) this.set(this.pulled(box, edges, x - from.x, y - from.y));
    else this.set({ ...box, left: box.left + x - from.x, top: box.top + y - from.y });
  }

  /** A box whose edges were pulled so far; the opposite edges stay where they are. */
  pulled(box, [across, along], x, y) {
    const right = box.left + box.width;
    const bottom = box.top + box.height;
    const width = across === "left" ? right - Math.max(0, box.left + x) : Math.min(this.width, right + x) - box.left;
    const height = along === "top" ? bottom - Math.max(0, box.top + y) : Math.min(this.height, bottom + y) - box.top;
    const size = this.allowed({ ...box, width, height });
    return {
      ...size,
      left: across === "left" ? right - size.width : box.left,
      top: along === "top" ? bottom - size.height : box.top,
    };
  }

  // --- Keyboard

  press(event) {
    if (event.key === "Enter") this.form.querySelector("[value=crop]").click();
    else if (event.key in KEYS) this.nudge(KEYS[event.key], event.shiftKey);
    else return;
    event.preventDefault();
  }

  nudge([x, y], resizes) {
    const step = Math.max(1, Math.round(STEP * Math.max(this.width, this.height)));
    const box = this.read();
    if (resizes) this.set(this.pulled(box, ["right", "bottom"], x * step, y * step));
    else this.set({ ...box, left: box.left + x * step, top: box.top + y * step });
  }

  leave() {
    this.set(this.first);
    this.details.open = false;
    this.details.querySelector("summary").focus();
  }
}

const croppers = new WeakMap();

function cropperOf(target) {
  const details = target.closest?.("[data-crop]");
  if (!details) return null;
  if (!croppers.has(details)) croppers.set(details, new Cropper(details));
  return croppers.get(details);
}

const onStage = (event, act) => event.target.closest?.(".cropstage") && cropperOf(event.target)[act](event);

document.addEventListener("pointerdown", (event) => onStage(event, "take"));
document.addEventListener("pointermove", (event) => onStage(event, "drag"));
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, (event) => {
    const cropper = cropperOf(event.target);
    if (cropper) cropper.held = null;
  });
}
document.addEventListener("keydown", (event) => {
  const cropper = cropperOf(event.target);
  if (!cropper?.details.open) return;
  if (event.key === "Escape") cropper.leave();
  else if (event.target.matches(".cropbox")) cropper.press(event);
});
document.addEventListener("change", (event) => {
  if (SIDES.includes(event.target.name)) cropperOf(event.target)?.set(cropperOf(event.target).read());
});
document.addEventListener("toggle", (event) => event.target.open && cropperOf(event.target)?.draw(), { capture: true });
addEventListener("resize", () => {
  for (const details of document.querySelectorAll("[data-crop][open]")) cropperOf(details).draw();
});
