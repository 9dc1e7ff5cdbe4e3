/**
 * The claims in view with all that belongs to them, asked for by SPARQL and written as Turtle, TriG or CSV.
 *
 * A claim comes with its evidence, its sources, its direct statement, and the names of whom it is about; other statements
 * about these are left out, because their claims are. The ids are asked for in portions: an engine's patience with long
 * lists of values is short.
 */

import { csv as asCsv } from "./answers.ts";
import { Claim, compare } from "./claim.ts";
import { select, type Engine } from "./engine.ts";
import { hides, holds } from "./view.ts";
import type { Link } from "./knowledge.ts";
import type { Made } from "./parts.ts";
import { iri, local, written as term, type Row, type Term } from "./terms.ts";
import { statements, written, type Statement } from "./turtle.ts";
import { claimValue } from "./wording.ts";

const PORTION = 400;

/** What belongs to a claim: a pattern that leads to what is described, and which statements about that are meant. */
const PARTS: readonly (readonly [leading: string, said: string])[] = [
  ["BIND(?claim AS ?s)", "FILTER(?p != rdf:reifies)"],
  ["?claim ?p1 ?s FILTER(isBlank(?s))", ""],
  ["?claim ?p1 ?b1 FILTER(isBlank(?b1)) ?b1 ?p2 ?s FILTER(isBlank(?s))", ""],
  ["?claim ?p1 ?b1 FILTER(isBlank(?b1)) ?b1 ?p2 ?b2 FILTER(isBlank(?b2)) ?b2 ?p3 ?s FILTER(isBlank(?s))", ""],
  ["?claim rdf:subject ?s ; rdf:predicate ?said ; rdf:object ?value", "FILTER(?p = ?said && sameTerm(?o, ?value))"],
  ["?claim rdf:subject|rdf:object|prov:wasAttributedTo ?s FILTER(isIRI(?s))", "FILTER(!STRSTARTS(STR(?p), STR(kg:)))"],
  ["?claim prov:wasDerivedFrom ?s FILTER(isIRI(?s))", ""],
];

function values(name: string, ids: readonly string[], prefix: string): string {
  return `VALUES ?${name} { ${ids.map((id) => term({ type: "uri", value: iri(prefix) + id })).join(" ")} }`;
}

function portions<T>(all: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / PORTION) }, (_, i) => all.slice(i * PORTION, (i + 1) * PORTION));
}

/** The statements that belong to the claims, of one graph or of all. */
async function construct(engine: Engine, ids: readonly string[], graph = ""): Promise<Statement[]> {
  const found = new Set<Statement>();
  for (const portion of portions(ids)) {
    for (const [leading, said] of PARTS) {
      const about = graph ? `GRAPH <${graph}> { ?s ?p ?o }` : "?s ?p ?o";
      const { triples = "" } = await engine.ask(`CONSTRUCT { ?s ?p ?o } { { SELECT DISTINCT * { ${values("claim", portion, "claim:")} ${leading} } } ${about} ${said} }`);
      for (const statement of statements(triples)) found.add(statement);
    }
  }
  return [...found];
}

/** The claims as Turtle. */
export async function turtle(engine: Engine, ids: readonly string[]): Promise<string> {
  return written(new Map([["", await construct(engine, ids)]]));
}

/** The claims as TriG, each statement in the graph that states it. */
export async function trig(engine: Engine, ids: readonly string[]): Promise<string> {
  const rows = await select(engine, "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }");
  const graphs = rows.map(({ graph }) => graph?.value ?? "").filter((graph) => graph && graph !== iri("g:ontology"));
  const found = new Map<string, readonly Statement[]>();
  for (const graph of graphs.sort(compare)) {
    const stated = await construct(engine, ids, graph);
    if (stated.length > 0) found.set(`<${graph}>`, stated);
  }
  return written(found);
}

// ---- CSV ----

