/** The saved questions in a list that can be searched; one click asks. */

import { element, type App } from "./app.ts";
import { fold } from "./nearest.ts";
import { grouped } from "./phrases.ts";
import { say } from "./sparqlwords.ts";

export class SavedList {
  readonly dom = element("details", { class: "saved" });
  private chosen: string | null = null;
  private readonly summary = element("summary");
  private readonly find = element("input", { type: "search", autocomplete: "off", spellcheck: "false", input: () => this.filter() });
  private readonly list = element("ul");
  private readonly none = element("p", { class: "quiet", role: "status" });
  private readonly fresh = element("button", { type: "button", class: "fresh", click: () => this.take("") });

  constructor(private readonly app: App, private readonly choose: (name: string) => void) {
    this.dom.append(this.summary, element("div", { class: "drawer" }, this.find, this.list, this.none, this.fresh));
    this.dom.addEventListener("toggle", () => {
      if (this.dom.open && matchMedia("(pointer: fine)").matches && document.activeElement === this.summary) this.find.focus();
    });
    this.dom.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.dom.open) return;
      this.dom.open = false;
      this.summary.focus();
      event.stopPropagation();
    });
  }

  /** Mark the question that is asked; the list stands open until there is one. */
  show(name: string): void {
    if (this.chosen === name) return;
    if (this.chosen === null && name === "") this.dom.open = this.app.store.state.query === "";
    this.chosen = name;
    for (const button of this.list.querySelectorAll("button")) {
      if (button.dataset["name"] === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  private take(name: string): void {
    this.dom.open = false;
    this.summary.focus();
    this.choose(name);
  }

  render(): void {
    const { config, language } = this.app;
    this.summary.replaceChildren(element("b", {}, say("saved", language)), " ", element("span", { class: "quiet" }, grouped(config.saved.length, language)));
    this.find.setAttribute("placeholder", say("find", language));
    this.find.setAttribute("aria-label", say("find", language));
    this.fresh.textContent = say("blank", language);
    this.list.replaceChildren(...config.saved.map(({ name, summary }) => element("li", {},
      element("button", { type: "button", "data-name": name, ...(this.chosen === name ? { "aria-current": "true" } : {}), click: () => this.take(name) },
        element("span", {}, summary[language]), element("code", {}, name)))));
    this.filter();
  }

  /** Every word that was typed must occur. */
  private filter(): void {
    const words = fold(this.find.value).split(" ");
    let shown = 0;
    this.app.config.saved.forEach(({ name, summary }, i) => {
      const text = fold(`${name} ${summary.en} ${summary["zh-Hant"]}`);
      const isShown = words.every((word) => text.includes(word));
      (this.list.children[i] as HTMLElement).hidden = !isShown;
      shown += Number(isShown);
    });
    this.none.textContent = shown === 0 ? say("noQuestion", this.app.language) : "";
  }
}
