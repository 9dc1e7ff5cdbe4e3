/** An answer as the reader sees it: sentence, picture, table, and what can be taken away. */

import { element, type App } from "./app.ts";
import { claimsOf, columnsOf, csv, entitiesIn, isDate, isNumber, json, pasted, shown, triplesOf } from "./answers.ts";
import { draw, drawable, type Drawable, type Picture } from "./chart.ts";
import { select, type Asked } from "./engine.ts";
import type { Link } from "./knowledge.ts";
import { grouped } from "./phrases.ts";
import type { Names } from "./resolve.ts";
import type { State } from "./state.ts";
import { say } from "./sparqlwords.ts";
import { iri, isEntity, local, type Answer, type Row, type Term } from "./terms.ts";

const PAGE = 200;

interface Sorting {
  readonly column: string;
  readonly isDown: boolean;
}

export class Results {
  readonly dom = element("section", { class: "results" });
  private asked: Asked | undefined;
  private answer: Answer = { vars: [], rows: [] };
  private title = "";
  private claims: ReadonlyMap<string, Link> = new Map();
  private slugs: readonly string[] = [];
  private possible: Drawable = drawable({ vars: [], rows: [] });
  private picture: Picture | null = null;
  private measure = "";
  private sorting: Sorting | null = null;
  private most = PAGE;

  constructor(private readonly app: App, private readonly names: Names) {}

  /** Show an answer; `title` says what was asked, and `about` of whom, where the answer itself names nobody. Unless told otherwise it lights up. */
  show(asked: Asked, ordered: (vars: readonly string[]) => string[], title: string, about: readonly string[], isLighting: boolean): void {
    this.asked = asked;
    const found = asked.form === "triples" ? triplesOf(asked.triples ?? "") : asked.answer;
    this.answer = { vars: asked.form === "triples" ? found.vars : ordered(found.vars), rows: found.rows };
    this.title = title;
    this.claims = claimsOf(this.app.knowledge);
    this.slugs = [...new Set(this.answer.rows.flatMap((row) => this.answer.vars.flatMap((name) => entitiesIn(row[name], this.names, this.claims))))];
    if (this.slugs.length === 0 && this.answer.rows.length > 0) this.slugs = about;
    this.possible = asked.form === "bindings" ? drawable(this.answer) : drawable({ vars: [], rows: [] });
    this.most = PAGE;
    this.adopt();
    this.render();
    if (isLighting && asked.form !== "boolean") this.light();
  }

  /** What the reader chose of how to show it, as far as that is possible with this answer. */
  private adopt(): void {
    const { picture, measure, sort } = this.app.store.state;
    const { pictures, best, numbers } = this.possible;
    this.picture = picture === "table" ? null : (pictures.find((each) => each === picture) ?? best);
    this.measure = numbers.includes(measure) ? measure : this.possible.measure;
    const column = sort.replace(/^-/, "");
    this.sorting = this.answer.vars.includes(column) ? { column, isDown: sort.startsWith("-") } : null;
  }

  /** Choose another way to show it, which the address then tells of. */
  private choose(change: Partial<Pick<State, "picture" | "measure" | "sort">>): void {
    this.app.store.set(change);
    this.adopt();
    this.render();
  }

  clear(): void {
    this.asked = undefined;
    this.dom.replaceChildren();
  }

  /** All words anew, in the language of now. */
  render(): void {
    const { asked } = this;
    if (!asked) return;
    const { language } = this.app;
    if (asked.form === "boolean") {
      this.dom.replaceChildren(element("p", { class: "truth" }, say(asked.truth ? "yes" : "no", language)));
      return;
    }
    if (this.answer.rows.length === 0) {
      this.dom.replaceChildren(element("p", { class: "nothing" }, say("nothing", language)));
      return;
    }
    this.dom.replaceChildren(...[this.networkLine(), this.pictures(), this.chart(), this.table(), this.takeAway()].filter((node) => node !== null));
  }

  /** How many rows there are and how long they took. */
  sentence(): string {
    const { asked, answer, app: { language } } = this;
    if (!asked) return "";
    const rows = answer.rows.length;
    const what = asked.form === "triples" ? (rows === 1 ? "triple" : "triples") : rows === 1 ? "row" : "rows";
    const took = asked.ms < 1000 ? `${Math.max(1, Math.round(asked.ms))} ms` : `${(asked.ms / 1000).toFixed(1)} ${say("seconds", language)}`;
    return asked.form === "boolean" ? took : `${grouped(rows, language)} ${say(what, language)} · ${took}`;
  }

