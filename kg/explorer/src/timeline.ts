/** Moving through time: a histogram of months, a slider over it, and the graph as it stood at the end of the chosen month. */

import "./find.css";
import { byId, calm, element, type App } from "./app.ts";
import { axis, histogram, place, type Slot } from "./axis.ts";
import { facetsOf, filtersAlike } from "./facets.ts";
import type { Language } from "./knowledge.ts";
import type { Part } from "./main.ts";
import { grouped, phrases } from "./phrases.ts";
import type { Clock, State } from "./state.ts";

const WORDS = {
  timeline: ["Timeline", "時間軸"],
  play: ["Play", "播放"],
  pause: ["Pause", "暫停"],
  step: ["Next month", "下個月"],
  today: ["Today", "今天"],
  now: ["Up to today", "至今"],
  asOf: ["As of", "截至"],
  valid: ["happened", "發生時間"],
  reported: ["reported", "報導時間"],
  clock: ["By which date", "依據日期"],
  earlier: ["earlier", "更早"],
  claims: ["claims", "項主張"],
  undated: ["undated", "項未註明日期"],
  always: ["Claims without a date hold always, and are drawn on every day.", "未註明日期的主張視為一直成立，任何一天都會顯示。"],
  more: ["Show the months", "顯示各月份"],
} as const;
const word = phrases(WORDS);

/** Time for each month while playing; enough to see what comes. */
const PACE = 420;
const SVG = "http://www.w3.org/2000/svg";
const CLOCKS: readonly Clock[] = ["valid", "reported"];

