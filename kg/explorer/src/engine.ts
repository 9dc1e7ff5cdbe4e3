/** Whom the page asks: the engine in the page, or an endpoint. All else speaks SPARQL to this and knows of neither. */

import { text as block } from "./blocks.ts";
import { allPrefixes, type Answer, type Row, type Term } from "./terms.ts";
import type { Reply, Request } from "./worker.ts";
import EngineWorker from "./worker.ts?worker&inline";

export class QueryFailed extends Error {
  /** Line and column count from 1; 0 where the engine does not say. */
  constructor(message: string, readonly line = 0, readonly column = 0) {
    super(message);
  }
}

/** A query that was ended because somebody wanted it to. */
export class QueryStopped extends QueryFailed {}

/** The engine broke: what it was given needs more memory or stack than a browser has. It starts again when it is next asked. */
export class EngineBroke extends QueryFailed {}

export interface Asked {
  readonly form: "bindings" | "boolean" | "triples";
  readonly answer: Answer;
  /** For ASK. */
  readonly truth?: boolean;
  /** For CONSTRUCT and DESCRIBE, N-Triples. */
  readonly triples?: string;
  readonly ms: number;
}

export interface Engine {
  /** Whether asking starts something first that takes a moment. */
  readonly ready: boolean;
  ask(query: string): Promise<Asked>;
  /** End whatever is being asked. */
  stop(): void;
  /** Whether it takes documents of the reader's. */
  readonly takesDocuments: boolean;
  /** Put a document into the graph `graph`, in place of what was there. */
  load(text: string, format: string, graph: string): Promise<void>;
  /** Take a graph away that was loaded. */
  drop(graph: string): Promise<void>;
}

/** The rows of a SELECT. */
export async function select(engine: Engine, query: string): Promise<readonly Row[]> {
  return (await engine.ask(query)).answer.rows;
}

