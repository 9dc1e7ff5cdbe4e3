/**
 * Claims with all that is known of them, asked for by SPARQL when a reader wants them; as `kg/claims.py` does.
 *
 * One query brings every triple about the claims (a new qualifier in the ontology needs no change here), one the places
 * in their sources, one the sources. What was read is kept, as readers go back and forth.
 */

import type { App } from "./app.ts";
import { byLanguage, Claim, newestFirst } from "./claim.ts";
import { QueryStopped, select } from "./engine.ts";
import type { Knowledge, Texts } from "./knowledge.ts";
import { rivals } from "./rivals.ts";
import { isEntity, iri, local, tag, written, type Row, type Term } from "./terms.ts";

/** A document, as evidence cites it; what is not known is empty. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** The language of the title. */
  readonly language: string;
  readonly url: string;
  readonly publisher: string;
  readonly date: string;
  readonly tier: string;
}

/** All that was read about an entity or a relation. */
export interface Reading {
  /** Those that were asked for, the newest first. */
  readonly claims: readonly Claim[];
  /** Those and their rivals by id. */
  readonly all: ReadonlyMap<string, Claim>;
  readonly rivals: ReadonlyMap<string, ReadonlySet<string>>;
  /** By IRI. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly description: Texts;
  readonly aliases: readonly { name: string; language: string }[];
  /** Pages about the same thing elsewhere. */
  readonly same: readonly string[];
}

export type Relation = readonly [subject: string, property: string, object: string];

/** A property of an entity whose values are contested. */
export interface Contested {
  readonly subject: string;
  readonly predicate: string;
  readonly claims: readonly Claim[];
}

// What names an entity; beside that, what may be a rival of such a claim: what shares subject and property with a claim to
// or by the entity, and what disputes one or is disputed by one.
const NAMES = "rdf:subject|rdf:object|prov:wasAttributedTo";
const AROUND = [
  `?claim (${NAMES}) ENTITY`,
  `{ SELECT DISTINCT ?s ?property { ?about (rdf:object|prov:wasAttributedTo) ENTITY ; rdf:subject ?s ; rdf:predicate ?property } }
   ?claim rdf:subject ?s . ?claim rdf:predicate ?property`,
  `?about (${NAMES}) ENTITY ; (kg:disputes|kg:refutes) ?claim`,
  `?about (${NAMES}) ENTITY . ?claim (kg:disputes|kg:refutes) ?about`,
];
const BETWEEN = [
  "?claim rdf:subject SUBJECT ; rdf:predicate PROPERTY",
  "?about rdf:subject SUBJECT ; rdf:predicate PROPERTY ; (kg:disputes|kg:refutes) ?claim",
  "?about rdf:subject SUBJECT ; rdf:predicate PROPERTY . ?claim (kg:disputes|kg:refutes) ?about",
];
// The figures of an entity among which at least one is doubted. The engine is ten times as slow if the ways to doubt are one pattern.
const DOUBTED = ["kg:status kg:Disputed", "kg:status kg:Refuted", "kg:disputes ?other", "kg:refutes ?other"];
const FIGURE = "?about rdf:subject ?s ; rdf:predicate ?property ; rdf:object ?value FILTER(isNumeric(?value))";
const CONTESTED = [
  `{ SELECT DISTINCT ?s ?property { ${DOUBTED.map((way) => `{ ?about ${way} . ${FIGURE} }`).join(" UNION ")} } }
   ?claim rdf:subject ?s ; rdf:predicate ?property`,
];
// Type, triple term and evidence node of a claim say nothing that is not asked for elsewhere.
const TRIPLES = "?claim ?p ?o FILTER(?p NOT IN (rdf:type, rdf:reifies, kg:evidence))";
const LOCATORS = "?claim kg:evidence ?evidence . ?evidence oa:hasSource ?source ; oa:hasSelector ?selector . ?selector rdf:value ?locator";
const SOURCES = "?node a kg:Source . ?node ?p ?o FILTER(?p IN (dcterms:title, schema:url, dcterms:publisher, dcterms:issued, kg:tier))";
const OF_ENTITY = "?node ?p ?o FILTER(?p IN (dcterms:description, skos:altLabel, skos:exactMatch))";