/** A day in words. */
export function dayLabel(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-Hant-TW", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

class Timeline {
  private slots: readonly Slot[] = [];
  private undated = 0;
  private timer = 0;
  private frame = 0;
  private readonly past = document.createElementNS(SVG, "path");
  private readonly future = document.createElementNS(SVG, "path");
  private bars: readonly string[] = [];
  private readonly years = element("div", { class: "years", "aria-hidden": "true" });
  private readonly range = element("input", { id: "day", type: "range", min: "0", step: "1", input: () => this.slide(), keydown: (event) => this.onKey(event as KeyboardEvent) });
  private readonly label = element("output", { class: "day", for: "day" });
  private readonly note = element("p", { class: "note" });
  private readonly playButton = element("button", { type: "button", class: "play", click: () => this.play() });
  private readonly today = element("button", { type: "button", class: "today", click: () => { this.pause(); this.app.store.set({ day: "" }); } });
  private readonly more = element("button", { type: "button", class: "more", "aria-expanded": "false", "aria-controls": "timeline-chart", click: () => this.fold() }, "▴");
  private readonly clocks = CLOCKS.map((clock) => element("input", { type: "radio", name: "clock", value: clock, change: () => { this.pause(); this.app.store.set({ clock }); } }));
  private readonly clockWords = CLOCKS.map(() => element("span"));
  private readonly clockGroup = element("div", { role: "radiogroup", class: "clock" }, ...this.clocks.map((box, i) => element("label", {}, box, this.clockWords[i]!)));

  constructor(private readonly app: App) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    this.past.setAttribute("class", "past");
    this.future.setAttribute("class", "future");
    svg.append(this.past, this.future);
    byId("timeline").append(
      this.playButton,
      element("div", { id: "timeline-chart", class: "chart" }, element("div", { class: "plot" }, svg, this.years), this.range),
      element("div", { class: "said" }, this.label, this.note),
      element("div", { class: "choose" }, this.clockGroup, this.today), this.more,
    );
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
  }

  // ---- what is drawn ----

  /** The axis of a clock: the same whatever is filtered, so that the slider keeps its measure. */
  rule(state: Readonly<State>): void {
    this.slots = axis(this.app.knowledge.links, state.clock);
    byId("timeline").hidden = this.slots.length < 2;
    this.range.max = String(Math.max(1, this.slots.length - 1));
    byId("timeline").style.setProperty("--slots", String(this.slots.length));
    this.past.ownerSVGElement!.setAttribute("viewBox", `0 0 ${Math.max(1, this.slots.length)} 40`);
    this.drawYears(state.language);
  }

  private drawYears(language: Language): void {
    const marks = this.slots.flatMap(({ month }, i) => {
      if (month && !month.endsWith("-01")) return [];
      const mark = element("span", month ? {} : { class: "earlier" }, month ? month.slice(0, 4) : word("earlier", language));
      mark.style.left = `${(100 * (i + (month ? 0 : 1))) / this.slots.length}%`;
      return [mark];
    });
    this.years.replaceChildren(...marks);
  }

  /** The bars anew: what passes all filters but the day. */
  count(state: Readonly<State>): void {
    if (this.slots.length === 0) return;
    const { counts, undated } = histogram(this.slots, facetsOf(this.app, state).timed, state.clock);
    this.undated = undated;
    const most = Math.max(1, ...counts);
    this.bars = counts.map((count, i) => {
      const height = count === 0 ? 0 : Math.max(1.2, (38 * count) / most);
      return height ? `M${i + 0.12} 40V${(40 - height).toFixed(1)}H${i + 0.88}V40Z` : "";
    });
  }

  /** The slider, the bars on either side of it, and the day in words. */
  mark(state: Readonly<State>): void {
    const { language, day } = state;
    const at = place(this.slots, day);
    const claims = `${grouped(this.app.view.links.length, language)} ${word("claims", language)}`;
    this.range.value = String(at);
    this.past.setAttribute("d", this.bars.slice(0, at + 1).join(""));
    this.future.setAttribute("d", this.bars.slice(at + 1).join(""));
    this.label.textContent = day ? dayLabel(day, language) : word("now", language);
    this.range.setAttribute("aria-valuetext", `${day ? `${word("asOf", language)} ${dayLabel(day, language)}` : word("now", language)}, ${claims}`);
    this.note.textContent = day && this.undated ? `${claims}${language === "en" ? ", " : "，"}${grouped(this.undated, language)} ${word("undated", language)}` : claims;
    this.note.title = word("always", language);
    this.today.disabled = !day;
    this.clocks.forEach((box) => (box.checked = box.value === state.clock));
  }

  translate(language: Language): void {
    byId("timeline").setAttribute("aria-label", word("timeline", language));
    this.range.setAttribute("aria-label", word("timeline", language));
    this.clockGroup.setAttribute("aria-label", word("clock", language));
    this.clockWords.forEach((label, i) => (label.textContent = word(CLOCKS[i]!, language)));
    this.today.textContent = word("today", language);
    this.more.setAttribute("aria-label", word("more", language));
    this.more.title = word("more", language);
    this.drawYears(language);
    this.name();
  }

  private name(): void {
    const said = word(this.timer ? "pause" : calm() ? "step" : "play", this.app.language);
    this.playButton.setAttribute("aria-label", said);
    this.playButton.title = said;
    this.playButton.textContent = this.timer ? "❚❚" : "▶";
  }

  /** On a small screen the months fold away; the slider stays. */
  private fold(): void {
    const isOpen = byId("timeline").toggleAttribute("data-open");
    this.more.setAttribute("aria-expanded", String(isOpen));
  }

  // ---- moving ----

  /** Many inputs come between two pictures; the last  counts. */
  private slide(): void {
    this.pause();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.go(Number(this.range.value)));
  }

  private go(at: number): void {
    const last = this.slots.length - 1;
    this.app.store.set({ day: at >= last ? "" : this.slots[Math.max(0, at)]!.day });
  }

  private onKey(event: KeyboardEvent): void {
    const step = { PageUp: 12, PageDown: -12 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.pause();
    this.go(place(this.slots, this.app.store.state.day) + step);
  }

  /** Month after month until today; for those who asked for less motion, one month for each press. */
  private play(): void {
    if (this.timer) return this.pause();
    const at = place(this.slots, this.app.store.state.day);
    const from = this.app.store.state.day === "" ? 0 : at + 1;
    this.go(from);
    if (!calm() && this.app.store.state.day !== "") this.timer = window.setTimeout(() => this.tick(), PACE);
    this.name();
  }

  private tick(): void {
    const { state } = this.app.store;
    this.timer = 0;
    this.go(place(this.slots, state.day) + 1);
    if (this.app.store.state.day !== "") this.timer = window.setTimeout(() => this.tick(), PACE);
    this.name();
  }

  pause(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.name();
  }
}

export function timeline(app: App): Part {
  const made = new Timeline(app);
  return {
    update(state, before) {
      const isNew = before === null;
      const clock = isNew || state.clock !== before.clock;
      if (clock) made.rule(state);
      if (isNew || state.language !== before.language) made.translate(state.language);
      const filtered = isNew || !filtersAlike({ ...state, day: "" }, { ...before, day: "" });
      if (filtered) made.count(state);
      if (filtered || state.day !== before.day || state.language !== before.language) made.mark(state);
    },
  };
}
