import { Composer } from "./composer.js";
import { dayOf } from "./dates.js";
import { fromTemplate, make, nameAndRole, paintAvatar } from "./dom.js";
import { messageElement } from "./message.js";
import { alertBox, ask, toast } from "./prompts.js";
import { startPayload } from "./richtext.js";
import * as sim from "./sim.js";

const labelOf = (title) => Object.values(nameAndRole(title)).filter(Boolean).join(" · ");
const TYPING_MS = 5000;
const READING_BACK_PX = 120;

/**
 * One chat on the screen. The panel of a chat is kept while another is shown in its column, with its draft and
 * its place in the history. `world` gives people, chats, bot; `onRead(chatId)` hears that the end was seen.
 */
export class Panel {
  constructor(chatId, world, { onChoose, onRead }) {
    this.chatId = chatId;
    this.world = world;
    this.element = fromTemplate("panel");
    this.element.dataset.chat = chatId;
    this.find = (selector) => this.element.querySelector(selector);
    this.log = this.find(".log");
    this.list = this.find(".messages");
    this.composer = new Composer(this);
    this.onRead = onRead;
    this.onChoose = onChoose;
    this.select = this.find(".panel-select");
    this.select.onchange = () => {
      const wanted = Number(this.select.value);
      this.select.value = String(chatId);
      onChoose(wanted, this.chatId);
    };
    this.log.onscroll = () => this.updateJump();
    this.find(".jump").onclick = () => this.toEnd();
    this.find(".pinned").onclick = () => this.goTo(this.pinned);
    this.find(".start").onclick = () => this.begin();
    this.find(".welcome-code").onkeydown = (event) => {
      if (event.key === "Enter" && !event.isComposing) this.begin();
    };
    this.acceptDrops();
    this.acts = {
      press: (message, button, element) => this.press(message, button, element),
      onLink: (href) => this.openLink(href),
      onCommand: (text) => this.say(text),
      quote: (id) => this.messages.get(id)?.event.text?.slice(0, 80) ?? null,
    };
    this.updateWho();
    this.load();
  }

  get person() {
    return this.world.people.get(this.viewer);
  }

  get inGroup() {
    return this.chatId < 0;
  }

  /** Who looks and speaks here: the person of a private chat, a chosen member of a group. */
  get viewer() {
    return this.inGroup ? this.composer.speaker : this.chatId;
  }

  get seesEnd() {
    return this.element.isConnected && !document.hidden && -this.log.scrollTop < READING_BACK_PX;
  }

  async load() {
    this.messages = new Map();
    this.seq = 0;
    this.backlog = [];
    this.list.replaceChildren();
    // What was said before is not news: a screen reader should not read the whole history aloud.
    this.list.setAttribute("aria-busy", "true");
    const mine = this.loading = Symbol("load");
    let events = [];
    let lastSeq = 0;
    if (this.world.chats.has(this.chatId)) {
      try {
        ({ events, last_seq: lastSeq } = await sim.transcript(this.chatId));
      } catch (problem) {
        this.fail(problem);
      }
    }
    if (this.loading !== mine) return;
    const live = this.backlog;
    this.backlog = null;
    for (const event of events) this.show(event, false);
    this.seq = lastSeq;
    const chat = this.world.chats.get(this.chatId);
    this.pin(chat?.pinned);
    this.composer.showKeyboard(chat?.keyboard ?? null);
    for (const event of live) this.apply(event);
    this.list.removeAttribute("aria-busy");
    this.log.scrollTop = 0;
    this.updateJump();
  }

  /** Take a live event of this chat (or of its person). */
  apply(event) {
    if (this.backlog) {
      this.backlog.push(event);
    } else if (event.seq > this.seq) {
      this.seq = event.seq;
      this.show(event, true);
    }
  }

  show(event, live) {
    switch (event.kind) {
      case "message": return this.append(event);
      case "edit": return this.replace(event);
      case "delete": return this.remove(event.message_id);
      case "pin": return live && this.pin(event.message_id);
      case "keyboard": return live && this.composer.showKeyboard(event.keyboard);
      case "toast": return live && this.answered(event);
      case "action": return live && this.typing();
      default: return undefined;
    }
  }

  append(event) {
    if (event.from_bot) this.stopTyping();
    this.addDay(event.at);
    const element = this.draw(event, false);
    this.messages.set(event.message_id, { event, element });
    this.list.append(element);
    if (event.from?.id === this.viewer) this.toEnd();
    this.updateJump();
  }

  replace(event) {
    const known = this.messages.get(event.message_id);
    if (!known) return;
    // The time of a message is when it was sent; a change of its buttons alone is no edit of its words.
    const edited = known.edited || known.event.html !== event.html;
    const now = { ...event, at: known.event.at };
    const element = this.draw(now, edited);
    const focused = [...known.element.querySelectorAll("button, a")].indexOf(document.activeElement);
    known.element.replaceWith(element);
    this.messages.set(event.message_id, { event: now, element, edited });
    if (focused >= 0) {
      const choices = element.querySelectorAll("button, a");
      (choices[Math.min(focused, choices.length - 1)] ?? this.log).focus({ preventScroll: true });
    }
  }

  draw(event, edited) {
    return messageElement(event, this.viewer, { inGroup: this.inGroup, edited, acts: this.acts });
  }

  remove(id) {
    this.messages.get(id)?.element.remove();
    this.messages.delete(id);
    for (const day of this.list.querySelectorAll(".day")) {
      if (!day.nextElementSibling || day.nextElementSibling.matches(".day")) day.remove();
    }
  }