export class Reader {
  private kept = new Map<string, Promise<Reading>>();
  private done = new Map<string, Reading>();
  private found: Promise<readonly Contested[]> | undefined;
  private of: Knowledge;

  constructor(private readonly app: App) {
    this.of = app.knowledge;
  }

  /** What was read of it before, if it was. */
  known(what: string | Relation): Reading | undefined {
    this.forgetOld();
    return this.done.get(key(what));
  }

  /** All claims about an entity, or those that one arrow stands for. */
  read(what: string | Relation): Promise<Reading> {
    this.forgetOld();
    const name = key(what);
    const asked = this.kept.get(name) ?? this.again(() => (typeof what === "string" ? this.entity(what) : this.relation(what)));
    this.kept.set(name, asked);
    asked.then((reading) => this.done.set(name, reading), () => this.kept.delete(name)); // what failed is asked again
    return asked;
  }

  /** The figures that most claims contradict one another about. */
  contested(): Promise<readonly Contested[]> {
    this.forgetOld();
    const asked = this.found ?? this.again(() => this.figures());
    this.found = asked;
    asked.catch(() => (this.found = undefined));
    return asked;
  }

  /** Another graph makes what was read of the old one worthless. */
  private forgetOld(): void {
    if (this.of === this.app.knowledge) return;
    this.of = this.app.knowledge;
    this.kept = new Map();
    this.done = new Map();
    this.found = undefined;
  }

