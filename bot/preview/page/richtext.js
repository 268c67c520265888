import { make } from "./dom.js";

const KEPT = new Set(["b", "i", "u", "s", "code", "pre", "blockquote"]);
// Plain addresses and commands, ASCII only: Chinese follows them without a space.
const PLAIN = /https?:\/\/[\w\-./?=&%#:~+@,;!]*[\w/=&#]|(?<![\w./])(?:t\.me\/[\w/?=&-]*\w|\/[a-z][a-z0-9_]{0,31}(?![\w/]))/g;

/**
 * The message as DOM nodes. The stand-in's HTML is parsed in an inert document and only the known elements are
 * built anew, so nothing a person typed can become markup of this page.
 * `onLink(url)` may take a click over by answering true; `onCommand("/plan")` sends a command.
 */
export function richText(html, { onLink, onCommand }) {
  const build = (parent, literal) => [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return literal ? [node.data] : plainText(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    const tag = node.localName;
    if (tag === "a") return [link(node.getAttribute("href") ?? "", build(node, true), onLink)];
    if (tag === "span" && node.className === "spoiler") return [spoiler(build(node, true))];
    if (!KEPT.has(tag)) return build(node, literal);
    return [make(tag, {}, ...build(node, literal || tag === "code" || tag === "pre"))];
  });

  const plainText = (text) => {
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(PLAIN)) {
      parts.push(text.slice(end, match.index));
      const [found] = match;
      parts.push(found.startsWith("/")
        ? make("button", { type: "button", className: "command", onclick: () => onCommand(found) }, found)
        : link(found.startsWith("http") ? found : `https://${found}`, [found], onLink));
      end = match.index + found.length;
    }
    return [...parts, text.slice(end)];
  };

  const parsed = new DOMParser().parseFromString(`<body>${html}`, "text/html");
  return build(parsed.body, false);
}

export function link(href, children, onLink) {
  if (!/^(https?|tg|mailto|tel):/i.test(href)) return make("span", {}, ...children);
  return make("a", {
    href,
    target: "_blank",
    rel: "noopener noreferrer",
    onclick: (event) => { if (onLink(href)) event.preventDefault(); },
  }, ...children);
}

function spoiler(children) {
  const element = make("button", { type: "button", className: "spoiler", title: "点开看" }, ...children);
  element.onclick = () => element.classList.add("shown");
  return element;
}

/** The payload of a link that starts this bot (t.me/<bot>?start=…), or null. */
export function startPayload(href, botUsername) {
  let url;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  const name = url.protocol === "tg:"
    ? url.searchParams.get("domain")
    : ["t.me", "telegram.me"].includes(url.host) && url.pathname.slice(1);
  if (!name || name.toLowerCase() !== botUsername.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}