  // ---- in the network ----

  /** The answer lights up in the picture; what is not drawn yet is drawn. */
  private light(): void {
    const { drawn } = this.app.store.state;
    const missing = drawn === null ? [] : this.slugs.filter((slug) => !drawn.includes(slug));
    this.app.store.set({ answered: this.slugs, focus: "", relation: null, lit: [], ...(drawn && missing.length > 0 ? { drawn: [...drawn, ...missing] } : {}) });
  }

  private networkLine(): HTMLElement | null {
    if (this.slugs.length === 0) return null;
    const { store, language } = this.app;
    const many = `${grouped(this.slugs.length, language)} ${say(this.slugs.length === 1 ? "entity" : "entities", language)}`;
    const isOnly = store.state.drawn !== null && store.state.drawn.length === this.slugs.length && this.slugs.every((slug) => store.state.drawn!.includes(slug));
    const only = isOnly
      ? element("button", { type: "button", click: () => (store.set({ drawn: null }), this.render()) }, say("all", language))
      : element("button", { type: "button", click: () => (store.set({ drawn: this.slugs, answered: this.slugs, focus: "", relation: null, lit: [] }), this.render()) }, say("only", language));
    return element("div", { class: "bar-line small" }, element("span", { class: "quiet grow" }, many), element("button", { type: "button", click: () => this.light() }, say("light", language)), only);
  }

  // ---- as a picture ----

  private pictures(): HTMLElement | null {
    if (this.possible.pictures.length === 0) return null;
    const { language } = this.app;
    const choice = (picture: Picture | null): HTMLElement => element("button", {
      type: "button", "aria-pressed": String(this.picture === picture), click: () => {
        this.choose({ picture: picture ?? "table" });
        this.dom.querySelector<HTMLElement>(".pictures [aria-pressed='true']")?.focus();
      },
    }, say(picture ?? "table", language));
    const numbers = this.possible.numbers;
    const measure = element("select", { "aria-label": say("measure", language), change: (event) => this.choose({ measure: (event.target as HTMLSelectElement).value }) },
      ...numbers.map((name) => element("option", { value: name, selected: name === this.measure }, name)));
    return element("div", { class: "pictures", role: "group", "aria-label": say("view", language) }, choice(null), ...this.possible.pictures.map(choice), numbers.length > 1 && this.picture && this.picture !== "timeline" ? measure : null);
  }

  private chart(): HTMLElement | null {
    if (!this.picture) return null;
    const { language } = this.app;
    const width = Math.max(300, (this.dom.clientWidth || 388) - 2);
    const title = `${this.title} ${say(this.picture, language)}${this.measure ? `: ${this.measure}` : ""}`;
    const drawn = draw({ answer: this.sorted(), drawable: this.possible, picture: this.picture, measure: this.measure, width, language, title, label: (term) => this.label(term) });
    return element("figure", { class: "q-picture" }, drawn as unknown as Node);
  }

  private label(term: Term): string {
    return isEntity(term) ? this.app.knowledge.name(term.value.slice(iri("e:").length), this.app.language) : shown(term);
  }

  // ---- as a table ----

  private sorted(): Answer {
    const { sorting, answer } = this;
    if (!sorting) return answer;
    const { column, isDown } = sorting;
    const key = (row: Row): string => (row[column] ? this.label(row[column]) : "");
    const compare = (a: Row, b: Row): number => {
      if (!a[column] || !b[column]) return Number(!a[column]) - Number(!b[column]); // what is not known comes last
      const order = isNumber(a[column]) && isNumber(b[column]) ? Number(a[column].value) - Number(b[column].value) : key(a).localeCompare(key(b), this.app.language, { numeric: true });
      return isDown ? -order : order;
    };
    return { vars: answer.vars, rows: [...answer.rows].sort(compare) };
  }

