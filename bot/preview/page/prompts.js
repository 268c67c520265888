import { make } from "./dom.js";

const TOAST_MS = 4000;
const dialog = document.getElementById("dialog");
const part = (name) => document.getElementById(`dialog-${name}`);
let last = Promise.resolve();

/** A short word over a chat; a failure stays a little longer and is marked. */
export function toast(place, text, failed = false) {
  const element = make("p", { className: failed ? "toast failed" : "toast" }, text);
  place.append(element);
  setTimeout(() => element.remove(), failed ? 2 * TOAST_MS : TOAST_MS);
}

/** An alert of the bot: waits until it is read. */
export function alertBox(title, text) {
  return queue({ title, text, okay: "知道了" });
}

/** Ask for one value; null when the person thinks better of it. */
export function ask(title, { text = "", value = "", type = "text", okay = "好的" } = {}) {
  return queue({ title, text, okay, field: { value, type } });
}

// Several columns may want the one dialog at once: each waits its turn, none is lost.
function queue(question) {
  last = last.then(() => show(question));
  return last;
}

function show({ title, text, okay, field }) {
  part("title").textContent = title;
  part("text").textContent = text;
  part("text").hidden = !text;
  part("ok").textContent = okay;
  part("cancel").hidden = !field;
  const input = part("input");
  input.hidden = !field;
  input.required = Boolean(field);
  input.type = field?.type ?? "text";
  input.value = field?.value ?? "";
  dialog.returnValue = "";
  part("cancel").onclick = () => dialog.close("");
  dialog.showModal();
  (field ? input : part("ok")).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(field && dialog.returnValue === "ok" ? input.value.trim() : null);
    }, { once: true });
  });
}
