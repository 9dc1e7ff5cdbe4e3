/** A field in which one names an entity: suggestions as one types, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ describes it. */

import { element, type App } from "./app.ts";
import { shown } from "./evidenceWords.ts";
import type { Knowledge } from "./knowledge.ts";
import { shapeMark } from "./marks.ts";
import { say } from "./moneyWords.ts";
import { fold, Names, type Hit } from "./search.ts";

export class Picker {
  readonly box: HTMLInputElement;
  readonly dom: HTMLElement;
  private readonly list: HTMLUListElement;
  private readonly label = element("span");
  private names: Names | undefined;
  private of: Knowledge | undefined;
  private hits: readonly Hit[] = [];
  private marked = -1;
  /** The entity that was chosen, or nothing while what is written names none. */
  slug = "";

  constructor(private readonly app: App, private readonly id: string, private readonly title: "from" | "to", private readonly chosen: () => void) {
    this.list = element("ul", { id: `${id}-list`, role: "listbox", hidden: true });
    this.box = element("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
      input: () => this.suggest(), keydown: (event) => this.onKey(event as KeyboardEvent), blur: () => this.leave(), focus: () => this.box.select(),
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the keyboard
    this.list.addEventListener("click", (event) => {
      const item = (event.target as Element).closest("[role=option]");
      if (item) this.take([...this.list.children].indexOf(item));
    });
    this.dom = element("div", { class: "picker" }, element("label", { for: id }, this.label), this.box, this.list);
  }

  /** Choose an entity without a word to whoever listens. */
  set(slug: string): void {
    this.slug = this.app.knowledge.entities.has(slug) ? slug : "";
    this.translate();
  }

  translate(): void {
    const { language, knowledge } = this.app;
    this.label.textContent = say(this.title, language);
    this.box.placeholder = say("pick", language);
    if (document.activeElement !== this.box) this.box.value = this.slug ? shown(knowledge.name(this.slug, language)) : "";
  }

  private suggest(): void {
    if (this.of !== this.app.knowledge) this.names = undefined;
    this.of = this.app.knowledge;
    this.names ??= new Names(this.app.knowledge);
    this.hits = this.names.find(this.box.value, 8);
    if (!fold(this.box.value)) return this.close();
    const { language, knowledge } = this.app;
    const items = this.hits.map(({ entity }, i) =>
      element("li", { role: "option", id: `${this.id}-${i}`, "aria-selected": "false" }, shapeMark(knowledge.look(entity.type)), element("span", { class: "grow" }, shown(knowledge.name(entity.slug, language))),
        element("span", { class: "quiet" }, knowledge.label(entity.type, language))));
    if (items.length === 0) items.push(element("li", { role: "option", "aria-disabled": "true", class: "nothing" }, say("nobody", language)));
    this.list.setAttribute("aria-label", say("found", language));
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.list.scrollIntoView({ block: "nearest" }); // on a phone it would open below what is seen
    this.mark(this.hits.length > 0 ? 0 : -1);
  }

  private mark(index: number): void {
    this.marked = index;
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    const item = this.list.children[index];
    if (item?.id) {
      this.box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.box.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.list.hidden = true;
    this.marked = -1;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  /** What was written stands for the best that it names; nothing if it names none. */
  private leave(): void {
    const { knowledge, language } = this.app;
    const isOld = this.slug !== "" && this.box.value === shown(knowledge.name(this.slug, language));
    if (!isOld && !this.list.hidden && this.hits[this.marked]) this.take(this.marked);
    else if (!isOld) this.slug = "";
    this.close();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter then chooses a character
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !isOpen) this.suggest();
    else if (step && this.hits.length > 0) this.mark((this.marked + step + this.hits.length) % this.hits.length);
    else if (event.key === "Enter" && isOpen && this.marked >= 0) this.take(this.marked);
    else if (event.key === "Escape" && isOpen) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private take(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    this.slug = hit.entity.slug;
    this.box.value = shown(this.app.knowledge.name(this.slug, this.app.language));
    this.close();
    this.chosen();
  }
}