/** `query` with the prefixes that it uses and does not declare, all on its first line so that other lines keep their numbers. */
export function withPrefixes(query: string): { text: string; added: number } {
  const used = new Set([...query.matchAll(/(?<![\w?$:<])([A-Za-z][\w-]*):(?=[\w\s;.,)}\]|/*+?^!(]|$)/g)].map((m) => m[1]!));
  const declared = new Set([...query.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((m) => m[1]!));
  const lines = Object.entries(allPrefixes()).filter(([name]) => used.has(name) && !declared.has(name));
  const head = lines.map(([name, namespace]) => `PREFIX ${name}: <${namespace}> `).join("");
  return { text: head + query, added: head.length };
}

interface JsonResults {
  head?: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, JsonTerm>[] };
}

interface JsonTerm {
  type: string;
  value: string | { subject: JsonTerm; predicate: JsonTerm; object: JsonTerm };
  "xml:lang"?: string;
  datatype?: string;
}

function term(found: JsonTerm): Term {
  if (typeof found.value !== "string") {
    const { subject, predicate, object } = found.value;
    const triple = { subject: term(subject), predicate: term(predicate), object: term(object) };
    return { type: "triple", value: "", triple };
  }
  if (found.type === "uri" || found.type === "bnode") return { type: found.type, value: found.value };
  if (found["xml:lang"]) return { type: "literal", value: found.value, lang: found["xml:lang"] };
  return found.datatype ? { type: "literal", value: found.value, datatype: found.datatype } : { type: "literal", value: found.value };
}

/** SPARQL 1.1 Query Results JSON Format: https://www.w3.org/TR/sparql11-results-json/ */
export function parsed(text: string, ms: number): Asked {
  const found = JSON.parse(text) as JsonResults;
  const vars = found.head?.vars ?? [];
  if (found.boolean !== undefined) return { form: "boolean", answer: { vars: [], rows: [] }, truth: found.boolean, ms };
  const rows = (found.results?.bindings ?? []).map((row) => Object.fromEntries(Object.entries(row).map(([name, t]) => [name, term(t)])));
  return { form: "bindings", answer: { vars, rows }, ms };
}

/** What the engine says of a wrong query, with the place where it says one. */
function explained(message: string, added: number): QueryFailed {
  const place = /(?:at )?(\d+):(\d+)/.exec(message);
  if (!place) return new QueryFailed(message);
  const line = Number(place[1]);
  const column = Math.max(1, Number(place[2]) - (line === 1 ? added : 0));
  return new QueryFailed(message.replace(place[0], `${line}:${column}`), line, column);
}

interface Waiting {
  resolve(asked: Asked): void;
  done(): void;
  reject(error: Error): void;
  added: number;
}

/** Oxigraph in a worker; started when it is first asked, or when the page has time. */
export class PageEngine implements Engine {
  ready = false;
  readonly takesDocuments = true;
  private worker: Worker | undefined;
  private starting: Promise<void> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  /** How often it was stopped. */
  private stops = 0;
  /** What was loaded besides the page's own graph, so that a new worker has it too. */
  private documents: { text: string; format: string; graph: string }[] = [];

  start(): Promise<void> {
    this.starting ??= this.begin();
    return this.starting;
  }

  private async begin(): Promise<void> {
    const worker = new EngineWorker();
    this.worker = worker;
    await new Promise<void>((resolve, reject) => {
      const fail = (message: string): void => {
        const reason = new EngineBroke(message);
        this.discard(reason);
        reject(reason);
      };
      worker.onerror = (event) => fail(event.message);
      worker.onmessage = ({ data: reply }: MessageEvent<Reply>) => {
        if (reply.kind === "ready") resolve();
        else if (reply.kind === "failed" && reply.isBroken) fail(reply.message);
        else this.hear(reply);
      };
      const request: Request = { kind: "start", engine: block("engine"), data: block("data") };
      worker.postMessage(request);
    });
    this.ready = true;
    for (const document of this.documents) await this.send<void>({ kind: "load", base: "urn:x-document:", ...document }, 0);
  }

  private hear(reply: Exclude<Reply, { kind: "ready" }>): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    this.waiting.delete(reply.id);
    if (reply.kind === "failed") waiting.reject(explained(reply.message, waiting.added));
    else if (reply.kind === "done") waiting.done();
    else if (reply.form === "triples") waiting.resolve({ form: "triples", answer: { vars: [], rows: [] }, triples: reply.text, ms: reply.ms });
    else waiting.resolve(parsed(reply.text, reply.ms));
  }

  private send<T>(request: Omit<Extract<Request, { kind: "query" | "load" | "drop" }>, "id"> & { [key: string]: unknown }, added: number): Promise<T> {
    const id = this.next++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (asked: Asked) => void, done: resolve as () => void, reject, added });
      this.worker?.postMessage({ ...request, id });
    });
  }

  async ask(query: string): Promise<Asked> {
    const { stops } = this;
    await this.start();
    if (stops !== this.stops) throw new QueryStopped("stopped"); // before it was sent
    const { text, added } = withPrefixes(query);
    return this.send<Asked>({ kind: "query", text }, added);
  }

  stop(): void {
    this.stops += 1;
    if (this.ready) this.discard(new QueryStopped("stopped")); // else let it start: who waits for it is told then
  }

  /** Give the worker up, and tell whoever waits for it; the next question starts another. */
  private discard(reason: QueryFailed): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.ready = false;
    this.starting = undefined;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }

  async load(text: string, format: string, graph: string): Promise<void> {
    await this.start();
    await this.send<void>({ kind: "load", text, format, graph, base: "urn:x-document:" }, 0);
    this.documents = [...this.documents.filter((document) => document.graph !== graph), { text, format, graph }];
  }

  async drop(graph: string): Promise<void> {
    await this.start();
    await this.send<void>({ kind: "drop", graph }, 0);
    this.documents = this.documents.filter((document) => document.graph !== graph);
  }
}

/** A SPARQL 1.1 Protocol endpoint: https://www.w3.org/TR/sparql11-protocol/ */
export class EndpointEngine implements Engine {
  readonly ready = true;
  readonly takesDocuments = false;
  private controller = new AbortController();

  constructor(private readonly url: string) {}

  async ask(query: string): Promise<Asked> {
    const begun = performance.now();
    const { text, added } = withPrefixes(query);
    const { signal } = this.controller; // of this question: to stop it makes another for the next
    let response: Response;
    let body: string;
    try {
      response = await fetch(this.url, {
        method: "POST",
        body: new URLSearchParams({ query: text }),
        headers: { Accept: "application/sparql-results+json, application/n-triples;q=0.9" },
        signal,
      });
      body = await response.text();
    } catch (error) {
      throw signal.aborted ? new QueryStopped("stopped") : new QueryFailed(String(error));
    }
    if (!response.ok) throw explained(body.slice(0, 500), added);
    const ms = performance.now() - begun;
    if (response.headers.get("Content-Type")?.includes("json")) return parsed(body, ms);
    return { form: "triples", answer: { vars: [], rows: [] }, triples: body, ms };
  }

  stop(): void {
    this.controller.abort();
    this.controller = new AbortController();
  }

  load(): Promise<void> {
    return Promise.reject(new QueryFailed("an endpoint takes no documents from here"));
  }

  drop(): Promise<void> {
    return Promise.reject(new QueryFailed("an endpoint's graphs are not the page's to drop"));
  }
}
