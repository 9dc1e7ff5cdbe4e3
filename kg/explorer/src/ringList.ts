/** Rings of money as a list; the one that is chosen is lit in the network and shows its legs with their claims. */

import { element } from "./app.ts";
import { shown } from "./evidenceWords.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Section } from "./money.ts";
import { say, sum } from "./moneyWords.ts";
import type { Owners } from "./owners.ts";
import type { Made } from "./parts.ts";
import { nameButton, relations } from "./relations.ts";
import { legsOf, LONGEST, search, unhurried, walk, type Leg, type Ring, type Rings } from "./rings.ts";
import type { State } from "./state.ts";
import { viewOf } from "./view.ts";
import { wordLabel } from "./wording.ts";

/** So many rings are listed at first, and more by as many. */
const PAGE = 25;
const LENGTHS = [0, 2, 3, 4];

export class RingList implements Section {
  private readonly through = element("input", { type: "checkbox", change: () => this.show(this.app.store.state) });
  private readonly throughWords = element("span");
  private readonly throughLine = element("label", { class: "check" }, this.through, this.throughWords);
  private readonly head = element("div");
  private readonly lengths = element("div", { class: "lengths", role: "group" });
  private readonly status = element("p", { class: "quiet", role: "status" });
  private readonly list = element("ol", { class: "rings" });
  private readonly foot = element("div");
  readonly dom = element("section", { class: "ring-list" }, this.head, this.throughLine, this.lengths, this.status, this.list, this.foot);
  private found: Rings | undefined;
  /** What the list was found for, so that lighting a ring does not search again. */
  private key: readonly unknown[] = [];
  private most = PAGE;
  private length = 0;

  constructor(private readonly app: Made, private readonly owners: Owners) {}

  show(state: Readonly<State>): void {
    const { language, focus, hidden, least, day, clock } = state;
    const { knowledge } = this.app;
    this.head.replaceChildren(element("h3", {}, say("ringsTitle", language)), element("p", { class: "quiet" }, say("ringsHint", language)));
    this.throughLine.hidden = !knowledge.entities.has(focus);
    this.throughWords.textContent = say("through", language, shown(knowledge.name(focus, language)));
    const through = this.through.checked && knowledge.entities.has(focus) ? focus : "";
    const key = [knowledge, hidden, least, day, clock, through];
    if (key.some((part, i) => part !== this.key[i])) {
      this.key = key;
      this.most = PAGE;
      this.dom.setAttribute("aria-busy", "true");
      if (!this.found) this.status.textContent = say("searching", language);
      void this.find(key, state, knowledge, through);
    }
    if (this.found) this.fill();
  }

  private async find(key: readonly unknown[], state: Readonly<State>, knowledge: Knowledge, through: string): Promise<void> {
    const groups = await this.owners.groups();
    if (key !== this.key) return;
    const legs = legsOf(knowledge, viewOf(knowledge, { ...state, drawn: null }).links, groups);
    const found = await unhurried(search(legs, through && (groups.firms.get(through) ?? through)), () => key === this.key);
    if (!found) return;
    this.found = found;
    const lit = found.rings.findIndex((ring) => this.isLit(ring));
    this.most = Math.max(PAGE, Math.ceil((lit + 1) / PAGE) * PAGE);
    const isFirst = !this.list.hasChildNodes();
    this.dom.setAttribute("aria-busy", "false");
    this.fill();
    if (isFirst) this.list.querySelector(".chosen")?.scrollIntoView({ block: "nearest" }); // a link led here
  }

  // ---- what is seen ----

  private fill(): void {
    const { language } = this.app;
    const { rings, complete } = this.found!;
    const pressed = this.dom.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["key"] : undefined;
    const listed = rings.filter((ring) => this.length === 0 || ring.legs.length === this.length);
    this.fillLengths(rings);
    const count = rings.length === 1 ? say("oneRing", language, LONGEST) : say("ringCount", language, rings.length.toLocaleString("en"), LONGEST);
    this.status.textContent = [rings.length === 0 ? say("noRings", language) : count, complete < LONGEST ? say("incomplete", language, complete) : ""].filter(Boolean).join(" ");
    this.list.replaceChildren(...listed.slice(0, this.most).map((ring) => this.item(ring)));
    const left = Math.min(PAGE, listed.length - this.most);
    const more = element("button", { type: "button", "data-key": "more", click: () => this.more() }, say("more", language, left));
    this.foot.replaceChildren(...(left > 0 ? [more] : []));
    if (pressed) this.dom.querySelector<HTMLElement>(`[data-key="${CSS.escape(pressed)}"]`)?.focus({ preventScroll: true });
  }

