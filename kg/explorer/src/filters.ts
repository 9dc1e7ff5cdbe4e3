/** The form that says what is drawn: each kind of filter with its options, and how many there are of each. */

import "./find.css";
import { byId, element, type App } from "./app.ts";
import { chips } from "./chips.ts";
import { facetsOf, filtersAlike, type Facets, type Kind } from "./facets.ts";
import type { Part } from "./main.ts";
import { kindLabel, Options, steps, sumLabel, USUAL } from "./options.ts";
import { grouped, phrases } from "./phrases.ts";
import type { State } from "./state.ts";

const WORDS = {
  filters: ["What is drawn", "顯示哪些內容"],
  close: ["Close", "關閉"],
  reset: ["Reset all", "全部重設"],
  all: ["all", "全選"],
  none: ["none", "全不選"],
  sum: ["Amount", "金額"],
  sumHint: ["Sums in euros, pounds and francs count as if they were dollars; other currencies do not count.", "歐元、英鎊與瑞士法郎的金額視同美元計算；其他幣別不計。"],
  statusHint: ["Refuted claims stand in the panel beside what refutes them; they are drawn only when asked for.", "已駁斥的主張會與反駁它的主張一併列在面板中，選取後才會畫在圖上。"],
  hidden: ["hidden", "項隱藏"],
} as const;
const word = phrases(WORDS);

/** One box to tick. */
interface Choice {
  readonly kind: Kind;
  readonly name: string;
  readonly row: HTMLLabelElement;
  readonly box: HTMLInputElement;
  readonly count: HTMLElement;
}

class Filters {
  private readonly form = byId<HTMLFormElement>("filters");
  private readonly button = byId<HTMLButtonElement>("filters-button");
  private choices: Choice[] = [];
  /** Says how many options of a section are hidden. */
  private notes: { readonly kinds: readonly Kind[]; readonly note: HTMLElement }[] = [];
  private sums: HTMLElement = element("div");
  private readonly open = new Set<string>(["types"]);

