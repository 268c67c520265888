import { fromTemplate, nameAndRole, paintAvatar } from "./dom.js";

/** The list of people (and groups): who is open, who has something new. */
export class People {
  constructor(list, world, onChoose) {
    this.list = list;
    this.world = world;
    this.onChoose = onChoose;
    this.rows = new Map();
    this.unread = new Map();
  }

  update(open, active) {
    const known = new Set(this.world.choices().map(({ id }) => id));
    for (const [id, row] of this.rows) {
      if (!known.has(id)) {
        row.remove();
        this.rows.delete(id);
        this.unread.delete(id);
      }
    }
    for (const { id, title } of this.world.choices()) {
      if (!this.rows.has(id)) this.rows.set(id, this.addRow(id));
      const row = this.rows.get(id);
      const { name, role } = nameAndRole(title);
      paintAvatar(row.querySelector(".avatar"), id, name);
      row.querySelector(".person-name").textContent = name;
      row.querySelector(".person-role").textContent = id < 0 ? "群聊" : role;
      const button = row.querySelector("button");
      button.classList.toggle("open", open.includes(id));
      if (id === active) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (!this.world.chats.has(id)) this.setLast(id, "还没有开始");
    }
  }

  addRow(id) {
    const row = fromTemplate("person");
    row.querySelector("button").onclick = () => this.onChoose(id);
    row.querySelector("button").dataset.id = id;
    this.list.append(row);
    return row;
  }

  setLast(id, text) {
    const row = this.rows.get(id);
    if (row) row.querySelector(".person-last").textContent = text;
  }

  heard(event, seen) {
    const what = event.text || event.service || (event.file ? `[${event.file.name}]` : "");
    this.setLast(event.chat_id, what.replaceAll("\n", " ").slice(0, 60));
    if (event.from_bot && !seen) this.setUnread(event.chat_id, (this.unread.get(event.chat_id) ?? 0) + 1);
  }

  setUnread(id, count) {
    this.unread.set(id, count);
    const badge = this.rows.get(id)?.querySelector(".badge");
    if (!badge) return;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.setAttribute("aria-label", `${count}条未读`);
    const total = [...this.unread.values()].reduce((sum, each) => sum + each, 0);
    document.title = `${total > 0 ? `(${total}) ` : ""}工会小助手 · 预览`;
  }
}
