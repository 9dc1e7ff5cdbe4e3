/**
 * RDF files of the reader's own: dropped on the page or chosen with a button, and loaded into a graph of their own.
 *
 * Nothing leaves the page. A document type is refused in RDF/XML, since entities can grow without bounds; a context that
 * JSON-LD only names cannot be fetched, and the engine says so.
 */

import { element } from "./app.ts";
import { EngineBroke, QueryFailed, select } from "./engine.ts";
import { shown } from "./evidenceWords.ts";
import type { Language } from "./knowledge.ts";
import type { Made } from "./parts.ts";
import { phrases } from "./phrases.ts";
import { iri } from "./terms.ts";

const WORDS = {
  title: ["Bring in a file of your own", "載入自己的檔案"],
  hint: ["Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML, up to {} MB. Drop it anywhere on this page; it stays in this browser.", "Turtle、TriG、N-Triples、N-Quads、JSON-LD 或 RDF/XML，上限 {} MB。拖放到本頁任何位置即可，檔案不會離開此瀏覽器。"],
  choose: ["Choose a file …", "選擇檔案…"],
  over: ["Drop RDF here to load it into this page", "將 RDF 檔案拖放至此以載入"],
  loading: ["Loading {} …", "正在載入 {}…"],
  loaded: ["{}: {} loaded. Of their claims between entities {} of {} are in view.", "{}：已載入 {}，實體間的 {3} 項主張中有 {2} 項顯示於圖中。"],
  noClaims: ["{}: {} loaded, no claim between entities among them, so the picture is as before; ask for them in SPARQL.", "{}：已載入 {}。其中沒有實體間的主張，因此圖形不變；可用 SPARQL 查詢。"],
  removed: ["{} is taken out again.", "已移除 {}。"],
  remove: ["Take out", "移除"],
  triples: ["{} triples", "{} 條三元組"],
  triple: ["1 triple", "1 條三元組"],
  ending: ["{} has no ending that tells its format: use {}.", "無法由 {} 的副檔名判斷格式，請使用 {}。"],
  large: ["{} is larger than {} MB.", "{} 超過 {} MB。"],
  encoding: ["{} is not UTF-8 text.", "{} 不是 UTF-8 文字檔。"],
  doctype: ["{} has a DOCTYPE, which is refused: entities could grow without bounds.", "{} 含有 DOCTYPE，已拒絕載入：實體可能無限展開。"],
  broke: ["{} needs more memory than a browser has, or is nested too deeply.", "{} 所需記憶體超過瀏覽器所能提供，或巢狀過深。"],
  wrong: ["{}{}: {}", "{}{}：{}"],
} as const satisfies Record<string, readonly [string, string]>;

const word = phrases(WORDS);

function counted(triples: number, language: Language): string {
  return triples === 1 ? word("triple", language) : word("triples", language, triples.toLocaleString("en"));
}

const MEGABYTES = 20;
const FORMATS: Readonly<Record<string, string>> = {
  ttl: "text/turtle", turtle: "text/turtle", trig: "application/trig", nt: "application/n-triples", nq: "application/n-quads", jsonld: "application/ld+json",
  json: "application/ld+json", rdf: "application/rdf+xml", xml: "application/rdf+xml", owl: "application/rdf+xml",
};

/** A file that cannot be loaded, with the reason for the reader. */
class Refused extends Error {}

/** The graph that a file is loaded into; a file of the same name takes its place. */
function graphOf(name: string): string {
  const slug = name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80);
  return `${iri("g:")}file-${slug || "unnamed"}`;
}

/** Line and column in an engine's message, for those of its formats that it words otherwise than a query's. */
function place(error: unknown): { at: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const found = /^Parser error (?:at|on|between) line (\d+)(?: (?:column|between columns) (\d+))?[^:]*: /.exec(message);
  if (found) return { at: `:${found[1]}${found[2] ? `:${found[2]}` : ""}`, message: message.slice(found[0].length) };
  return error instanceof QueryFailed && error.line > 0 ? { at: `:${error.line}:${error.column}`, message } : { at: "", message };
}

