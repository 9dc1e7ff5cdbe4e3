/** What the filters hide, in a row under the legend; each can be taken back. */

import { byId, element, type App } from "./app.ts";
import { filtersAlike, type Kind } from "./facets.ts";
import type { Language } from "./knowledge.ts";
import type { Part } from "./main.ts";
import { kindLabel, KINDS, sumLabel, USUAL, type Options } from "./options.ts";
import { phrases } from "./phrases.ts";
import type { State } from "./state.ts";

const WORDS = {
  active: ["Active filters", "目前的篩選條件"],
  without: ["without", "不含"],
  only: ["only", "僅"],
  drawn: ["also", "另含"],
  hidden: ["hidden", "項隱藏"],
  remove: ["Remove filter", "移除篩選條件"],
  reset: ["Reset all", "全部重設"],
  comma: [", ", "、"],
} as const;
const word = phrases(WORDS);

interface Chip {
  readonly text: string;
  readonly undo: Partial<State>;
}

/** Words that are said as one: the types that share an entry of the legend. */
interface Unit {
  readonly words: readonly string[];
  readonly label: string;
}

class Chips {
  private readonly list = byId("chips");

  constructor(private readonly app: App, private readonly options: Options) {}

  update(state: Readonly<State>): void {
    const { language } = state;
    const found = this.active(state);
    const hadFocus = [...this.list.querySelectorAll("button")].indexOf(document.activeElement as HTMLButtonElement);
    const items = found.map(({ text, undo }) =>
      element("li", {}, element("button", { type: "button", "aria-label": `${word("remove", language)}: ${text}`, click: () => this.app.store.set(undo) }, element("span", { class: "name" }, text), element("span", { "aria-hidden": "true" }, " ×"))),
    );
    if (items.length > 1) items.push(element("li", {}, element("button", { type: "button", class: "reset", click: () => this.app.store.set({ hidden: USUAL, least: 0 }) }, word("reset", language))));
    this.list.setAttribute("aria-label", word("active", language));
    this.list.replaceChildren(...items);
    const button = byId("filters-button");
    button.querySelector(".badge")?.remove();
    if (found.length > 0) button.append(element("span", { class: "badge" }, String(found.length)));
    if (hadFocus >= 0) (this.list.querySelectorAll("button")[Math.min(hadFocus, items.length - 1)] ?? button).focus();
  }

  private active(state: Readonly<State>): Chip[] {
    const found = KINDS.flatMap((kind) => this.of(kind, state));
    return state.least > 0 ? [...found, { text: sumLabel(state.least, state.language), undo: { least: 0 } }] : found;
  }

  /** The chips of one kind of filter: what is hidden, or what alone is not, whichever is shorter. */
  private of(kind: Kind, state: Readonly<State>): Chip[] {
    const { language } = state;
    const hidden = new Set(state.hidden[kind]);
    const label = (name: string): string => this.options.label(kind, name, language);
    const without = (words: readonly string[]): Partial<State> => ({ hidden: { ...state.hidden, [kind]: [...hidden].filter((name) => !words.includes(name)) } });
    const back = USUAL[kind].filter((name) => !hidden.has(name));
    const chips: Chip[] = back.map((name) => ({ text: `${word("drawn", language)} ${label(name)}`, undo: { hidden: { ...state.hidden, [kind]: [...hidden, name] } } }));
    const units = this.units(kind, [...hidden].filter((name) => !USUAL[kind].includes(name)), language);
    const shown = this.units(kind, this.options.of(kind).filter((name) => !hidden.has(name)), language);
    const undo: Partial<State> = { hidden: { ...state.hidden, [kind]: USUAL[kind] } };
    if (units.length > shown.length && shown.length > 0 && shown.length < 3) chips.push({ text: `${word("only", language)} ${shown.map((unit) => unit.label).join(word("comma", language))}`, undo });
    else if (units.length > 3) chips.push({ text: `${kindLabel(kind, language)}: ${units.length} ${word("hidden", language)}`, undo });
    else chips.push(...units.map((unit) => ({ text: `${word("without", language)} ${unit.label}`, undo: without(unit.words) })));
    return chips;
  }

  private units(kind: Kind, words: readonly string[], language: Language): Unit[] {
    const wholes = kind === "types" ? this.options.groups.filter(({ types }) => types.every((type) => words.includes(type))) : [];
    const said = new Set(wholes.flatMap(({ types }) => types));
    return [
      ...wholes.map(({ types, titles }) => ({ words: types, label: titles.map((title) => this.options.label(kind, title, language)).join(word("comma", language)) })),
      ...words.filter((name) => !said.has(name)).map((name) => ({ words: [name], label: this.options.label(kind, name, language) })),
    ];
  }
}

export function chips(app: App, options: Options): Part {
  const made = new Chips(app, options);
  return {
    update(state, before) {
      // The head line writes its buttons anew with each of these, and then the badge is gone.
      if (!before || !filtersAlike(state, before) || state.language !== before.language || state.theme !== before.theme) made.update(state);
    },
  };
}
