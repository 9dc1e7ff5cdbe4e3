/** The page comes to life: read the blocks, draw the network, let the parts listen to the reader's choices. */

import "./style.css";
import { byId, element, styleColor, type App } from "./app.ts";
import { answers, config as readConfig, positions } from "./blocks.ts";
import { EndpointEngine, PageEngine, type Engine } from "./engine.ts";
import { Knowledge, type Language } from "./knowledge.ts";
import { Network, type Palette } from "./network.ts";
import { grouped } from "./phrases.ts";
import { Store, type State, type Tab } from "./state.ts";
import { usePrefixes } from "./terms.ts";
import { viewOf, type View } from "./view.ts";
import { word } from "./words.ts";
import { PARTS } from "./parts.ts";

/** A part of the page: made once, told of each change. */
export interface Part {
  /** @param before nothing at the beginning, and when the graph is another */
  update(state: Readonly<State>, before: Readonly<State> | null): void;
}

function palette(state: Readonly<State>): Palette {
  const dark = state.theme === "dark" || (state.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  return { dark, background: styleColor("--stage"), text: styleColor("--text"), faint: styleColor("--quiet") };
}

class Page implements App {
  readonly network: Network;
  view: View;
  private readonly parts: Part[];

  constructor(
    readonly config: App["config"], readonly engine: Engine, public knowledge: Knowledge, readonly store: Store,
    readonly positions: App["positions"],
  ) {
    this.view = viewOf(knowledge, store.state);
    this.network = new Network(this, palette(store.state));
    this.parts = PARTS.map((make) => make(this));
    this.update(store.state, null);
    store.listen((state, before) => this.update(state, before));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (this.network.paint(palette(store.state)), this.network.refresh()));
  }

  get language(): Language {
    return this.store.state.language;
  }

  say(message: string): void {
    byId("message").textContent = message;
  }

  focus(slug: string): void {
    const { drawn } = this.store.state;
    const change: Partial<State> = { focus: slug, relation: null, lit: [], answered: [], tab: "evidence" };
    this.store.set(drawn && !drawn.includes(slug) ? { ...change, drawn: [...drawn, slug] } : change);
    this.network.gaze?.goTo(slug);
  }

  expand(slug: string): void {
    const { drawn } = this.store.state;
    const around = this.knowledge.linksOf(slug).flatMap((link) => [link.subject, link.object]);
    this.store.set({ drawn: drawn === null ? null : [...new Set([...drawn, slug, ...around])], focus: slug, relation: null, lit: [], tab: "evidence" });
  }

  async reload(): Promise<void> {
    this.knowledge = await Knowledge.read(this.engine, this.config.queries, new Map());
    this.update(this.store.state, null);
  }

  private update(state: Readonly<State>, before: Readonly<State> | null): void {
    const changed = (...names: (keyof State)[]): boolean => before === null || names.some((name) => state[name] !== before[name]);
    if (changed("language")) document.documentElement.lang = state.language === "en" ? "en" : "zh-Hant";
    if (before && changed("theme")) this.network.paint(palette(state));
    if (changed("drawn", "hidden", "least", "day", "clock", "arranged")) {
      this.view = viewOf(this.knowledge, state);
      if (before === null) this.network.fill();
      else this.network.show();
    } else if (changed("theme", "language", "focus", "relation", "lit", "answered", "money")) this.network.refresh();
    if (before && changed("camera")) this.network.gaze?.follow();
    else if (before && changed("drawn")) this.network.gaze?.fit(); // what was in sight may stand elsewhere now
    for (const part of this.parts) part.update(state, before);
  }
}

const TABS: readonly Tab[] = ["evidence", "money", "sparql"];

/** Head line, tabs, theme and language: what frames the rest. */
export function frame(app: App): Part {
  const { store } = app;
  const tabs = TABS.map((name) =>
    element("button", { id: `tab-${name}`, role: "tab", type: "button", "aria-controls": name, click: () => store.set({ tab: name }) }),
  );
  byId("tabs").append(...tabs);
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = TABS[(TABS.indexOf(store.state.tab) + step + TABS.length) % TABS.length]!;
    store.set({ tab: next });
    byId(`tab-${next}`).focus();
  });
  byId("language").addEventListener("click", () => store.set({ language: store.state.language === "en" ? "zh-Hant" : "en" }));
  byId("theme").addEventListener("click", () => store.set({ theme: document.documentElement.dataset["theme"] === "dark" ? "light" : "dark" }));
  return {
    update(state, before) {
      const { language } = state;
      tabs.forEach((button, i) => {
        const selected = TABS[i] === state.tab;
        button.textContent = word(TABS[i]!, language);
        button.setAttribute("aria-selected", String(selected));
        button.tabIndex = selected ? 0 : -1;
        byId(TABS[i]!).hidden = !selected;
      });
      if (before !== null && before.language === language && before.theme === state.theme && state.hidden === before.hidden && state.drawn === before.drawn && state.least === before.least && state.day === before.day && state.clock === before.clock) return;
      byId("title").textContent = app.config.title[language];
      byId("counts").textContent = `${grouped(app.view.entities.size, language)} ${word("entities", language)} · ${grouped(app.view.links.length, language)} ${word("claims", language)} ${word("inView", language)}`;
      byId("search").setAttribute("placeholder", word("search", language));
      byId("search").setAttribute("aria-label", word("search", language));
      byId("filters-button").textContent = word("filters", language);
      byId("take-button").textContent = word("take", language);
      byId("language").textContent = word("language", language);
      byId("language").lang = language === "en" ? "zh-Hant" : "en";
      byId("theme").textContent = document.documentElement.dataset["theme"] === "dark" ? "☀" : "☾";
      byId("theme").setAttribute("aria-label", word("theme", language));
      byId("panel").setAttribute("aria-label", word("panel", language));
      document.querySelector(".skip")!.textContent = word("skip", language);
    },
  };
}

async function begin(): Promise<void> {
  const config = readConfig();
  usePrefixes(config.prefixes);
  const engine = config.endpoint ? new EndpointEngine(config.endpoint) : new PageEngine();
  // The engine unpacks and loads in its worker while the picture is drawn here.
  const started = engine instanceof PageEngine ? engine.start() : Promise.resolve();
  const [cached, places] = await Promise.all([answers(), positions()]);
  const knowledge = await Knowledge.read(engine, config.queries, cached);
  const page = new Page(config, engine, knowledge, new Store(), places);
  Object.assign(globalThis, { kg: page }); // for whoever looks with the browser's own tools
  tell("network");
  await started;
  tell("engine");
}

/** Say how far the page has come: for tests, and for whoever asks how long it took. */
function tell(stage: string): void {
  performance.mark(stage);
  document.documentElement.dataset["ready"] = stage;
}

begin().catch((error: unknown) => {
  byId("message").textContent = error instanceof Error ? error.message : String(error);
});
