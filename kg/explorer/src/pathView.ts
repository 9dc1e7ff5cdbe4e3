/** The shortest path of evidence between two entities that the reader names: its steps with their claims, lit in the network. */

import { element } from "./app.ts";
import { shown } from "./evidenceWords.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Section } from "./money.ts";
import { say } from "./moneyWords.ts";
import type { Made } from "./parts.ts";
import { pathBetween, type Hop } from "./path.ts";
import { Picker } from "./picker.ts";
import { nameButton, relations } from "./relations.ts";
import type { State } from "./state.ts";
import { viewOf } from "./view.ts";

export class PathView implements Section {
  private readonly from: Picker;
  private readonly to: Picker;
  private readonly head = element("div");
  private readonly swap = element("button", { type: "button", class: "swap", click: () => this.turnRound() }, "⇅");
  private readonly find = element("button", { type: "submit", class: "main" });
  private readonly status = element("p", { role: "status" });
  private readonly steps = element("ol", { class: "steps" });
  readonly dom: HTMLElement;
  private isAsked = false;
  private found: readonly Hop[] | null = null;
  private key: readonly unknown[] = [];

  constructor(private readonly app: Made) {
    this.from = new Picker(app, "path-from", "from", () => this.chosen());
    this.to = new Picker(app, "path-to", "to", () => this.chosen());
    const ask = (event: Event): void => {
      event.preventDefault();
      this.ask();
    };
    const form = element("form", { submit: ask }, element("div", { class: "ends" }, this.from.dom, this.to.dom), this.swap, this.find);
    this.dom = element("section", { class: "path" }, this.head, form, this.status, this.steps);
    const { lit } = app.store.state;
    if (lit.length < 2 || lit[0] === lit.at(-1)) return;
    this.from.set(lit[0]!);
    this.to.set(lit.at(-1)!);
    this.isAsked = true;
  }

  show(state: Readonly<State>): void {
    const { language, focus } = state;
    this.head.replaceChildren(element("h3", {}, say("pathTitle", language)), element("p", { class: "quiet" }, say("pathHint", language)));
    this.swap.title = say("swap", language);
    this.swap.setAttribute("aria-label", say("swap", language));
    this.find.textContent = say("find", language);
    if (!this.from.slug && !this.isAsked) this.from.set(focus);
    this.from.translate();
    this.to.translate();
    this.fill(state);
  }

  private turnRound(): void {
    const [from, to] = [this.from.slug, this.to.slug];
    this.from.set(to);
    this.to.set(from);
    this.chosen();
  }

  /** Once both ends are named there is nothing to wait for. */
  private chosen(): void {
    if (this.from.slug && this.to.slug) this.ask();
    else (this.from.slug ? this.to : this.from).box.focus();
  }

  private ask(): void {
    const { store } = this.app;
    const missing = [this.from, this.to].find((picker) => !picker.slug);
    if (missing) return missing.box.focus();
    this.isAsked = true;
    this.search(store.state, this.app.knowledge);
    const lit = this.found ? [this.from.slug, ...this.found.map((hop) => hop.end)] : [];
    const { drawn } = store.state;
    store.set({ lit, relation: null, answered: [], ...(drawn ? { drawn: [...new Set([...drawn, ...lit])] } : {}) });
    this.fill(store.state);
  }

  private search(state: Readonly<State>, knowledge: Knowledge): void {
    const key = [knowledge, state.hidden, state.least, state.day, state.clock, this.from.slug, this.to.slug];
    if (key.every((part, i) => part === this.key[i])) return;
    this.key = key;
    this.found = pathBetween(this.from.slug, this.to.slug, viewOf(knowledge, { ...state, drawn: null }).links, knowledge);
  }

  private fill(state: Readonly<State>): void {
    const { app } = this;
    const { language, knowledge } = app;
    if (!this.isAsked || !this.from.slug || !this.to.slug) {
      this.status.textContent = "";
      this.steps.replaceChildren();
      return;
    }
    this.search(state, knowledge);
    const [from, to] = [this.from.slug, this.to.slug].map((slug) => shown(knowledge.name(slug, language))) as [string, string];
    const pressed = this.steps.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["relation"] : undefined;
    const count = this.found?.length ?? 0;
    if (this.from.slug === this.to.slug) this.status.textContent = say("same", language);
    else if (!this.found) this.status.textContent = say("noPath", language, from, to);
    else this.status.textContent = count === 1 ? say("oneStep", language, from, to) : say("steps", language, count, from, to);
    this.steps.replaceChildren(...(this.found ?? []).map((hop) => this.step(hop)));
    if (pressed) this.steps.querySelector<HTMLElement>(`[data-relation="${CSS.escape(pressed)}"]`)?.focus({ preventScroll: true });
  }

  private step({ start, end, links }: Hop): HTMLLIElement {
    return element("li", { "data-step": `${start} ${end}` }, element("p", { class: "leg" }, element("span", { class: "grow" }, nameButton(this.app, start), element("span", { class: "arrow" }, " — "), nameButton(this.app, end))), relations(this.app, links));
  }
}
