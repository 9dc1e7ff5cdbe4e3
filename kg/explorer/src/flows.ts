/** How much money the claims in view speak of: the whole, the largest payments, and who pays and is paid most. */

import { element } from "./app.ts";
import { shown } from "./evidenceWords.ts";
import type { Section } from "./money.ts";
import { say, sum } from "./moneyWords.ts";
import type { Owners } from "./owners.ts";
import type { Made } from "./parts.ts";
import { nameButton, relations } from "./relations.ts";
import { legsOf, type Leg } from "./rings.ts";
import type { State } from "./state.ts";

const LARGEST = 12;
const BEST = 5;

export class Flows implements Section {
  private readonly switch: HTMLButtonElement;
  private readonly hint = element("span", { class: "quiet" });
  private readonly body = element("div");
  readonly dom: HTMLElement;
  /** Payments whose claims are unfolded, so that they stay so when the date changes. */
  private readonly open = new Set<string>();

  constructor(private readonly app: Made, private readonly owners: Owners) {
    this.switch = element("button", { type: "button", role: "switch", class: "switch", click: () => app.store.set({ money: !app.store.state.money }) });
    this.dom = element("section", { class: "flows" }, element("p", { class: "switch-line" }, this.switch, this.hint), this.body);
  }

  show({ language, money }: Readonly<State>): void {
    this.switch.textContent = say("switch", language);
    this.switch.setAttribute("aria-checked", String(money));
    this.hint.textContent = say("switchHint", language);
    if (this.owners.known) this.fill();
    void this.owners.groups().then(() => this.fill());
  }

  private fill(): void {
    const { app, owners: { known } } = this;
    if (!known) return;
    const legs = [...legsOf(app.knowledge, app.view.links, known).values()];
    legs.sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0) || (a.payer < b.payer ? -1 : 1));
    this.body.replaceChildren(...(legs.length > 0 ? this.content(legs) : [element("p", { class: "quiet" }, say("noMoney", app.language))]));
  }

  private content(legs: readonly Leg[]): Node[] {
    const { language } = this.app;
    const priced = legs.filter((leg) => leg.amount !== null);
    const total = priced.reduce((all, leg) => all + leg.amount!, 0);
    const firm = priced.reduce((all, leg) => all + (leg.firm ?? 0), 0);
    const meter = element("div", { class: "meter", role: "img", "aria-label": `${sum(firm, language)} ${say("firm", language)}` }, element("span", { class: "part" }));
    (meter.firstElementChild as HTMLElement).style.width = `${total > 0 ? (100 * firm) / total : 0}%`;
    return [
      element("p", { class: "total" }, element("b", { id: "money-total" }, sum(total, language)), " ", element("span", { class: "quiet" }, say("total", language))),
      meter,
      element("p", { class: "parts" }, element("span", { class: "key firm" }, `${sum(firm, language)} ${say("firm", language)}`), " ", element("span", { class: "key early" }, `${sum(total - firm, language)} ${say("early", language)}`)),
      element("p", { class: "quiet" }, say("pairs", language, legs.length.toLocaleString("en"), (legs.length - priced.length).toLocaleString("en"))),
      ...(priced.length > 0 ? [element("h3", {}, say("largest", language)), this.largest(priced.slice(0, LARGEST)), this.best(priced, "payer"), this.best(priced, "payee")] : []),
      element("p", { class: "note" }, say("sumHint", language)),
    ];
  }

  private largest(legs: readonly Leg[]): HTMLElement {
    const { app, open } = this;
    const most = legs[0]!.amount!;
    const items = legs.map((leg) => {
      const key = `${leg.payer} ${leg.payee}`;
      const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("span", { class: "part" }));
      bar.style.width = `${(100 * leg.amount!) / most}%`;
      (bar.firstElementChild as HTMLElement).style.width = `${(100 * (leg.firm ?? 0)) / leg.amount!}%`;
      const name = (slug: string): string => shown(app.knowledge.name(slug, app.language));
      const details = element("details", { "data-flow": key, open: open.has(key) }, element("summary", {}, element("span", { class: "grow" }, name(leg.payer), element("span", { class: "arrow" }, " → "), name(leg.payee)), element("span", { class: "sum" }, sum(leg.amount!, app.language)), bar), relations(app, leg.links));
      details.addEventListener("toggle", () => (details.open ? open.add(key) : open.delete(key)));
      return element("li", {}, details);
    });
    return element("ol", { class: "largest" }, ...items);
  }

  private best(legs: readonly Leg[], side: "payer" | "payee"): HTMLElement {
    const { app } = this;
    const sums = new Map<string, number>();
    for (const leg of legs) sums.set(leg[side], (sums.get(leg[side]) ?? 0) + leg.amount!);
    const ranked = [...sums].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, BEST);
    const items = ranked.map(([slug, amount]) => element("li", {}, nameButton(app, slug), element("span", { class: "sum" }, sum(amount, app.language))));
    return element("section", { class: "best" }, element("h3", {}, say(side === "payer" ? "pays" : "paid", app.language)), element("ol", {}, ...items));
  }
}

