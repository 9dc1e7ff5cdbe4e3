/** What is in view, to take away: Turtle, TriG, CSV, PNG, SVG, and the link; and files of one's own, to bring in. */

import "./take.css";
import { byId, element } from "./app.ts";
import { bring } from "./drop.ts";
import { csv, figures, trig, turtle } from "./gather.ts";
import type { Part } from "./main.ts";
import type { Made } from "./parts.ts";
import { grouped, phrases } from "./phrases.ts";
import { picture, png } from "./picture.ts";
import { write, type State } from "./state.ts";

const WORDS = {
  title: ["Take away what is in view", "匯出目前顯示的內容"],
  close: ["Close", "關閉"],
  holds: ["Claims: {} · entities: {}", "主張：{} · 實體：{}"],
  figures: ["Also the figures and remarks about these entities", "一併匯出這些實體的數值與說明"],
  data: ["Data", "資料"],
  image: ["Picture", "圖片"],
  link: ["Link", "連結"],
  turtle: ["claims with their evidence and sources", "主張及其證據與來源"],
  trig: ["the same, each dataset in its own graph", "同上，各資料集分屬具名圖"],
  csv: ["one claim a row, for spreadsheets", "每列一項主張，供試算表使用"],
  png: ["at twice the screen's size", "兩倍螢幕解析度"],
  svg: ["vectors, sharp at any size", "向量圖，任意縮放皆清晰"],
  copy: ["Copy link", "複製連結"],
  copyHint: ["brings another reader of this file to this view", "讓持有此檔的人看到相同畫面"],
  copied: ["The link is copied.", "連結已複製。"],
  notCopied: ["This browser does not let the page copy; here is the link.", "此瀏覽器不允許網頁複製，連結如下。"],
  working: ["Gathering …", "彙整中…"],
  saved: ["Saved {}", "已儲存 {}"],
  failed: ["It could not be gathered: {}", "無法彙整：{}"],
  noPicture: ["There is no picture to save: this browser draws no WebGL.", "沒有可儲存的圖：此瀏覽器無法使用 WebGL 繪圖。"],
  empty: ["Nothing is in view.", "目前沒有顯示任何內容。"],
} as const satisfies Record<string, readonly [string, string]>;

const word = phrases(WORDS);

const DATA = ["turtle", "trig", "csv"] as const;
const IMAGES = ["png", "svg"] as const;
type Form = (typeof DATA)[number] | (typeof IMAGES)[number];
const FORMS: Readonly<Record<Form, { name: string; ending: string; type: string }>> = {
  turtle: { name: "Turtle", ending: "ttl", type: "text/turtle" }, trig: { name: "TriG", ending: "trig", type: "application/trig" },
  csv: { name: "CSV", ending: "csv", type: "text/csv" }, png: { name: "PNG", ending: "png", type: "image/png" }, svg: { name: "SVG", ending: "svg", type: "image/svg+xml" },
};

/** Hand a file to the reader, who decides where it goes. */
function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

class Take {
  private readonly panel = byId("take");
  private readonly button = byId<HTMLButtonElement>("take-button");
  private readonly status = element("p", { class: "status", role: "status" });
  private readonly link = element("input", { type: "text", readonly: true, hidden: true, class: "link" });
  private readonly withFigures = element("input", { type: "checkbox" });
  private readonly bring: ReturnType<typeof bring>;
  /** Whether a file is being made, so that two clicks make one. */
  private isBusy = false;