/** The columns of `kg export --format csv`. */
const COLUMNS = [
  "claim", "subject", "subject_label", "property", "object", "object_label", "value", "unit", "amount", "share", "quantity", "quantity_unit", "bound", "basis",
  "stage", "status", "at", "from", "until", "horizon", "said", "by", "sources", "urls",
];

/** The claims as CSV, a row each; no cell is a formula to a spreadsheet. */
export async function csv(app: Made, ids: readonly string[]): Promise<string> {
  const found: Claim[] = [];
  const urls = new Map<string, string>();
  for (const portion of portions(ids)) {
    const which = values("claim", portion, "claim:");
    const rows = await select(app.engine, `SELECT ?claim ?p ?o { ${which} ?claim ?p ?o FILTER(?p NOT IN (rdf:type, rdf:reifies, kg:evidence)) }`);
    found.push(...claims(rows));
    const links = await select(app.engine, `SELECT DISTINCT ?source ?url { ${which} ?claim prov:wasDerivedFrom ?source . ?source schema:url ?url }`);
    for (const { source, url } of links) if (source && url) urls.set(source.value, url.value);
  }
  found.sort((a, b) => compare(a.subject, b.subject) || compare(a.predicate, b.predicate) || compare(a.date, b.date) || compare(a.id, b.id));
  return asCsv({ vars: COLUMNS, rows: found.map((claim) => row(app, claim, urls)) });
}

function claims(rows: readonly Row[]): Claim[] {
  const about = new Map<string, Map<string, Term[]>>();
  for (const { claim, p, o } of rows) {
    if (!claim || !p || !o) continue;
    const said = about.get(claim.value) ?? new Map<string, Term[]>();
    about.set(claim.value, said.set(local(p.value), [...(said.get(local(p.value)) ?? []), o]));
  }
  return [...about].map(([id, said]) => new Claim(id, said));
}

function row({ knowledge }: Made, claim: Claim, urls: ReadonlyMap<string, string>): Row {
  const label = (slug: string): string => (slug && knowledge.entities.has(slug) ? knowledge.name(slug, "en") : "");
  const value = claim.value?.lang ? claimValue(claim, "en") : (claim.value?.value ?? "");
  const word = (name: string): string => claim.word(name);
  const cells = [
    claim.id, claim.subject, label(claim.subject), claim.predicate, claim.object, label(claim.object), value, word("unit"), word("amount"), word("share"), word("quantity"),
    word("quantityUnit"), word("bound"), word("basis"), word("stage"), claim.status, word("pointInTime"), word("startTime"), word("endTime"), word("horizon"), word("issued"),
    claim.speakers.join(" "), claim.sources.map(local).join(" "), claim.sources.map((source) => urls.get(source) ?? "").join(" "),
  ];
  return Object.fromEntries(COLUMNS.map((name, i) => [name, { type: "literal", value: cells[i]! } as Term]));
}

// ---- which claims ----

/** The ids of the figures and remarks about entities that the filters of status and stage and the date let through. */
export async function figures(app: Made, slugs: readonly string[]): Promise<string[]> {
  const { state } = app.store;
  const found: string[] = [];
  for (const portion of portions(slugs)) {
    const rows = await select(app.engine, `SELECT ?claim ?edge ?value {
      ${values("subject", portion, "e:")} ?claim rdf:subject ?subject ; rdf:object ?object . FILTER(!STRSTARTS(STR(?object), STR(e:)))
      VALUES ?edge { kg:status kg:stage kg:pointInTime kg:startTime kg:endTime dcterms:issued } ?claim ?edge ?value }`);
    for (const claim of claims(rows.map(({ claim, edge, value }) => ({ claim: claim!, p: edge!, o: value! })))) {
      const timed = { issued: claim.word("issued"), at: claim.word("pointInTime"), from: claim.word("startTime"), until: claim.word("endTime"), stage: claim.word("stage") };
      const link = { status: claim.status, stage: claim.word("stage") } as Link;
      if (holds(timed, state.day, state.clock) && !hides("statuses", link, state.hidden) && !hides("stages", link, state.hidden)) found.push(claim.id);
    }
  }
  return found;
}
