import { sizeOf } from "./dates.js";
import { make } from "./dom.js";
import { ask } from "./prompts.js";
import * as sim from "./sim.js";

const MESSAGE_UNITS = 4096;
const TELL_LENGTH_FROM = 3500;
const ASK_AFTER_MS = 300;

/** The lower part of a chat: text, files, the command menu and the reply keyboard. */
export class Composer {
  constructor(panel) {
    this.panel = panel;
    this.form = panel.find(".composer");
    this.find = (selector) => this.form.querySelector(selector);
    this.text = this.find("textarea");
    this.file = this.find(".file");
    this.keyboard = this.find(".keyboard");
    this.toggle = this.find(".keyboard-toggle");
    this.commands = this.find(".commands");
    this.suggestions = this.find(".suggestions");
    this.menu = this.find(".menu");
    this.speakAs = this.find(".speak-as select");

    this.form.onsubmit = (event) => { event.preventDefault(); this.send(); };
    this.text.oninput = () => { this.typed(); this.suggest(); };
    this.text.onkeydown = (event) => this.key(event);
    this.text.onpaste = (event) => {
      if (event.clipboardData.files.length > 0) {
        event.preventDefault();
        this.sendFiles([...event.clipboardData.files]);
      }
    };
    // An input method ends its composition with Enter as well. Chromium marks that key as composing; Safari
    // ends the composition first and sends the key at once after it.
    this.text.addEventListener("compositionend", () => { this.composedAt = performance.now(); });
    this.find(".attach").onclick = () => this.file.click();
    this.file.onchange = () => { this.sendFiles([...this.file.files]); this.file.value = ""; };
    this.menu.onclick = () => this.openMenu(this.commands.hidden);
    this.toggle.onclick = () => this.openKeyboard(this.keyboard.hidden);
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.openMenu(false); this.suggestions.hidden = true; this.text.focus(); }
    });
    this.form.addEventListener("focusout", (event) => {
      if (!this.form.contains(event.relatedTarget)) { this.openMenu(false); this.suggestions.hidden = true; }
    });
    this.speakAs.onchange = () => panel.load();
    this.typed();
  }

  get speaker() {
    return Number(this.speakAs.value);
  }

  update(chat) {
    const { world, inGroup } = this.panel;
    this.find(".speak-as").hidden = !inGroup;
    if (inGroup) {
      const before = this.speakAs.value;
      this.speakAs.replaceChildren(...chat.members.filter((id) => world.people.has(id)).map((id) =>
        make("option", { value: id, selected: String(id) === before }, world.people.get(id).name)));
    }
    this.drawCommands(this.panel.person);
  }

  key(event) {
    const composing = event.isComposing || event.keyCode === 229 || performance.now() - (this.composedAt ?? -100) < 50;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this.send();
  }

  typed() {
    const length = this.text.value.length;
    const parts = Math.ceil(length / MESSAGE_UNITS);
    this.find(".length").hidden = length < TELL_LENGTH_FROM;
    this.find(".length").textContent = `${length}字${parts > 1 ? `，会分成${parts}条` : ""}`;
    this.form.classList.toggle("ready", this.text.value.trim() !== "");
    // Browsers with field-sizing need no help (style.css).
    if (CSS.supports("field-sizing", "content")) return;
    this.text.style.height = "auto";
    if (this.text.value) this.text.style.height = `${this.text.scrollHeight}px`;
  }

  /** Behind the bot's name one types what to look for; the bot offers what can be sent here. */
  suggest() {
    clearTimeout(this.asking);
    const name = `@${this.panel.world.bot.username.toLowerCase()} `;
    const typed = this.text.value;
    this.suggestions.hidden = true;
    if (name === "@ " || !typed.toLowerCase().startsWith(name)) return;
    this.asking = setTimeout(async () => {
      const query = typed.slice(name.length);
      const offered = await this.panel.try(() => sim.askInline(this.panel.viewer, this.panel.chatId, query));
      if (offered && this.text.value === typed) this.drawSuggestions(offered);
    }, ASK_AFTER_MS);
  }

  drawSuggestions({ query_id: queryId, results, button }) {
    const leave = (act) => () => {
      this.suggestions.hidden = true;
      this.text.value = "";
      this.typed();
      this.panel.try(act);
    };
    const items = results.map(({ id, title, description }) => make("button", {
      type: "button",
      onclick: leave(() => sim.chooseInline(this.panel.viewer, this.panel.chatId, queryId, id)),
    }, make("b", {}, title), make("span", {}, description)));
    if (button) {
      items.unshift(make("button", {
        type: "button",
        onclick: leave(() => sim.start(this.panel.viewer, button.start_parameter)),
      }, make("b", {}, button.text)));
    }
    this.suggestions.replaceChildren(...items.map((item) => make("li", {}, item)));
    this.suggestions.hidden = items.length === 0;
  }

  async send() {
    const text = this.text.value;
    if (text.trim() === "") return;
    this.text.value = "";
    this.suggestions.hidden = true;
    this.typed();
    const sent = await this.panel.say(text);
    // Nobody should have to write a long text twice; what was typed meanwhile stays behind it.
    if (!sent) {
      this.text.value = text + this.text.value;
      this.typed();
    }
  }

  async sendFiles(files) {
    const progress = this.find(".pending");
    for (const file of files) {
      progress.textContent = `正在发送 ${file.name}（${sizeOf(file.size)}）…`;
      progress.hidden = false;
      await this.panel.try(() => sim.sendDocument(this.panel.viewer, this.panel.chatId, file));
    }
    progress.hidden = true;
  }

  drawCommands(person) {
    const run = (act) => () => { this.openMenu(false); act(); };
    const items = (person?.commands ?? []).map(({ command, description }) =>
      make("button", { type: "button", onclick: run(() => this.panel.say(`/${command}`)) },
        make("b", {}, description), make("span", {}, `/${command}`)));
    if (!this.panel.inGroup) {
      items.push(make("button", {
        type: "button",
        className: "block",
        onclick: run(() => this.panel.try(() => sim.block(this.panel.viewer, true))),
      }, make("b", {}, "拉黑机器人"), make("span", {}, "试试送不到")));
    }
    this.menu.hidden = items.length === 0;
    this.commands.replaceChildren(...items.map((item) => make("li", {}, item)));
  }

  openMenu(open) {
    this.commands.hidden = !open;
    this.menu.setAttribute("aria-expanded", String(open));
    if (open) this.commands.querySelector("button").focus();
  }

  showKeyboard(keyboard) {
    // The same keyboard comes with many answers: one that was put away by hand stays away.
    const before = this.shownKeyboard;
    this.shownKeyboard = JSON.stringify(keyboard);
    if (this.shownKeyboard === before && !keyboard?.one_time) return;
    this.text.placeholder = keyboard?.placeholder || "说点什么…";
    this.toggle.hidden = keyboard === null;
    this.keyboard.replaceChildren(...(keyboard?.rows ?? []).map((row) =>
      make("div", { className: "button-row" }, ...row.map((button) =>
        make("button", { type: "button", onclick: () => this.pressKey(button, keyboard) }, button.text)))));
    this.openKeyboard(keyboard !== null);
  }

  openKeyboard(open) {
    this.keyboard.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
  }

  async pressKey(button, keyboard) {
    if (keyboard.one_time) this.openKeyboard(false);
    if (!button.request_contact) {
      this.panel.say(button.text);
      return;
    }
    const phone = await ask("把手机号告诉机器人？", { value: "+8613800000000", type: "tel", okay: "发送" });
    if (phone) this.panel.try(() => sim.contact(this.panel.viewer, phone));
  }
}
