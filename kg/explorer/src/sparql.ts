/** The SPARQL tab: saved questions, their parameters, the editor, and what the answer shows. */

import "./sparql.css";
import { byId, element } from "./app.ts";
import type { SavedQuery } from "./blocks.ts";
import { completions } from "./complete.ts";
import { Editor } from "./editor.ts";
import { EngineBroke, QueryFailed, QueryStopped, type Asked } from "./engine.ts";
import { Form } from "./form.ts";
import { slug } from "./knowledge.ts";
import type { Part } from "./main.ts";
import { nearest } from "./nearest.ts";
import type { Made } from "./parts.ts";
import { grouped } from "./phrases.ts";
import { ownTerms, prepare, spellOutStar, Wrong, type Prepared } from "./prepare.ts";
import { Names, termOf } from "./resolve.ts";
import { Results } from "./results.ts";
import { SavedList } from "./savedlist.ts";
import { say } from "./sparqlwords.ts";
import type { State } from "./state.ts";
import { explain } from "./syntax.ts";
import { iri, isEntity, type Term } from "./terms.ts";

/** What stands in the editor before anything was asked. */
const FIRST = `SELECT ?class ?name (COUNT(DISTINCT ?entity) AS ?entities) {
  ?entity a ?class .
  ?class rdfs:label ?name . FILTER(LANGMATCHES(LANG(?name), "en"))
  FILTER(STRSTARTS(STR(?entity), STR(e:)))
}
GROUP BY ?class ?name
ORDER BY DESC(?entities) ?class`;

export function sparql(app: Made): Part {
  let tab: Tab | undefined;
  return {
    update(state, before) {
      if (state.tab === "sparql") tab ??= new Tab(app); // the editor is made when it is first wanted
      tab?.update(state, before);
    },
  };
}

class Tab {
  private readonly names: Names;
  private readonly editor: Editor;
  private readonly form: Form;
  private readonly results: Results;
  private readonly list: SavedList;
  private readonly host = element("div", { class: "editor" });
  private readonly question = element("p", { class: "question" });
  private readonly run = element("button", { type: "button", class: "run", click: () => void this.ask() });
  private readonly stop = element("button", { type: "button", class: "stop", hidden: true, click: () => this.end() });
  private readonly clock = element("span", { class: "clock", role: "timer" });
  private readonly status = element("span", { class: "status", role: "status" });
  private readonly problem = element("div", { class: "problem", role: "alert", hidden: true });
  /** What was last shown, so that a change from outside is told from our own. */
  private seen: Pick<State, "query" | "saved" | "parameters"> = { query: "", saved: "", parameters: {} };
  private isShown = false;
  private failure: { error: unknown; note: readonly [string, string] | null } = { error: null, note: null };
  private running: { begun: number; reject: (error: Error) => void; timer: number } | null = null;
  private typing = 0;
  /** The entities that the parameters of the last query name. */
  private about: readonly string[] = [];

