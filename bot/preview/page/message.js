import { sizeOf, timeOf } from "./dates.js";
import { icon, make } from "./dom.js";
import { link, richText } from "./richtext.js";

/**
 * One message as it is seen by `viewer` (the id of a person).
 * `acts`: press(message, button, element), onLink(url), onCommand(text), quote(messageId) → text or null.
 */
export function messageElement(message, viewer, { inGroup, edited, acts }) {
  if (message.service) {
    return make("p", { className: "service", data: { id: message.message_id } }, message.service);
  }
  const mine = message.from?.id === viewer;
  const bubble = make("div", { className: "bubble" });
  if (inGroup && !mine) bubble.append(make("p", { className: "author" }, message.from?.name ?? ""));
  const quote = message.reply_to ? acts.quote(message.reply_to) : null;
  if (quote) bubble.append(make("p", { className: "quote" }, quote));
  if (message.file) bubble.append(fileElement(message.file));
  if (message.html) bubble.append(make("div", { className: "text" }, ...richText(message.html, acts)));
  bubble.append(make("p", { className: "stamp" }, edited ? "已编辑 " : "",
    make("time", { dateTime: message.at }, timeOf(message.at))));

  const element = make("article", {
    className: `message ${mine ? "mine" : "theirs"}`,
    data: { id: message.message_id },
  }, bubble);
  const rows = (message.inline ?? []).filter((row) => row.length > 0);
  if (rows.length > 0) {
    element.classList.add("with-buttons");
    element.append(make("div", { className: "buttons" }, ...rows.map((row) =>
      make("div", { className: "button-row" }, ...row.map((button) => inlineButton(message, button, acts))))));
  }
  return element;
}

function inlineButton(message, button, acts) {
  if (button.url) {
    const anchor = link(button.url, [button.text, icon("link")], acts.onLink);
    anchor.className = "inline";
    return anchor;
  }
  const element = make("button", { type: "button", className: "inline" }, button.text);
  if (button.data === undefined) element.disabled = true;
  else element.onclick = () => acts.press(message, button, element);
  return element;
}

function fileElement(file) {
  const address = file.url ?? `/sim/file/${file.id}`;
  if (file.kind === "photo") {
    return make("a", { className: "photo", href: address, download: file.name },
      make("img", { src: address, alt: file.name || "图片", loading: "lazy" }));
  }
  return make("a", { className: "file-chip", href: address, download: file.name },
    make("span", { className: "file-icon" }, icon("file")),
    make("span", { className: "file-name" }, file.name),
    make("span", { className: "file-size" }, `${sizeOf(file.size)} · 点按下载`));
}
