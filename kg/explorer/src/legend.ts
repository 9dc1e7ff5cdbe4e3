/** What colours, shapes and lines stand for; each entry hides and shows what it stands for. */

import "./find.css";
import { byId, element } from "./app.ts";
import { facetsOf, filtersAlike, type Facets } from "./facets.ts";
import { typeGroups } from "./groups.ts";
import type { Knowledge, Language } from "./knowledge.ts";
import type { Part } from "./main.ts";
import { DASHES, PATTERNS } from "./lanes.ts";
import { lineMark, shapeMark } from "./marks.ts";
import type { Made } from "./parts.ts";
import { phrases } from "./phrases.ts";
import type { State } from "./state.ts";

const WORDS = {
  types: ["Types", "類型"],
  families: ["Relations", "關係"],
  hint: ["Click hides or shows; with Shift, all others", "點選以隱藏或顯示；按住 Shift 則作用於其他各項"],
  join: [" · ", "・"],
  planned: ["planned", "計畫中"],
  plannedHint: ["Intended or rumoured; nobody is bound", "有意或傳聞，尚無約束力"],
  refuted: ["refuted", "已駁斥"],
  refutedHint: ["A better source says otherwise; click for the reason", "有更佳來源提出異議；點選可看理由"],
} as const;
const word = phrases(WORDS);

/** An entry: one or more words of one kind of filter that go together. */
interface Entry {
  readonly kind: "types" | "families";
  readonly words: readonly string[];
  readonly titles: readonly string[];
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly name: HTMLElement;
}

class Legend {
  private entries: readonly Entry[] = [];
  private readonly lists: Readonly<Record<Entry["kind"], HTMLUListElement>> = { types: element("ul"), families: element("ul") };
  private of: Knowledge | undefined;
  /** Dashes and dots, explained where there are any. */
  private readonly ways = (["planned", "refuted"] as const).map((firmness) => {
    const name = element("span", { class: "name" });
    return { firmness, name, item: element("li", { class: "way" }, lineMark({ color: "", colorDark: "" }, PATTERNS[DASHES[firmness]]), name) };
  });

  constructor(private readonly app: Made) {
    byId("legend").append(element("li", {}, this.lists.types), element("li", {}, this.lists.families));
  }

  /** The entries for the graph of now. */
  private build(): void {
    const { knowledge } = this.app;
    if (this.of === knowledge) return;
    this.of = knowledge;
    const families = new Set(knowledge.families().map(({ name }) => name));
    const strays = knowledge.links.some(({ family }) => !families.has(family)) ? ["none"] : [];
    this.entries = [
      ...typeGroups(knowledge).map(({ types, titles, look }) => this.entry("types", types, titles, shapeMark(look))),
      ...[...families, ...strays].map((name) => this.entry("families", [name], [name], lineMark(knowledge.terms.get(name) ?? { color: "", colorDark: "" }))),
    ];
    for (const kind of ["types", "families"] as const) this.lists[kind].replaceChildren(...this.entries.filter((entry) => entry.kind === kind).map(({ item }) => item));
    this.lists.families.append(...this.ways.map(({ item }) => item));
  }

  private entry(kind: Entry["kind"], words: readonly string[], titles: readonly string[], mark: SVGSVGElement): Entry {
    const name = element("span", { class: "name" });
    const click = (event: Event): void => this.toggle(entry, (event as MouseEvent).shiftKey);
    const button = element("button", { type: "button", click }, mark, name);
    const entry: Entry = { kind, words, titles, item: element("li", {}, button), button, name };
    return entry;
  }

  /** Hide or show an entry; or all others of its kind, so that it alone remains. */
  private toggle(entry: Entry, others: boolean): void {
    const { store } = this.app;
    const hidden = new Set(store.state.hidden[entry.kind]);
    const isShown = entry.words.some((name) => !hidden.has(name));
    if (others) {
      const rest = this.entries.filter(({ kind }) => kind === entry.kind).flatMap(({ words }) => words).filter((name) => !entry.words.includes(name));
      const isAlone = isShown && rest.every((name) => hidden.has(name));
      hidden.clear();
      if (!isAlone) rest.forEach((name) => hidden.add(name));
    } else entry.words.forEach((name) => (isShown ? hidden.add(name) : hidden.delete(name)));
    store.set({ hidden: { ...store.state.hidden, [entry.kind]: [...hidden].sort() } });
  }

  translate(language: Language): void {
    const { knowledge } = this.app;
    this.build();
    for (const kind of ["types", "families"] as const) this.lists[kind].setAttribute("aria-label", word(kind, language));
    for (const { firmness, name, item } of this.ways) {
      name.textContent = word(firmness, language);
      item.title = word(`${firmness}Hint`, language);
    }
    for (const { titles, name, button } of this.entries) {
      name.textContent = titles.map((title) => knowledge.label(title, language)).join(word("join", language));
      button.title = word("hint", language);
    }
  }

  update(state: Readonly<State>, { counts, present }: Facets): void {
    const shown = new Set([...this.app.network.scene.edges.values()].map(({ firmness }) => firmness));
    for (const { firmness, item } of this.ways) item.hidden = !shown.has(firmness);
    for (const { kind, words, item, button } of this.entries) {
      const hidden = words.filter((name) => state.hidden[kind].includes(name)).length;
      item.hidden = !words.some((name) => present[kind].has(name));
      button.setAttribute("aria-pressed", hidden === 0 ? "true" : hidden === words.length ? "false" : "mixed");
      button.toggleAttribute("data-empty", !words.some((name) => counts[kind].get(name)));
    }
  }
}

export function legend(app: Made): Part {
  const made = new Legend(app);
  return {
    update(state, before) {
      if (state.language !== before?.language) made.translate(state.language);
      if (!before || !filtersAlike(state, before)) made.update(state, facetsOf(app, state));
    },
  };
}