  private table(): HTMLElement {
    const { language } = this.app;
    const { vars, rows } = this.sorted();
    const right = new Set(columnsOf(this.answer, isNumber));
    const tight = new Set([...right, ...columnsOf(this.answer, isDate)]);
    const head = element("tr", {}, ...vars.map((name) => this.heading(name, right.has(name))));
    const body = rows.slice(0, this.most).map((row) => element("tr", {}, ...vars.map((name) =>
      element("td", { class: right.has(name) ? "number" : tight.has(name) ? "tight" : shown(row[name]).length > 48 ? "long" : shown(row[name]).length < 30 ? "short" : "" }, ...this.cell(row[name])))));
    const made = element("table", {}, element("caption", { class: "unseen" }, this.title || say("answer", language)), element("thead", {}, head), element("tbody", {}, ...body));
    const more = rows.length > this.most
      ? element("button", { type: "button", class: "more", click: () => { this.most += PAGE * 5; this.render(); } }, `${say("more", language)} (${grouped(this.most, language)} / ${grouped(rows.length, language)})`)
      : null;
    return element("div", {}, element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": say("answer", language) }, made), more);
  }

  /** A heading sorts: upwards, downwards, and back to the order of the answer. */
  private heading(name: string, isNumeric: boolean): HTMLElement {
    const now = this.sorting?.column === name ? (this.sorting.isDown ? "descending" : "ascending") : "none";
    const sort = (): void => {
      const [first, second] = isNumeric ? ["descending", "ascending"] : ["ascending", "descending"];
      const next = now === "none" ? first : now === first ? second : "none";
      this.choose({ sort: next === "none" ? "" : `${next === "descending" ? "-" : ""}${name}` });
      [...this.dom.querySelectorAll<HTMLElement>("th button")].find((button) => button.dataset["column"] === name)?.focus();
    };
    const button = element("button", { type: "button", "data-column": name, title: `${say("sort", this.app.language)} ${name}`, click: sort }, name, element("span", { class: "arrow", "aria-hidden": "true" }, { none: "", ascending: "▲", descending: "▼" }[now]));
    return element("th", { scope: "col", "aria-sort": now, class: isNumeric ? "number" : "" }, button);
  }

  private cell(term: Term | undefined): (Node | string)[] {
    if (!term) return [];
    const slug = isEntity(term) ? term.value.slice(iri("e:").length) : this.names.labelled(term);
    if (slug !== undefined && this.names.has(slug)) {
      const name = isEntity(term) ? this.app.knowledge.name(slug, this.app.language) : term.value;
      return [element("button", { type: "button", class: "link", title: `e:${slug}`, click: () => this.app.focus(slug) }, name)];
    }
    if (term.type === "uri" && term.value.startsWith(iri("claim:"))) {
      return [element("button", { type: "button", class: "link mono", title: say("claim", this.app.language), click: () => void this.openClaim(term) }, shown(term))];
    }
    if (term.type === "uri" && shown(term) === term.value && /^https?:\/\//.test(term.value)) {
      return [element("a", { href: term.value, rel: "noopener noreferrer", target: "_blank" }, term.value)];
    }
    if (term.type !== "literal") return [element("span", { class: "mono", title: term.type === "uri" ? term.value : "" }, shown(term))];
    return [term.lang ? element("span", { lang: term.lang }, shown(term)) : shown(term)];
  }

  /** The evidence of a claim: of the relation it is about, or of the entity that it says a figure of. */
  private async openClaim(claim: Term): Promise<void> {
    const link = this.claims.get(local(claim.value));
    if (link) {
      this.app.store.set({ relation: [link.subject, link.predicate, link.object], focus: "", lit: [], answered: [], tab: "evidence" });
      return;
    }
    const [row] = await select(this.app.engine, `SELECT ?subject { <${claim.value}> rdf:subject ?subject }`).catch(() => []);
    if (isEntity(row?.["subject"])) this.app.focus(row!["subject"]!.value.slice(iri("e:").length));
  }

  // ---- to take away ----

  private takeAway(): HTMLElement {
    const { language } = this.app;
    const copy = async (): Promise<void> => {
      try {
        await navigator.clipboard.writeText(pasted(this.sorted()));
        this.app.say(say("copied", language));
      } catch {
        this.app.say(say("notCopied", language));
      }
    };
    const second = this.asked?.form === "triples" ? (["N-Triples", "nt", "application/n-triples", () => this.asked?.triples ?? ""] as const) : (["JSON", "json", "application/sparql-results+json", () => json(this.answer)] as const);
    return element("div", { class: "bar-line small" },
      element("button", { type: "button", click: () => void copy() }, say("copy", language)),
      element("button", { type: "button", click: () => save("answer.csv", "text/csv", csv(this.sorted())) }, "CSV"),
      element("button", { type: "button", click: () => save(`answer.${second[1]}`, second[2], second[3]()) }, second[0]));
  }
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