  /** Somebody who stops a query of his own stops the engine, and with it what is read here: then it is read again. */
  private async again<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof QueryStopped) return ask();
      throw error;
    }
  }

  private async entity(slug: string): Promise<Reading> {
    const node = entityNode(slug);
    const [about, near] = await Promise.all([
      this.rows(`SELECT ?node ?p ?o { VALUES ?node { ${node} } ${OF_ENTITY} }`),
      this.claims(AROUND.map((pattern) => pattern.replaceAll("ENTITY", node))),
    ]);
    const reading = await this.reading(near, (claim) => claim.names(slug));
    const texts = grouped(about, "node").get(iri("e:") + slug) ?? new Map<string, Term[]>();
    return {
      ...reading, description: byLanguage(texts.get("description") ?? []),
      aliases: (texts.get("altLabel") ?? []).map((term) => ({ name: term.value, language: tag(term.lang ?? "en") })),
      same: (texts.get("exactMatch") ?? []).map((term) => term.value),
    };
  }

  private async relation([subject, property, object]: Relation): Promise<Reading> {
    const patterns = BETWEEN.map((p) => p.replaceAll("SUBJECT", entityNode(subject)).replaceAll("PROPERTY", written({ type: "uri", value: iri(`kg:${property}`) })));
    const isThis = (claim: Claim): boolean => claim.subject === subject && claim.predicate === property && claim.object === object;
    return this.reading(await this.claims(patterns), isThis);
  }

  /** Sets of figures of one property that contradict one another, directly or through a third; of each property the largest. */
  private async figures(): Promise<readonly Contested[]> {
    const claims = await this.claims(CONTESTED);
    const against = rivals(claims, this.isSingle);
    const byId = new Map(claims.map((claim) => [claim.id, claim]));
    const done = new Set<Claim>();
    const found: Contested[] = [];
    for (const first of claims) {
      const set = [first];
      for (const each of set) {
        const others = [...(against.get(each.id) ?? [])].flatMap((id) => byId.get(id) ?? []);
        set.push(...others.filter((other) => !set.includes(other) && other.subject === first.subject && other.predicate === first.predicate));
      }
      if (set.length > 1 && !done.has(first)) found.push({ subject: first.subject, predicate: first.predicate, claims: set });
      set.forEach((claim) => done.add(claim));
    }
    found.sort((a, b) => b.claims.length - a.claims.length || newestFirst(a.claims[0]!, b.claims[0]!));
    return found.filter((set, i) => i === found.findIndex((other) => other.subject === set.subject && other.predicate === set.predicate));
  }

  private readonly isSingle = (property: string): boolean => this.app.knowledge.terms.get(property)?.singleValued === true;

  /** Claims that fit one of the patterns, the newest first. */
  private async claims(patterns: readonly string[]): Promise<Claim[]> {
    const which = patterns.map((pattern) => `{ ${pattern} }`).join(" UNION ");
    const rows = await this.rows(`SELECT ?claim ?p ?o { { SELECT DISTINCT ?claim { ${which} } } ${TRIPLES} }`);
    const claims = [...grouped(rows, "claim")].filter(([, about]) => isEntity(about.get("subject")?.[0]) && about.has("predicate") && about.has("object"));
    return claims.map(([id, about]) => new Claim(id, about)).sort(newestFirst);
  }

  /** Of claims that are near one another, those that were asked for, with their rivals, places and sources. */
  private async reading(near: readonly Claim[], isAskedFor: (claim: Claim) => boolean): Promise<Reading> {
    const against = rivals(near, this.isSingle);
    const claims = near.filter(isAskedFor);
    const ids = new Set(claims.flatMap(({ id }) => [id, ...(against.get(id) ?? [])]));
    const all = new Map(near.filter(({ id }) => ids.has(id)).map((claim) => [claim.id, claim]));
    const used = [...new Set([...all.values()].flatMap((claim) => claim.sources))];
    const nodes = [...all.values()].map((claim) => written({ type: "uri", value: claim.iri }));
    const [places, sources] = await Promise.all([
      nodes.length ? this.rows(`SELECT ?claim ?source ?locator { VALUES ?claim { ${nodes.join(" ")} } ${LOCATORS} }`) : [],
      used.length ? this.rows(`SELECT ?node ?p ?o { VALUES ?node { ${used.map((value) => written({ type: "uri", value })).join(" ")} } ${SOURCES} }`) : [],
    ]);
    for (const { claim, source, locator } of places) {
      if (claim && source && locator) all.get(local(claim.value))?.locators.set(source.value, locator.value);
    }
    const known = new Map([...against].map(([id, others]) => [id, new Set([...others].filter((other) => all.has(other)))]));
    const found = new Map([...grouped(sources, "node")].map(([id, about]) => [id, sourceOf(id, about)]));
    return { claims, all, rivals: known, sources: found, description: {}, aliases: [], same: [] };
  }

  private rows(query: string): Promise<readonly Row[]> {
    return select(this.app.engine, query);
  }
}

function key(what: string | Relation): string {
  return typeof what === "string" ? what : what.join(" ");
}

function entityNode(slug: string): string {
  return written({ type: "uri", value: iri("e:") + slug });
}

function sourceOf(id: string, about: ReadonlyMap<string, readonly Term[]>): Source {
  const text = (name: string): string => about.get(name)?.[0]?.value ?? "";
  const title = about.get("title")?.[0];
  return {
    id: local(id), title: title?.value ?? local(id), language: tag(title?.lang ?? ""), url: text("url"), publisher: text("publisher"), date: text("issued"),
    tier: local(text("tier")),
  };
}

/** Rows of (node, predicate, object) as node → local name of the predicate → objects. */
function grouped(rows: readonly Row[], name: string): Map<string, Map<string, Term[]>> {
  const found = new Map<string, Map<string, Term[]>>();
  for (const row of rows) {
    const [node, p, o] = [row[name], row["p"], row["o"]];
    if (node?.type !== "uri" || !p || !o) continue;
    const about = found.get(node.value) ?? new Map<string, Term[]>();
    found.set(node.value, about);
    const objects = about.get(local(p.value)) ?? [];
    about.set(local(p.value), objects);
    if (!objects.some((other) => written(other) === written(o))) objects.push(o);
  }
  return found;
}