  addDay(at) {
    const day = dayOf(at);
    const shown = [...this.list.querySelectorAll(".day")].at(-1)?.textContent;
    if (day !== shown) this.list.append(make("p", { className: "day" }, day));
  }

  pin(id) {
    this.pinned = id;
    const text = this.messages.get(id)?.event.text ?? "";
    const bar = this.find(".pinned");
    bar.hidden = !text;
    bar.querySelector("span").textContent = text;
  }

  typing() {
    this.stopTyping();
    this.list.append(make("p", { className: "typing", ariaHidden: "true" }, "正在输入…"));
    this.typingEnd = setTimeout(() => this.stopTyping(), TYPING_MS);
  }

  stopTyping() {
    clearTimeout(this.typingEnd);
    this.list.querySelector(".typing")?.remove();
  }

  answered({ person, text, alert }) {
    if (person !== this.viewer || !text) return;
    if (alert) alertBox(`${nameAndRole(this.person.name).name}看到`, text);
    else this.toast(text);
  }

  /** Names, opened or not, blocked or not: after every change of a person or a chat. */
  updateWho() {
    const chat = this.world.chats.get(this.chatId);
    const title = this.inGroup ? chat.title : this.person.name;
    const { name } = nameAndRole(title);
    paintAvatar(this.find(".panel-head .avatar"), this.chatId, name);
    this.find(".panel-note").textContent = this.inGroup ? `群聊 · ${chat.members.length}人` : `和${this.world.bot.name}`;
    this.list.setAttribute("aria-label", `${title}的对话`);
    this.select.replaceChildren(...this.world.choices().map((choice) =>
      make("option", { value: choice.id, selected: choice.id === this.chatId }, labelOf(choice.title))));

    const waiting = !this.inGroup && (!this.person.started || this.person.blocked);
    this.element.classList.toggle("waiting", waiting);
    this.find(".welcome").hidden = !waiting;
    this.find(".composer").hidden = waiting;
    this.find(".welcome-text").textContent = this.person?.blocked
      ? `${name}拉黑了机器人，消息送不到。点“开始”就恢复。`
      : this.world.bot.description || `${name}还没有打开过小助手。点“开始”，小助手才能和${name}说话。`;
    this.composer.update(chat);
  }

  begin() {
    const typed = this.find(".welcome-code").value.trim();
    const payload = startPayload(typed, this.world.bot.username) ?? typed;
    this.find(".welcome-code").value = "";
    return this.try(() => sim.start(this.viewer, payload));
  }

  say(text) {
    return this.try(() => sim.message(this.viewer, this.chatId, text));
  }

  openLink(href) {
    const link = new URL(href, location.href);
    if (link.hostname === "t.me" && link.pathname === "/share/url") {
      alertBox("转发", `在手机上会打开好友和群的列表。这里请把链接发给别人：${link.searchParams.get("url")}`);
      return true;
    }
    if (link.hostname === "t.me" && link.searchParams.has("startgroup")) {
      this.makeGroup();
      return true;
    }
    const payload = startPayload(href, this.world.bot.username);
    if (payload === null) return false;
    const person = this.viewer;
    this.try(() => sim.start(person, payload));
    // A link in a group leads to one's own chat with the bot.
    if (this.inGroup) this.onChoose(person, this.chatId);
    return true;
  }

  /** Everybody who has met the bot, and the bot, in a new group. */
  async makeGroup() {
    const title = await ask("建一个群，把机器人加进来", { value: "工会之家", okay: "建群" });
    if (!title) return;
    const others = [...this.world.people.values()].filter(({ id, started }) => started && id !== this.viewer);
    await this.try(() => sim.addGroup(title, [this.viewer, ...others.map(({ id }) => id)]));
  }

  async press(message, button, element) {
    if (element.getAttribute("aria-busy") === "true") return;
    element.setAttribute("aria-busy", "true");
    const answer = await this.try(() => sim.press(this.viewer, this.chatId, message.message_id, button.data));
    element.removeAttribute("aria-busy");
    if (answer?.answered === false) this.toast("机器人没有应答，请再按一次", true);
    if (answer?.url && !this.openLink(answer.url)) window.open(answer.url, "_blank", "noopener");
  }

  /** Do it and answer with its result; a failure is said over this chat and answers undefined. */
  async try(act) {
    try {
      return await act();
    } catch (problem) {
      this.fail(problem);
      return undefined;
    }
  }

  fail(problem) {
    this.toast(problem.message, true);
  }

  toast(text, failed = false) {
    toast(this.find(".toasts"), text, failed);
  }

  acceptDrops() {
    const dragging = (on) => this.element.classList.toggle("dropping", on);
    this.element.ondragover = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      dragging(!this.element.classList.contains("waiting"));
    };
    this.element.ondragleave = (event) => {
      if (!this.element.contains(event.relatedTarget)) dragging(false);
    };
    this.element.ondrop = (event) => {
      dragging(false);
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      if (!this.element.classList.contains("waiting")) this.composer.sendFiles([...event.dataTransfer.files]);
    };
  }

  goTo(id) {
    const element = this.messages.get(id)?.element;
    element?.scrollIntoView({ block: "center" });
    element?.classList.add("found");
    setTimeout(() => element?.classList.remove("found"), 1600);
  }

  // The log is a reversed column: 0 is its end, so it stays there by itself while messages and keyboards come.
  toEnd() {
    this.log.scrollTop = 0;
    this.updateJump();
  }

  updateJump() {
    this.find(".jump").hidden = -this.log.scrollTop < READING_BACK_PX;
    if (this.seesEnd) this.onRead(this.chatId);
  }
}