class Bring {
  private readonly title = element("h4");
  private readonly hint = element("p", { class: "quiet" });
  private readonly input = element("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true", accept: Object.keys(FORMATS).map((ending) => `.${ending}`).join(","), change: () => void this.chosen() });
  private readonly choose = element("button", { type: "button", "data-take": "file", click: () => this.input.click() });
  private readonly outcome = element("p", { class: "status", role: "status" });
  private readonly list = element("ul", { class: "files" });
  private readonly over = element("div", { class: "drop-here", "aria-hidden": "true", hidden: true });
  readonly dom = element("section", { class: "bring" }, this.title, this.hint, this.choose, this.input, this.outcome, this.list);
  private readonly files = new Map<string, { name: string; triples: number }>();
  private depth = 0;

  constructor(private readonly app: Made) {
    document.body.append(this.over);
    if (!app.engine.takesDocuments) return; // the endpoint's graphs are its owner's
    const isFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const show = (depth: number): void => {
      this.depth = Math.max(0, depth);
      this.over.hidden = this.depth === 0;
    };
    document.addEventListener("dragenter", (event) => isFile(event) && show(this.depth + 1));
    document.addEventListener("dragleave", (event) => isFile(event) && show(this.depth - 1));
    document.addEventListener("dragover", (event) => isFile(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!isFile(event)) return;
      event.preventDefault(); // or the browser would leave the page for the file
      show(0);
      void this.all([...(event.dataTransfer?.files ?? [])]);
    });
  }

  private chosen(): Promise<void> {
    const files = [...(this.input.files ?? [])];
    this.input.value = "";
    return this.all(files);
  }

  private async all(files: readonly File[]): Promise<void> {
    for (const file of files) await this.load(file);
  }

  private say(message: string, isWrong = false): void {
    this.outcome.textContent = message;
    this.outcome.classList.toggle("wrong", isWrong);
    this.outcome.scrollIntoView({ block: "nearest" }); // the panel may be longer than the screen
    this.app.say(message);
  }

  private async load(file: File): Promise<void> {
    const { app } = this;
    const name = shown(file.name);
    this.say(word("loading", app.language, name));
    try {
      const { text, format } = await this.read(file, name);
      const graph = graphOf(file.name);
      await app.engine.load(text, format, graph);
      const triples = await this.count(graph);
      this.files.set(graph, { name, triples });
      await app.reload();
      this.light(graph, name, triples);
    } catch (error) {
      const { at, message } = place(error);
      if (error instanceof EngineBroke) this.say(word("broke", app.language, name), true);
      else this.say(error instanceof Refused ? message : word("wrong", app.language, name, at, shown(message)), true);
    }
    this.fill();
  }

  private async read(file: File, name: string): Promise<{ text: string; format: string }> {
    const { language } = this.app;
    const ending = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? "";
    if (!Object.hasOwn(FORMATS, ending)) throw new Refused(word("ending", language, name, Object.keys(FORMATS).map((known) => `.${known}`).join(" ")));
    if (file.size > MEGABYTES * 1e6) throw new Refused(word("large", language, name, MEGABYTES));
    const format = FORMATS[ending]!;
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      throw new Refused(word("encoding", language, name));
    }
    if (format === "application/rdf+xml" && /<!DOCTYPE/i.test(text)) throw new Refused(word("doctype", language, name));
    return { text, format };
  }

  private async count(graph: string): Promise<number> {
    const [row] = await select(this.app.engine, `SELECT (COUNT(*) AS ?n) { GRAPH <${graph}> { ?s ?p ?o } }`);
    return Number(row?.["n"]?.value ?? 0);
  }

  /** What came in lights up in the picture; where only a part of the graph is drawn, it is drawn too. */
  private light(graph: string, name: string, triples: number): void {
    const { app } = this;
    const { store, knowledge } = app;
    const links = knowledge.links.filter((link) => link.graphs.includes(graph.slice(iri("g:").length)));
    const slugs = [...new Set(links.flatMap((link) => [link.subject, link.object]))];
    const many = counted(triples, app.language);
    if (links.length === 0) return this.say(word("noClaims", app.language, name, many));
    const { drawn } = store.state;
    store.set({ answered: slugs, focus: "", relation: null, lit: [], ...(drawn ? { drawn: [...new Set([...drawn, ...slugs])] } : {}) });
    const seen = new Set(app.view.links.map((link) => link.claim));
    this.say(word("loaded", app.language, name, many, links.filter((link) => seen.has(link.claim)).length, links.length));
  }

  private async remove(graph: string): Promise<void> {
    const { app } = this;
    const name = this.files.get(graph)?.name ?? "";
    try {
      await app.engine.drop(graph);
      this.files.delete(graph);
      await app.reload();
      this.say(word("removed", app.language, name));
    } catch (error) {
      this.say(word("wrong", app.language, name, "", shown(error instanceof Error ? error.message : String(error))), true);
    }
    this.fill();
    this.choose.focus();
  }

  private fill(): void {
    const { language } = this.app;
    this.list.replaceChildren(...[...this.files].map(([graph, { name, triples }]) =>
      element("li", {}, element("span", { class: "grow" }, name, " ", element("span", { class: "quiet" }, counted(triples, language))),
        element("button", { type: "button", "aria-label": `${word("remove", language)}: ${name}`, click: () => void this.remove(graph) }, word("remove", language)))));
  }

  translate(language: Language): void {
    this.title.textContent = word("title", language);
    this.hint.textContent = word("hint", language, MEGABYTES);
    this.choose.textContent = word("choose", language);
    this.over.textContent = word("over", language);
    this.fill();
  }
}

/** The section of the panel that brings files in; dropping works wherever the reader is. */
export function bring(app: Made): { readonly dom: HTMLElement; translate(language: Language): void } {
  return new Bring(app);
}