  private more(): void {
    const next = this.most;
    this.most += PAGE;
    this.fill();
    this.list.children[next]?.querySelector("button")?.focus();
  }

  private fillLengths(rings: readonly Ring[]): void {
    const { language } = this.app;
    this.lengths.setAttribute("aria-label", say("length", language));
    this.lengths.hidden = rings.length === 0;
    this.lengths.replaceChildren(...LENGTHS.map((length) => {
      const number = rings.filter((ring) => length === 0 || ring.legs.length === length).length;
      const press = (): void => {
        this.length = length;
        this.most = PAGE;
        this.fill();
      };
      return element("button", { type: "button", "data-key": `length-${length}`, "aria-pressed": String(this.length === length), click: press },
        length === 0 ? say("anyLength", language) : say("legs", language, length), " ", element("span", { class: "number" }, String(number)));
    }));
  }

  private isLit(ring: Ring): boolean {
    const { lit } = this.app.store.state;
    return lit.length > 2 && walk(ring, this.app.knowledge).join(" ") === lit.join(" ");
  }

  private item(ring: Ring): HTMLLIElement {
    const { app } = this;
    const { language, knowledge } = app;
    const isOpen = this.isLit(ring);
    const payers = ring.legs.map((leg) => leg.payer);
    const names = [...payers, payers[0]!].flatMap((slug, i) => [i > 0 ? element("span", { class: "arrow" }, " → ") : "", element("span", { class: "actor" }, shown(knowledge.name(slug, language)))]);
    const isWhole = ring.legs.every((leg) => leg.amount !== null);
    const total = ring.total > 0 ? sum(ring.total, language) + (isWhole ? "" : " + ?") : say("unknown", language);
    const button = element(
      "button", { type: "button", class: "ring", "aria-expanded": String(isOpen), "data-key": payers.join(" "), "data-ring": payers.join(" "), "data-total": String(ring.total), click: () => this.choose(ring, isOpen) },
      element("span", { class: "grow" }, ...names), element("span", { class: "sums" }, element("span", { class: "sum" }, total), ring.firm > 0 ? element("span", { class: "quiet" }, `${sum(ring.firm, language)} ${say("firm", language)}`) : ""),
    );
    return element("li", isOpen ? { class: "chosen" } : {}, button, isOpen ? element("ol", { class: "legs" }, ...ring.legs.map((leg) => this.leg(leg))) : null);
  }

  private leg(leg: Leg): HTMLLIElement {
    const { app } = this;
    const { language, knowledge } = app;
    const stages = [...new Set(leg.links.map(({ stage }) => stage).filter(Boolean))].map((name) => wordLabel(name, language, (word) => knowledge.terms.get(word)?.labels));
    return element(
      "li", { "data-leg": `${leg.payer} ${leg.payee}` },
      element("p", { class: "leg" }, element("span", { class: "grow" }, nameButton(app, leg.payer), element("span", { class: "arrow" }, " → "), nameButton(app, leg.payee)), element("span", { class: "sum" }, leg.amount === null ? say("unknown", language) : sum(leg.amount, language))),
      stages.length > 0 ? element("p", { class: "stages" }, ...stages.map((stage) => element("span", { class: "chip" }, stage))) : null,
      relations(app, leg.links),
    );
  }

  /** Light a ring, and draw what of it is not drawn; or, chosen again, let it go. */
  private choose(ring: Ring, isOpen: boolean): void {
    const { store, knowledge } = this.app;
    if (isOpen) return store.set({ lit: [] });
    const lit = walk(ring, knowledge);
    const { drawn } = store.state;
    store.set({ lit, relation: null, answered: [], ...(drawn ? { drawn: [...new Set([...drawn, ...lit])] } : {}) });
  }
}