  constructor(private readonly app: Made) {
    const { button, panel } = this;
    this.bring = bring(app);
    button.addEventListener("click", () => this.toggle(Boolean(panel.hidden)));
    byId("filters-button").addEventListener("click", () => !panel.hidden && this.toggle(false));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle(false);
      button.focus();
    });
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-labelledby", "take-title");
  }

  private toggle(show: boolean): void {
    if (show && !byId("filters").hidden) byId("filters-button").click();
    this.panel.hidden = !show;
    this.button.setAttribute("aria-expanded", String(show));
    if (!show) return;
    this.status.textContent = "";
    this.link.hidden = true;
    this.build();
    this.panel.querySelector<HTMLElement>("h3")?.focus();
  }

  build(): void {
    if (this.panel.hidden) return;
    const { app: { language } } = this;
    const close = element("button", { type: "button", class: "close", "aria-label": word("close", language), click: () => (this.toggle(false), this.button.focus()) }, "×");
    const pressed = (document.activeElement as HTMLElement | null)?.dataset["take"];
    this.link.setAttribute("aria-label", word("link", language));
    this.panel.replaceChildren(
      element("header", {}, element("h3", { id: "take-title", tabindex: "-1" }, word("title", language)), close),
      element(
        "div", { class: "sections" },
        element("p", { class: "quiet", id: "take-holds" }, this.holds()),
        element("label", { class: "check" }, this.withFigures, element("span", {}, word("figures", language))),
        element("h4", {}, word("data", language)), element("div", { class: "forms" }, ...DATA.map((form) => this.offer(form))),
        element("h4", {}, word("image", language)), element("div", { class: "forms" }, ...IMAGES.map((form) => this.offer(form))),
        element("h4", {}, word("link", language)),
        element("div", { class: "forms" }, element("button", { type: "button", "data-take": "link", click: () => void this.copy() }, element("b", {}, word("copy", language)), element("span", { class: "quiet" }, word("copyHint", language)))),
        this.link, this.status, ...(this.app.engine.takesDocuments ? [this.bring.dom] : []),
      ),
    );
    if (pressed) this.panel.querySelector<HTMLElement>(`[data-take="${CSS.escape(pressed)}"]`)?.focus();
  }

  private holds(): string {
    const { view, language } = this.app;
    return word("holds", language, grouped(view.links.length, language), grouped(view.entities.size, language));
  }

  private offer(form: Form): HTMLElement {
    return element("button", { type: "button", "data-take": form, click: () => void this.take(form) }, element("b", {}, FORMS[form].name), element("span", { class: "quiet" }, word(form, this.app.language)));
  }

  private async take(form: Form): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const { app, status } = this;
    const { day } = app.store.state;
    status.textContent = word("working", app.language);
    try {
      const made = await this.make(form);
      const name = `kg-view${day ? `-${day}` : ""}.${FORMS[form].ending}`;
      if (typeof made === "object" && made !== null) save(name, made);
      status.textContent = made ? word("saved", app.language, name) : word(form === "png" || form === "svg" ? "noPicture" : "empty", app.language);
    } catch (error) {
      status.textContent = word("failed", app.language, error instanceof Error ? error.message : String(error));
    } finally {
      this.isBusy = false;
    }
  }

  /** The file; nothing if there is nothing to put in it. */
  private async make(form: Form): Promise<Blob | null> {
    const { app } = this;
    const blob = (text: string): Blob => new Blob([text], { type: `${FORMS[form].type};charset=utf-8` });
    if (form === "png" || form === "svg") {
      const drawn = picture(app);
      return drawn && (form === "svg" ? blob(drawn.svg) : png(drawn));
    }
    const { view } = app;
    const ids = view.links.map((link) => link.claim);
    if (this.withFigures.checked) ids.push(...(await figures(app, [...view.entities])));
    if (ids.length === 0) return null;
    if (form === "csv") return blob(await csv(app, ids));
    return blob(await (form === "turtle" ? turtle(app.engine, ids) : trig(app.engine, ids)));
  }

  private async copy(): Promise<void> {
    const { app, link, status } = this;
    link.value = `${location.href.replace(/#.*/s, "")}#${write(app.store.state)}`;
    try {
      await navigator.clipboard.writeText(link.value);
      link.hidden = true;
      status.textContent = word("copied", app.language);
    } catch {
      link.hidden = false;
      link.select();
      status.textContent = word("notCopied", app.language);
    }
  }

  update(state: Readonly<State>, before: Readonly<State> | null): void {
    this.bring.translate(state.language);
    if (!before || before.language !== state.language) return this.build();
    const holds = document.getElementById("take-holds");
    if (holds) holds.textContent = this.holds();
  }
}

export function take(app: Made): Part {
  const made = new Take(app);
  return { update: (state, before) => made.update(state, before) };
}
