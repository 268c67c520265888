import { dayOf, fromField, nextMonthAtNine, timeOf, toField } from "./dates.js";
import { make } from "./dom.js";
import { ask } from "./prompts.js";
import * as sim from "./sim.js";

const REFRESH_MS = 15_000;

/** The clock bar: shows the virtual time and moves it, so that reminders come while one watches. */
export class Clock {
  constructor(onProblem) {
    this.onProblem = onProblem;
    this.face = document.getElementById("clock-now");
    this.actions = document.getElementById("clock-actions");
    this.toggle = document.getElementById("clock-toggle");
    this.toggle.onclick = () => this.open(this.toggle.getAttribute("aria-expanded") !== "true");
    for (const button of this.actions.querySelectorAll("[data-hours]")) {
      button.onclick = () => this.move(button, () => sim.advance(3600 * Number(button.dataset.hours)));
    }
    const month = this.actions.querySelector("[data-next-month]");
    month.onclick = () => this.move(month, () => sim.moveTo(nextMonthAtNine(this.now)));
    const pick = this.actions.querySelector("[data-pick]");
    pick.onclick = async () => {
      this.open(false);
      const value = await ask("把时钟拨到（北京时间）", { value: toField(this.now), type: "datetime-local", okay: "拨过去" });
      if (value) this.move(pick, () => sim.moveTo(fromField(value)));
    };
    document.addEventListener("click", ({ target }) => {
      if (!target.closest(".clock, dialog")) this.open(false);
    });
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.open(false); });
    // The virtual clock walks by itself; a lost connection is told elsewhere.
    setInterval(() => sim.clock().then(({ now }) => this.show(now), () => {}), REFRESH_MS);
  }

  show(now) {
    this.now = now;
    this.face.dateTime = now;
    const [year, day] = dayOf(now).split(/(?<=年)/u);
    this.face.replaceChildren(make("span", { className: "year" }, year), `${day}${timeOf(now)}`);
  }

  open(open) {
    this.toggle.setAttribute("aria-expanded", String(open));
  }

  async move(button, act) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      this.show((await act()).now);
    } catch (problem) {
      this.onProblem(problem);
    }
    button.removeAttribute("aria-busy");
    this.open(false);
  }
}