  constructor(private readonly app: Made) {
    this.names = new Names(app);
    this.form = new Form(app, this.names, (parameters) => this.tell({ parameters }));
    this.results = new Results(app, this.names);
    this.list = new SavedList(app, (name) => this.choose(name));
    const { host } = this;
    const controls = element("div", { class: "bar-line" }, this.run, this.stop, this.clock, this.status);
    this.form.dom.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.ask();
    });
    byId("sparql").replaceChildren(this.list.dom, this.question, this.form.dom, host, controls, this.problem, this.results.dom);
    this.editor = new Editor(host, {
      text: "", complete: completions(app, this.names), run: () => void this.ask(), changed: (text) => this.typed(text),
    });
  }

  // ---- what the reader chose ----

  update(state: Readonly<State>, before: Readonly<State> | null): void {
    const isFirst = !this.isShown;
    const isOther = isFirst || (["query", "saved", "parameters"] as const).some((name) => state[name] !== this.seen[name]);
    if (isOther) this.adopt(state);
    if (isFirst || before?.language !== state.language) this.speak();
    if (before?.tab !== state.tab || isFirst) dispatchEvent(new Event("resize")); // the tab is wider than others
    this.isShown = true;
    // A link that has something lit, and a question besides, keeps what is lit.
    const isLit = isFirst && Boolean(state.focus || state.relation || state.lit.length);
    if (isOther && state.tab === "sparql" && (state.query || state.saved)) void this.ask(!isLit);
  }

  private saved(name = this.app.store.state.saved): SavedQuery | undefined {
    return this.app.config.saved.find((query) => query.name === name);
  }

  /** Show what an address or another part asks for. */
  private adopt({ query, saved, parameters }: Readonly<State>): void {
    this.seen = { query, saved, parameters };
    this.editor.text = query || body(this.saved(saved)) || FIRST;
    this.fill();
  }

  private tell(change: Partial<Pick<State, "query" | "saved" | "parameters">>): void {
    this.seen = { ...this.seen, ...change };
    this.app.store.set(change);
  }

  private choose(name: string): void {
    this.clear();
    this.tell({ saved: name, query: "", parameters: {} });
    this.app.store.set({ picture: "", measure: "", sort: "" });
    this.editor.text = body(this.saved(name)) || "";
    this.fill();
    if (name) void this.ask();
    else this.editor.view.focus();
  }

  private typed(text: string): void {
    this.clear(false);
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => {
      this.tell({ query: text === (body(this.saved()) || FIRST) ? "" : text });
      this.fill();
    }, 150);
  }

  private fill(): void {
    const saved = this.saved();
    this.form.show(saved, this.editor.text, this.seen.parameters);
    this.question.textContent = saved?.summary[this.app.language] ?? "";
    this.question.hidden = !saved || Boolean(this.seen.query); // once it is edited it asks something else
    this.host.classList.toggle("known", Boolean(saved && !this.seen.query)); // a question that one reads needs less room than one that one writes
    this.list.show(saved?.name ?? "");
  }

  private speak(): void {
    const { language } = this.app;
    this.editor.name(say("editor", language), say("editorHelp", language));
    this.run.replaceChildren(say("run", language), element("kbd", { "aria-hidden": "true" }, /Mac|iP/.test(navigator.platform) ? "⌘↵" : "Ctrl ↵"));
    this.stop.textContent = say("stop", language);
    this.list.render();
    this.fill();
    this.results.render();
    this.explainFailure();
    if (!this.running) this.status.textContent = this.results.sentence();
  }

  // ---- asking ----

  /** Forget what the last query led to. */
  private clear(results = true): void {
    this.failure = { error: null, note: null };
    this.explainFailure();
    if (results) {
      this.results.clear();
      this.status.textContent = "";
    }
  }

  private async ask(isLighting = true): Promise<void> {
    if (this.running) this.end();
    const query = this.editor.text;
    this.clear(false);
    const stopped = this.begin();
    const mine = this.running;
    let prepared: Prepared | undefined;
    try {
      const bound = await Promise.race([this.bound(query), stopped]);
      prepared = bound;
      const asked = await Promise.race([this.app.engine.ask(bound.text), stopped]);
      if (this.running !== mine) return;
      this.finish();
      this.results.show(asked as Asked, spellOutStar(query), this.question.hidden ? say("answer", this.app.language) : this.question.textContent, this.about, isLighting);
      this.status.textContent = this.results.sentence();
    } catch (error) {
      if (this.running !== mine && !(error instanceof QueryStopped)) return;
      if (this.running === mine) this.finish();
      this.fail(error, query, prepared);
    }
  }

  /** The query with its parameters as terms, and a look at names that nobody knows. */
  private async bound(query: string): Promise<Prepared> {
    prepare(query); // what is wrong with the text is said before what is wrong with its values
    const parameters: Record<string, Term> = {};
    for (const [name, value] of Object.entries(this.form.values())) parameters[name] = await termOf(value, this.names, this.app.engine);
    this.about = Object.values(parameters).filter(isEntity).map((term) => slug(term.value)).filter((name) => this.names.has(name));
    const prepared = prepare(query, parameters);
    await this.checkTerms(query);
    return prepared;
  }

  /** A misspelt `kg:` term would silently match nothing; an unknown entity is worth a note. */
  private async checkTerms(query: string): Promise<void> {
    const { engine, knowledge } = this.app;
    for (const [name, offset] of ownTerms(query, "kg")) {
      if (knowledge.terms.has(name)) continue;
      const node = `<${iri("kg:")}${name}>`;
      const { truth } = await engine.ask(`ASK { { ${node} ?p ?o } UNION { ?s ?p ${node} } UNION { ?s ${node} ?o } }`);
      if (truth) continue;
      const near = nearest(name, knowledge.terms.keys())[0];
      const [en, zh] = near ? [`; did you mean kg:${near}?`, `；是否指 kg:${near}？`] : ["", ""];
      throw new Wrong(`no term kg:${name} in the ontology${en}`, `本體中沒有 kg:${name}${zh}`, query, offset);
    }
    for (const name of ownTerms(query, "e").keys()) {
      if (knowledge.entities.has(name)) continue;
      const near = nearest(name, knowledge.entities.keys())[0];
      const [en, zh] = near ? [`; did you mean e:${near}?`, `；是否指 e:${near}？`] : ["", ""];
      this.failure.note = [`note: no entity e:${name} in the graph${en}`, `注意：圖譜中沒有實體 e:${name}${zh}`];
      this.explainFailure();
    }
  }

  /** Show that it runs; the promise fails when the reader stops it. */
  private begin(): Promise<never> {
    const { language, engine } = this.app;
    const begun = performance.now();
    const tick = (): void => {
      this.clock.textContent = `${((performance.now() - begun) / 1000).toFixed(1)} ${say("seconds", this.app.language)}`;
    };
    const isReady = engine.ready;
    this.status.textContent = say(isReady ? "running" : "starting", language);
    this.stop.hidden = false;
    this.run.disabled = true;
    this.results.dom.setAttribute("aria-busy", "true");
    tick();
    return new Promise((_, reject) => (this.running = { begun, reject, timer: window.setInterval(tick, 100) }));
  }

  private finish(): void {
    clearInterval(this.running?.timer);
    this.running = null;
    const hadFocus = document.activeElement === this.stop;
    this.stop.hidden = true;
    this.run.disabled = false;
    if (hadFocus) this.run.focus();
    this.clock.textContent = "";
    this.results.dom.removeAttribute("aria-busy");
  }

  /** Stop what runs, and start the engine again for the next question. */
  private end(): void {
    const { running } = this;
    if (!running) return;
    const took = (performance.now() - running.begun) / 1000;
    this.finish();
    this.app.engine.stop();
    running.reject(new QueryStopped(took.toFixed(1)));
    void this.app.engine.ask("ASK {}").catch(() => undefined);
  }

  private fail(error: unknown, query: string, prepared: Prepared | undefined): void {
    if (error instanceof QueryFailed && !(error instanceof Wrong) && !(error instanceof QueryStopped) && prepared && error.line > 0) error = explain(query, prepared, error);
    if (error instanceof EngineBroke) error = new Wrong(say("exhausted", "en"), say("exhausted", "zh-Hant"));
    this.results.clear();
    this.status.textContent = "";
    this.failure.error = error;
    this.explainFailure();
  }

  private explainFailure(): void {
    const { error, note } = this.failure;
    const { language } = this.app;
    this.problem.hidden = !error && !note;
    this.problem.classList.toggle("note", !error);
    this.editor?.mark(error instanceof Wrong && error.offset >= 0 ? error.offset : null);
    const said: (Node | string | null)[] = [];
    if (error instanceof QueryStopped) said.push(`${say("stopped", language)} ${error.message} ${say("seconds", language)}`);
    else if (error instanceof Wrong) said.push(this.place(error), " ", error.said(language));
    else if (error) said.push(error instanceof Error ? error.message : String(error));
    if (note) said.push(element("p", {}, note[language === "en" ? 0 : 1]));
    this.problem.replaceChildren(...said.filter((part) => part !== null));
  }

  /** Line and column, which lead there. */
  private place(error: Wrong): HTMLElement | null {
    if (error.offset < 0) return null;
    const { language } = this.app;
    const words = language === "en" ? `Line ${error.line}, column ${error.column}` : `第 ${grouped(error.line, language)} 行第 ${grouped(error.column, language)} 字`;
    return element("button", { type: "button", class: "link", click: () => this.editor.goTo(error.offset) }, words);
  }
}

/** A saved query without the comments at its head, which stand above the editor in words. */
function body(query: SavedQuery | undefined): string {
  return query?.text.replace(/^(#[^\n]*\n)+/, "").trimEnd() ?? "";
}
