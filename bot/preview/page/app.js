import { Clock } from "./clock.js";
import { Panel } from "./panel.js";
import { People } from "./people.js";
import { alertBox, ask } from "./prompts.js";
import * as sim from "./sim.js";

const RETRY_MS = 1500;
const LAST_WORDS_READ = 30;
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const banner = document.getElementById("connection");
const stage = document.getElementById("columns");
const widths = [matchMedia("(min-width: 800px)"), matchMedia("(min-width: 1180px)")];

const world = {
  bot: { username: "", description: "" },
  people: new Map(),
  chats: new Map(),
  /** Everybody and everything one can look at: each person's private chat, then the groups. */
  choices() {
    const groups = [...this.chats.values()].filter(({ id }) => id < 0);
    return [...this.people.values()].map(({ id, name }) => ({ id, title: name })).concat(groups);
  },
};

const panels = new Map();
// Who stands in which column is kept in the address: reloading or sharing it shows the same chats.
let wanted = location.hash.slice(1).split(",").map(Number).filter(Boolean);
let active = 0;
let stopFollowing = () => {};
let connection = 0;

const problemBox = (problem) => alertBox("没有成功", problem.message);
const clock = new Clock(problemBox);
const people = new People(document.getElementById("people"), world, choose);

function columnCount() {
  return 1 + widths.filter(({ matches }) => matches).length;
}

function open() {
  return wanted.slice(0, columnCount());
}

function panelOf(id) {
  if (!panels.has(id)) {
    panels.set(id, new Panel(id, world, { onChoose: replace, onRead: (chat) => people.setUnread(chat, 0) }));
  }
  return panels.get(id);
}

/** Put the wanted chats on the stage; the address keeps them. */
function arrange() {
  const known = world.choices().map(({ id }) => id);
  wanted = [...new Set([...wanted, ...known])].filter((id) => known.includes(id)).slice(0, widths.length + 1);
  active = Math.min(active, Math.max(0, open().length - 1));
  const elements = open().map((id) => panelOf(id).element);
  if (elements.some((element, place) => stage.children[place] !== element) || stage.children.length !== elements.length) {
    stage.replaceChildren(...elements);
  }
  elements.forEach((element, place) => element.classList.toggle("active", place === active));
  history.replaceState(null, "", `#${wanted.join(",")}`);
  people.update(open(), open()[active]);
  for (const id of open()) panelOf(id).updateJump();
}

/** Look at somebody: where they are open already, or else in the column used last. */
function choose(id) {
  const place = open().indexOf(id);
  if (place >= 0) active = place;
  else put(id, active);
  arrange();
  people.rows.get(id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  // With a mouse one goes on typing at once; a finger would only call up the screen keyboard.
  if (matchMedia("(pointer: fine)").matches) panelOf(id).composer.text.focus();
}

function replace(id, instead) {
  const place = open().indexOf(instead);
  active = place;
  put(id, place);
  arrange();
}

function put(id, place) {
  const elsewhere = wanted.indexOf(id);
  if (elsewhere >= 0) wanted[elsewhere] = wanted[place];
  wanted[place] = id;
}

function heard(event) {
  const { kind, chat_id: chatId } = event;
  if (kind === "clock") return clock.show(event.now);
  if (kind === "reset") return connect();
  if (kind === "bot") return readState().catch(problemBox);
  if (kind === "person") world.people.set(event.person.id, event.person);
  if (kind === "chat") world.chats.set(event.chat.id, event.chat);
  if (kind === "keyboard" && world.chats.has(chatId)) world.chats.get(chatId).keyboard = event.keyboard;
  if (kind === "person" || kind === "chat") {
    arrange();
    for (const panel of panels.values()) panel.updateWho();
  }
  panels.get(chatId)?.apply(event);
  if (kind === "message") people.heard(event, Boolean(panels.get(chatId)?.seesEnd));
  return undefined;
}

/** Read everything and follow what comes; after a break again, until it works. */
async function connect() {
  stopFollowing();
  const mine = ++connection;
  let lastSeq;
  while (lastSeq === undefined) {
    try {
      lastSeq = await readState();
    } catch {
      banner.hidden = false;
      await pause(RETRY_MS);
    }
    if (mine !== connection) return;
  }
  banner.hidden = true;
  stopFollowing = sim.follow(lastSeq, heard, connect);
  for (const panel of panels.values()) panel.load();
  readLastWords();
}

/** Take over who and what there is; answers with the number of the last event in it. */
async function readState() {
  const state = await sim.state();
  world.bot = state.bot;
  world.people = new Map(state.people.map((person) => [person.id, person]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  document.getElementById("bot-name").textContent = state.bot.name;
  clock.show(state.now);
  for (const id of panels.keys()) if (!world.people.has(id) && !world.chats.has(id)) panels.delete(id);
  for (const panel of panels.values()) panel.updateWho();
  arrange();
  return state.last_seq;
}

async function readLastWords() {
  for (const id of [...world.chats.keys()].slice(0, LAST_WORDS_READ)) {
    const { events } = await sim.transcript(id).catch(() => ({ events: [] }));
    const last = events.findLast(({ kind }) => kind === "message");
    if (last) people.heard(last, true);
  }
}

stage.addEventListener("focusin", ({ target }) => {
  const place = [...stage.children].indexOf(target.closest(".panel"));
  if (place >= 0 && place !== active) {
    active = place;
    arrange();
  }
});
document.addEventListener("visibilitychange", arrange);
for (const width of widths) width.addEventListener("change", arrange);
// A file dropped beside a chat must not replace the page.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

document.getElementById("add-person").onclick = async () => {
  const name = await ask("新的一位叫什么？", {
    text: "一个新的 Telegram 用户，还没有绑定到会员名册。",
    value: "来访者",
    okay: "加进来",
  });
  if (!name) return;
  try {
    const person = await sim.addPerson(name);
    world.people.set(person.id, person);
    choose(person.id);
  } catch (problem) {
    problemBox(problem);
  }
};

connect();
