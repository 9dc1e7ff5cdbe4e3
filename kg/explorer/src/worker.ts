/** The SPARQL engine, off the page's thread, so that a query that never ends can be ended. */

import init, { Store } from "oxigraph/web.js";
import { unpacked } from "./packed.ts";
import { formOf, namesDataset } from "./tokens.ts";

export type Request =
  | { kind: "start"; engine: string; data: string }
  | { kind: "query"; id: number; text: string }
  | { kind: "load"; id: number; text: string; format: string; graph: string; base: string }
  | { kind: "drop"; id: number; graph: string };

export type Reply =
  | { kind: "ready" }
  | { kind: "answer"; id: number; text: string; form: "bindings" | "boolean" | "triples"; ms: number }
  | { kind: "done"; id: number }
  | { kind: "failed"; id: number; message: string; isBroken: boolean };

let store: Store;

function say(reply: Reply): void {
  postMessage(reply);
}

/** Unpack engine and graph, while the page draws its first picture. */
async function start({ engine, data }: Extract<Request, { kind: "start" }>): Promise<void> {
  const [, graph] = await Promise.all([unpacked(engine).then((bytes) => init({ module_or_path: bytes })), data ? unpacked(data) : null]);
  store = new Store();
  if (graph) store.load(graph as never, { format: "application/trig", lenient: true, no_transaction: true });
}

function query(id: number, text: string): void {
  const begun = performance.now();
  // A graph is serialised, rows are JSON; which of the two must be known before asking.
  const form = ["CONSTRUCT", "DESCRIBE"].includes(formOf(text)) ? "triples" : "bindings";
  const answer = store.query(text, {
    use_default_graph_as_union: !namesDataset(text), // the engine would let it overrule FROM
    results_format: form === "triples" ? "application/n-triples" : "application/sparql-results+json",
  }) as string;
  const isAsk = form === "bindings" && answer.includes('"boolean"') && !answer.includes('"results"');
  say({ kind: "answer", id, text: answer, form: isAsk ? "boolean" : form, ms: performance.now() - begun });
}

/** Put a document into a graph of its own, in place of what was there; graphs that it names itself are merged into that. */
function load({ text, format, base, graph: name }: Extract<Request, { kind: "load" }>): void {
  const graph = { termType: "NamedNode", value: name, equals: () => false } as never;
  const read = new Store(); // what is wrong with a document is found before anything of it is in the store
  read.load(text, { format, base_iri: base, to_graph_name: graph });
  read.update(`INSERT { GRAPH <${name}> { ?s ?p ?o } } WHERE { GRAPH ?other { ?s ?p ?o } }`);
  store.update(`DROP SILENT GRAPH <${name}>`);
  store.load(read.dump({ format: "application/n-triples", from_graph_name: graph }), { format: "application/n-triples", to_graph_name: graph });
}

self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
  try {
    if (request.kind === "start") {
      await start(request);
      say({ kind: "ready" });
    } else if (request.kind === "query") query(request.id, request.text);
    else if (request.kind === "load") {
      load(request);
      say({ kind: "done", id: request.id });
    } else {
      store.update(`DROP SILENT GRAPH <${request.graph}>`);
      say({ kind: "done", id: request.id });
    }
  } catch (error) {
    // After a trap or an overflow the engine's memory is in no known state.
    const isBroken = request.kind === "start" || error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    say({ kind: "failed", id: request.kind === "start" ? 0 : request.id, message: error instanceof Error ? error.message : String(error), isBroken });
  }
};
