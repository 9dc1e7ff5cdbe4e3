/** Finding an entity by any of its names: label, alias or slug, in either language and either Chinese script. */

import "./find.css";
import { byId, element, type App } from "./app.ts";
import type { Entity, Knowledge, Language } from "./knowledge.ts";
import type { Part } from "./main.ts";
import { shapeMark } from "./marks.ts";

const WORDS = {
  nothing: ["Nothing is called that", "查無此名稱"],
  notDrawn: ["not in the picture", "未顯示於圖中"],
  hidden: ["is not in the picture: the filters or the date hide it. Its evidence is in the panel.", "未顯示於圖中：被篩選條件或日期隱藏，證據請見面板。"],
  found: ["Names found", "找到的名稱"],
} as const;
const word = (name: keyof typeof WORDS, language: Language): string => WORDS[name][language === "en" ? 0 : 1];

const MOST = 12;

/** `name` so that spellings that differ in case, width, accents or spaces are equal; the same rule as `fold` in kg/names.py. */
export function fold(name: string): string {
  return folded(name).split(/\s+/).filter(Boolean).join(" ");
}

function folded(text: string): string {
  return text.normalize("NFKD").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").replace(/\p{Mn}/gu, "");
}

interface Name {
  readonly text: string;
  readonly key: string;
  readonly kind: "label" | "alias" | "slug";
}

export interface Hit {
  readonly entity: Entity;
  /** 0 slug or whole label, 1 whole alias, 2 begins so, 3 a word begins so, 4 contains it. */
  readonly rank: number;
  /** The name that was found. */
  readonly name: string;
}

/** All names, folded once. */
export class Names {
  private readonly known: readonly { entity: Entity; names: readonly Name[] }[];

  constructor(knowledge: Knowledge) {
    this.known = [...knowledge.entities.values()].map((entity) => ({
      entity,
      names: [
        ...Object.values(entity.labels).map((text) => ({ text, key: fold(text), kind: "label" as const })),
        ...entity.aliases.map((text) => ({ text, key: fold(text), kind: "alias" as const })),
        { text: entity.slug, key: entity.slug, kind: "slug" as const },
      ],
    }));
  }

  /** The entities with a name that holds `wanted`, best first: ranked as kg/search.py does, then by weight. */
  find(wanted: string, most = MOST): Hit[] {
    const key = fold(wanted);
    if (!key) return [];
    const hits: Hit[] = [];
    for (const { entity, names } of this.known) {
      let best: Hit | undefined;
      for (const name of names) {
        const rank = rankOf(key, name);
        if (rank !== null && (!best || rank < best.rank)) best = { entity, rank, name: name.text };
      }
      if (best) hits.push(best);
    }
    return hits.sort((a, b) => a.rank - b.rank || b.entity.weight - a.entity.weight || (a.entity.slug < b.entity.slug ? -1 : 1)).slice(0, most);
  }
}

function rankOf(key: string, { key: name, kind }: Name): number | null {
  const at = name.indexOf(key);
  if (at < 0) return null;
  if (name === key) return kind === "alias" ? 1 : 0;
  if (at === 0) return 2;
  for (let i = at; i >= 0; i = name.indexOf(key, i + 1)) if (!/[\p{L}\p{N}_]$/u.test(name.slice(0, i))) return 3;
  return 4;
}

/** `text` with the part that was looked for marked, also where its spelling differs. */
function marked(text: string, wanted: string): Node[] {
  const places: number[] = [];
  let plain = "";
  let offset = 0;
  for (const character of text) {
    for (const part of folded(character)) {
      plain += part;
      for (let i = 0; i < part.length; i++) places.push(offset);
    }
    offset += character.length;
  }
  const key = fold(wanted);
  const at = key ? plain.indexOf(key) : -1;
  if (at < 0) return [document.createTextNode(text)];
  const [from, to] = [places[at]!, places[at + key.length] ?? text.length];
  return [document.createTextNode(text.slice(0, from)), element("mark", {}, text.slice(from, to)), document.createTextNode(text.slice(to))];
}

