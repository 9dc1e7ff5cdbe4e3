/** Finding an entity by any of its names: label, alias or slug, in either language and either Chinese script. */

import "./find.css";
import { byId, element, type App } from "./app.ts";
import { Combobox } from "./combobox.ts";
import type { Entity, Knowledge } from "./knowledge.ts";
import type { Part } from "./main.ts";
import { shapeMark } from "./marks.ts";
import { fold, folded } from "./nearest.ts";
import { phrases } from "./phrases.ts";

const WORDS = {
  nothing: ["Nothing is called that", "查無此名稱"],
  notDrawn: ["not in the picture", "未顯示於圖中"],
  hidden: ["is not in the picture: the filters or the date hide it. Its evidence is in the panel.", "未顯示於圖中：被篩選條件或日期隱藏，證據請見面板。"],
  found: ["Names found", "找到的名稱"],
} as const;
const word = phrases(WORDS);

const MOST = 12;

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

/** The field in the head line. */
class Search {
  private readonly box = byId<HTMLInputElement>("search");
  private readonly options: Combobox;
  private names: Names | undefined;
  private of: Knowledge | undefined;
  private hits: readonly Hit[] = [];

  constructor(private readonly app: App) {
    const { box } = this;
    box.setAttribute("aria-keyshortcuts", "/");
    this.options = new Combobox(box, byId("suggestions"), () => this.suggest(), (index) => this.take(index), () => this.clear());
    box.addEventListener("blur", () => this.options.close());
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
    if (!fold(this.box.value)) return this.options.close();
    this.show();
    this.options.mark(this.hits.length > 0 ? 0 : -1);
  }

  /** Escape empties the box, if there is anything in it. */
  private clear(): boolean {
    const isFull = this.box.value !== "";
    this.box.value = "";
    return isFull;
  }

  private show(): void {
    const { language } = this.app;
    const items = this.hits.map((hit, i) => this.item(hit, i));
    if (items.length === 0) items.push(element("li", { role: "option", "aria-disabled": "true", class: "nothing" }, word("nothing", language)));
    this.options.open(items, word("found", language));
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

  private take(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    const { app } = this;
    this.options.close();
    this.box.value = "";
    app.focus(hit.entity.slug);
    const isDrawn = app.view.entities.has(hit.entity.slug);
    app.say(isDrawn ? "" : `${app.knowledge.name(hit.entity.slug, app.language)} ${word("hidden", app.language)}`);
  }

  /** In another language, or with another picture behind it. */
  renew(): void {
    if (!this.options.isOpen) return;
    const { marked } = this.options;
    this.show();
    this.options.mark(marked);
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
