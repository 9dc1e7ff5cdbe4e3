/** A field in which one names an entity: suggestions as one types. */

import { element, type App } from "./app.ts";
import { Combobox } from "./combobox.ts";
import { shown } from "./evidenceWords.ts";
import type { Knowledge } from "./knowledge.ts";
import { shapeMark } from "./marks.ts";
import { say } from "./moneyWords.ts";
import { fold } from "./nearest.ts";
import { Names, type Hit } from "./search.ts";

export class Picker {
  readonly box: HTMLInputElement;
  readonly dom: HTMLElement;
  private readonly list: HTMLUListElement;
  private readonly options: Combobox;
  private readonly label = element("span");
  private names: Names | undefined;
  private of: Knowledge | undefined;
  private hits: readonly Hit[] = [];
  /** The entity that was chosen, or nothing while what is written names none. */
  slug = "";

  constructor(private readonly app: App, private readonly id: string, private readonly title: "from" | "to", private readonly chosen: () => void) {
    this.list = element("ul", { id: `${id}-list`, role: "listbox", hidden: true });
    this.box = element("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
      blur: () => this.leave(), focus: () => this.box.select(),
    });
    this.options = new Combobox(this.box, this.list, () => this.suggest(), (index) => this.take(index));
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
    if (!fold(this.box.value)) return this.options.close();
    const { language, knowledge } = this.app;
    const items = this.hits.map(({ entity }, i) =>
      element("li", { role: "option", id: `${this.id}-${i}`, "aria-selected": "false" }, shapeMark(knowledge.look(entity.type)), element("span", { class: "grow" }, shown(knowledge.name(entity.slug, language))),
        element("span", { class: "quiet" }, knowledge.label(entity.type, language))));
    if (items.length === 0) items.push(element("li", { role: "option", "aria-disabled": "true", class: "nothing" }, say("nobody", language)));
    this.options.open(items, say("found", language));
    this.list.scrollIntoView({ block: "nearest" }); // on a phone it would open below what is seen
    this.options.mark(this.hits.length > 0 ? 0 : -1);
  }

  /** What was written stands for the best that it names; nothing if it names none. */
  private leave(): void {
    const { knowledge, language } = this.app;
    const isOld = this.slug !== "" && this.box.value === shown(knowledge.name(this.slug, language));
    if (!isOld && this.options.isOpen && this.hits[this.options.marked]) this.take(this.options.marked);
    else if (!isOld) this.slug = "";
    this.options.close();
  }

  private take(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    this.slug = hit.entity.slug;
    this.box.value = shown(this.app.knowledge.name(this.slug, this.app.language));
    this.options.close();
    this.chosen();
  }
}