  constructor(private readonly app: App, private readonly options: Options) {
    const { form, button } = this;
    button.addEventListener("click", () => this.toggle(Boolean(form.hidden)));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle(false);
      button.focus();
    });
  }

  private toggle(show: boolean): void {
    this.form.hidden = !show;
    this.button.setAttribute("aria-expanded", String(show));
    if (!show) return;
    this.build();
    this.form.querySelector<HTMLElement>("h3")?.focus();
  }

  /** The whole form anew; done when it opens and when the language changes. */
  build(): void {
    const { form, options } = this;
    if (form.hidden) return;
    const { language } = this.app;
    [this.choices, this.notes] = [[], []];
    const head = element(
      "header", {}, element("h3", { tabindex: "-1" }, word("filters", language)),
      element("button", { type: "button", click: () => this.app.store.set({ hidden: USUAL, least: 0 }) }, word("reset", language)),
      element("button", { type: "button", class: "close", "aria-label": word("close", language), click: () => { this.toggle(false); this.button.focus(); } }, "×"),
    );
    const plain = (["types", "statuses", "stages", "tiers", "graphs"] as const).filter((kind) => options.of(kind).length > 1);
    const sections = plain.map((kind) => this.section(kind, [kind], ...options.of(kind).map((name) => this.choice(kind, name)), kind === "statuses" ? element("p", {}, word("statusHint", language)) : null));
    sections.splice(1, 0, this.relations(), this.amounts());
    form.setAttribute("aria-label", word("filters", language));
    form.replaceChildren(head, element("div", { class: "sections" }, ...sections));
    this.update(this.app.store.state);
  }

  /** A part that folds, with `all` and `none` for whatever kinds of filter it holds. */
  private section(id: Kind, kinds: readonly Kind[], ...content: (Node | null)[]): HTMLDetailsElement {
    const { language } = this.app;
    const note = element("span", { class: "note" });
    this.notes.push({ kinds, note });
    const title = kindLabel(id, language);
    const both = ([["all", []], ["none", this.options.of(kinds[0]!)]] as const).map(([name, hidden]) =>
      element("button", { type: "button", "aria-label": `${title}: ${word(name, language)}`, click: () => this.hide({ ...Object.fromEntries(kinds.map((kind) => [kind, []])), [kinds[0]!]: hidden }) }, word(name, language)),
    );
    return this.fold(id, [title, note], element("div", { class: "both" }, ...both), element("div", { role: "group", "aria-label": title, class: "choices" }, ...content));
  }

  private fold(id: string, title: readonly (Node | string)[], ...content: Node[]): HTMLDetailsElement {
    const details = element("details", { class: `fold fold-${id}`, open: this.open.has(id) }, element("summary", {}, ...title), ...content);
    details.addEventListener("toggle", () => (details.open ? this.open.add(id) : this.open.delete(id)));
    return details;
  }

  /** Relation families, each with its properties folded below it. */
  private relations(): HTMLDetailsElement {
    const { options } = this;
    const families = options.of("families").flatMap((family) => {
      const properties = options.inFamily(family);
      const inner = properties.length > 1 ? this.fold(`family-${family}`, [String(properties.length), " ", kindLabel("predicates", this.app.language).toLowerCase()], ...properties.map((name) => this.choice("predicates", name))) : null;
      inner?.querySelector("summary")?.setAttribute("aria-label", `${options.label("families", family, this.app.language)}: ${inner.querySelector("summary")!.textContent}`);
      return [this.choice("families", family), inner];
    });
    return this.section("families", ["families", "predicates"], ...families);
  }

  private choice(kind: Kind, name: string): HTMLLabelElement {
    const { language, store } = this.app;
    const box = element("input", {
      type: "checkbox", name: kind, value: name,
      change: () => {
        const hidden = new Set(store.state.hidden[kind]);
        if (box.checked) hidden.delete(name);
        else hidden.add(name);
        this.hide({ [kind]: [...hidden].sort() });
      },
    });
    const count = element("span", { class: "count" });
    const row = element("label", {}, box, this.options.mark(kind, name), element("span", { class: "name" }, this.options.label(kind, name, language)), count);
    this.choices.push({ kind, name, row, box, count });
    return row;
  }

  private hide(change: Partial<State["hidden"]>): void {
    this.app.store.set({ hidden: { ...this.app.store.state.hidden, ...change } });
  }

  private amounts(): HTMLDetailsElement {
    const title = word("sum", this.app.language);
    this.sums = element("div", { role: "radiogroup", "aria-label": title, class: "choices" });
    return this.fold("sum", [title], this.sums, element("p", {}, word("sumHint", this.app.language)));
  }

  private updateAmounts(state: Readonly<State>, { sums }: Facets): void {
    const { language, store } = this.app;
    const wanted = steps(state).map(String);
    const inputs = (): HTMLInputElement[] => [...this.sums.querySelectorAll("input")];
    if (inputs().map(({ value }) => value).join() !== wanted.join()) {
      this.sums.replaceChildren(...wanted.map((value) => {
        const box = element("input", { type: "radio", name: "least", value, change: () => store.set({ least: Number(value) }) });
        return element("label", {}, box, element("span", { class: "name" }, sumLabel(Number(value), language)), element("span", { class: "count" }));
      }));
    }
    for (const box of inputs()) {
      const least = Number(box.value);
      box.checked = least === state.least;
      box.parentElement!.querySelector(".count")!.textContent = grouped(sums.filter((sum) => sum >= least).length, language);
    }
  }

  update(state: Readonly<State>): void {
    if (this.form.hidden) return;
    const facets = facetsOf(this.app, state);
    for (const { kind, name, row, box, count } of this.choices) {
      const found = facets.counts[kind].get(name) ?? 0;
      box.checked = !state.hidden[kind].includes(name);
      box.disabled = kind === "predicates" && state.hidden.families.includes(this.app.knowledge.familyOf(name) || "none");
      count.textContent = grouped(found, state.language);
      row.toggleAttribute("data-empty", found === 0);
    }
    for (const { kinds, note } of this.notes) {
      const hidden = kinds.flatMap((kind) => state.hidden[kind]).length;
      note.textContent = hidden > 0 ? `${grouped(hidden, state.language)} ${word("hidden", state.language)}` : "";
    }
    this.updateAmounts(state, facets);
  }
}

export function filters(app: App): Part {
  const options = new Options(app);
  const form = new Filters(app, options);
  const active = chips(app, options);
  return {
    update(state, before) {
      if (state.language !== before?.language) form.build();
      else if (!filtersAlike(state, before)) form.update(state);
      active.update(state, before);
    },
  };
}
