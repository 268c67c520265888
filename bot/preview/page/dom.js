/** Build an element; properties are set as DOM properties, `data` as data attributes, text children as text. */
export function make(tag, properties = {}, ...children) {
  const { data, aria, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(data ?? {})) element.dataset[name] = value;
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(`aria-${name}`, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** "钱乙（组长）" → name and role: the preview writes the role behind the name, the page shows it as a tag. */
export function nameAndRole(full) {
  const match = /^(.+?)（(.+)）$/u.exec(full);
  return match ? { name: match[1], role: match[2] } : { name: full, role: "" };
}

/** Colour and letter stand for the person everywhere, so that columns are told apart at a glance. */
export function paintAvatar(element, id, title) {
  element.textContent = [...title][0] ?? "?";
  element.className = `avatar tone-${Math.abs(id) % 7}`;
}