/** The combobox in the head line, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ describes it. */
class Search {
  private readonly box = byId<HTMLInputElement>("search");
  private readonly list = byId("suggestions");
  private names: Names | undefined;
  private of: Knowledge | undefined;
  private hits: readonly Hit[] = [];
  private chosen = -1;

  constructor(private readonly app: App) {
    const { box, list } = this;
    box.setAttribute("aria-keyshortcuts", "/");
    box.addEventListener("input", () => this.suggest());
    box.addEventListener("keydown", (event) => this.onKey(event));
    box.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the keyboard
    list.addEventListener("click", (event) => {
      const item = (event.target as Element).closest("[role=option]");
      if (item) this.take([...list.children].indexOf(item));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isWriting(event)) return;
      event.preventDefault();
      box.focus();
      box.select();
    });
  }

  private suggest(): void {
    if (this.of !== this.app.knowledge) this.names = undefined;
    this.of = this.app.knowledge;
    this.names ??= new Names(this.of);
    this.hits = this.names.find(this.box.value);
    this.chosen = this.hits.length > 0 ? 0 : -1;
    if (!fold(this.box.value)) return this.close();
    this.show();
  }

  private show(): void {
    const { language } = this.app;
    const items = this.hits.map((hit, i) => this.item(hit, i));
    if (items.length === 0) items.push(element("li", { role: "option", "aria-disabled": "true", class: "nothing" }, word("nothing", language)));
    this.list.setAttribute("aria-label", word("found", language));
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.mark(this.chosen);
  }

  private item({ entity, name }: Hit, i: number): HTMLLIElement {
    const { app, box } = this;
    const { knowledge, language } = app;
    const first = knowledge.name(entity.slug, language);
    const other = knowledge.name(entity.slug, language === "en" ? "zh-Hant" : "en");
    const isAlias = ![first, other].some((text) => fold(text).includes(fold(box.value)));
    const kind = knowledge.label(entity.type, language);
    return element(
      "li", { role: "option", id: `suggestion-${i}`, "aria-selected": "false" },
      shapeMark(knowledge.look(entity.type)),
      element("span", { class: "names" }, element("b", {}, ...marked(first, box.value)), " ", other === first ? null : element("span", { class: "other" }, ...marked(other, box.value)),
        isAlias ? element("span", { class: "alias" }, " = ", ...marked(name, box.value)) : null),
      element("span", { class: "kind" }, app.view.entities.has(entity.slug) ? kind : `${kind} · ${word("notDrawn", language)}`),
    );
  }

  private mark(index: number): void {
    this.chosen = index;
    [...this.list.children].forEach((item, i) => {
      if (item.id) item.setAttribute("aria-selected", String(i === index));
    });
    const item = this.list.children[index];
    if (item && index >= 0) {
      this.box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.box.removeAttribute("aria-activedescendant");
  }

  close(): void {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter then chooses a character
    const { hits } = this;
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !isOpen) this.suggest();
    else if (step && hits.length > 0) this.mark((this.chosen + step + hits.length) % hits.length);
    else if (event.key === "Enter" && isOpen && hits[this.chosen]) this.take(this.chosen);
    else if (event.key === "Escape" && isOpen) this.close();
    else if (event.key === "Escape" && this.box.value) this.box.value = "";
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private take(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    const { app } = this;
    this.close();
    this.box.value = "";
    app.focus(hit.entity.slug);
    const isDrawn = app.view.entities.has(hit.entity.slug);
    app.say(isDrawn ? "" : `${app.knowledge.name(hit.entity.slug, app.language)} ${word("hidden", app.language)}`);
  }

  /** In another language, or with another picture behind it. */
  renew(): void {
    if (!this.list.hidden) this.show();
  }
}

/** Whether a key is pressed where one writes; the query editor stands in a shadow tree. */
function isWriting(event: KeyboardEvent): boolean {
  return event.composedPath().some((target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)));
}

export function search(app: App): Part {
  const made = new Search(app);
  return {
    update(state, before) {
      if (before && state.language !== before.language) made.renew();
    },
  };
}
