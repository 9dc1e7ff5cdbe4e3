/**
 * Turtle and TriG as a person would write them: prefixes, grouped by subject, sorted; the same graph, the same bytes.
 *
 * What `kg/turtle.py` writes, so that a file taken from the page reads like one of `kg export`. It works on the text of
 * N-Triples, in which the engine answers; tests/browser/test_explorer_take.py holds the two against each other.
 */

import { compare } from "./claim.ts";
import { pushed } from "./lists.ts";
import { allPrefixes, compact, iri, tag } from "./terms.ts";

/** Subject, predicate and object as N-Triples writes them, with a space between. */
export type Statement = string;

/** Objects side by side, or a blank node's properties, only where they fit a line of so many characters. */
const WIDTH = 88;
const MOST_IN_LINE = 3;
/** What would be nested deeper stands on its own. */
const DEEPEST = 10;
/** Predicates that come first. */
const FIRST = ["rdf:type", "rdfs:label", "skos:altLabel", "dcterms:title", "dcterms:description", "rdf:subject", "rdf:predicate", "rdf:object"];
/** Literals that need neither quotes nor datatype: https://www.w3.org/TR/turtle/#abbrev */
const BARE: readonly (readonly [string, RegExp])[] = [
  ["xsd:integer", /^"([+-]?[0-9]+)"$/], ["xsd:decimal", /^"([+-]?[0-9]*\.[0-9]+)"$/], ["xsd:boolean", /^"(true|false)"$/],
];

/** The statements of N-Triples as the engine writes it, language tags in their usual case; triple terms are left out. */
export function statements(ntriples: string): Statement[] {
  const lines = ntriples.split(" .\n").filter((line) => line && !/^\S+ \S+ <<\(/.test(line));
  return [...new Set(lines.map((line) => line.replace(/"@([a-z0-9-]+)$/, (_, name: string) => `"@${tag(name)}`)))];
}

/** Turtle of one graph named "", TriG of several, whose names are written as N-Triples writes them. */
export function written(graphs: ReadonlyMap<string, readonly Statement[]>): string {
  const terms = new Terms();
  const arranged = [...graphs].sort(([a], [b]) => compare(a, b)).map(([name, found]) => [name, new Graph(found)] as const);
  const homes = new Map<string, number>();
  for (const [, graph] of arranged) for (const node of graph.blank) homes.set(node, (homes.get(node) ?? 0) + 1);
  const shared = new Set([...homes].filter(([, count]) => count > 1).map(([node]) => node));
  const parts = arranged.flatMap(([name, graph]) => {
    graph.nest(shared);
    const blocks = new Scribe(terms, graph).blocks(name ? "    " : "");
    return name ? [`\n${terms.of(name)} {\n`, ...blocks, "}\n"] : blocks;
  });
  const header = Object.entries(allPrefixes()).filter(([prefix]) => terms.used.has(prefix)).map(([prefix, full]) => `@prefix ${prefix}: <${full}> .\n`);
  return [...header, ...parts].join("");
}

/** An IRI as a prefixed name, if one of our prefixes fits. */
function short(term: string): string | null {
  const full = term.slice(1, -1);
  const found = compact(full);
  return found === full ? null : found;
}

/** Terms of N-Triples as Turtle has them; notes which prefixes that needed. */
class Terms {
  readonly used = new Set<string>();
  private readonly known = new Map<string, string>();

  of(term: string): string {
    let found = this.known.get(term);
    if (found === undefined) {
      found = term.startsWith("<") ? this.iri(term) : term.startsWith('"') ? this.literal(term) : term;
      this.known.set(term, found);
    }
    return found;
  }

  private iri(term: string): string {
    const name = short(term);
    if (name) this.used.add(name.slice(0, name.indexOf(":")));
    return name ?? term;
  }

  private literal(term: string): string {
    const end = term.lastIndexOf('"') + 1;
    const [text, rest] = [term.slice(0, end), term.slice(end)];
    if (!rest.startsWith("^^")) return term;
    const bare = BARE.find(([type]) => rest.slice(3, -1) === iri(type))?.[1].exec(text);
    return bare ? bare[1]! : `${text}^^${this.of(rest.slice(2))}`;
  }
}

/** One graph, arranged for writing. */
class Graph {
  /** What is said of each subject: predicate and object. */
  readonly subjects = new Map<string, (readonly [string, string])[]>();
  readonly blank = new Set<string>();
  /** Blank nodes that are written in place of their name. */
  readonly inline = new Set<string>();
  /** By blank node that one triple mentions: the subject of that triple. */
  private readonly host = new Map<string, string>();
  private readonly labelled = new Set<string>();

  constructor(found: Iterable<Statement>) {
    for (const statement of new Set(found)) {
      const cut = statement.indexOf(" ");
      const next = statement.indexOf(" ", cut + 1);
      const [subject, predicate, object] = [statement.slice(0, cut), statement.slice(cut + 1, next), statement.slice(next + 1)];
      const said = this.subjects.get(subject);
      if (said) said.push([predicate, object]);
      else this.subjects.set(subject, [[predicate, object]]);
      if (subject.startsWith("_")) this.blank.add(subject);
      if (!object.startsWith("_")) continue;
      this.blank.add(object);
      if (this.host.has(object)) this.labelled.add(object);
      this.host.set(object, subject);
    }
  }

  /** Decide what is written inside another subject's block; all else, and what other graphs mention too, gets its own. */
  nest(shared: ReadonlySet<string>): void {
    const host = new Map([...this.host].filter(([node]) => !this.labelled.has(node) && !shared.has(node)));
    const depth = new Map<string, number>();
    for (const start of host.keys()) {
      const trail: string[] = [];
      let node = start;
      while (host.has(node) && !depth.has(node) && !trail.includes(node)) {
        trail.push(node);
        node = host.get(node)!;
      }
      const ring = trail.includes(node) ? trail.indexOf(node) : trail.length; // nodes that host one another cannot all be nested
      trail.reverse().forEach((at, i) => depth.set(at, trail.length - 1 - i >= ring ? 0 : ((depth.get(host.get(at)!) ?? 0) + 1) % DEEPEST));
    }
    for (const [node, levels] of depth) if (levels > 0) this.inline.add(node);
  }
}

type Key = readonly [rank: number, name: string];

function byKey(a: Key, b: Key): number {
  return a[0] - b[0] || compare(a[1], b[1]);
}

/** IRIs with a prefix in the order of the prefixes, then other IRIs, then blank nodes. */
function subjectKey(term: string): Key {
  const prefixes = Object.keys(allPrefixes());
  const name = term.startsWith("<") ? short(term) : null;
  if (name === null) return [prefixes.length + Number(term.startsWith("_")), term.replace(/>+$/, "")];
  const colon = name.indexOf(":");
  return [prefixes.indexOf(name.slice(0, colon)), name.slice(colon + 1)];
}

/** `a`, labels and the parts of a claim first. */
function byPredicate(a: string, b: string): number {
  const rank = (term: string): number => (FIRST.indexOf(short(term) ?? "") + FIRST.length + 1) % (FIRST.length + 1);
  return rank(a) - rank(b) || byKey(subjectKey(a), subjectKey(b));
}

/** Whether a text is one line that is not too long; characters count, as Python counts them. */
function fits(line: string): boolean {
  return !line.includes("\n") && (line.length <= WIDTH || [...line].length <= WIDTH);
}

class Scribe {
  constructor(private readonly terms: Terms, private readonly graph: Graph) {}

  /** One block of text for each subject that is not nested in another's. */
  blocks(indent: string): string[] {
    const inner = `${indent}    `;
    const own = [...this.graph.subjects.keys()].filter((subject) => !this.graph.inline.has(subject)).map((subject) => [subject, subjectKey(subject)] as const);
    own.sort(([, a], [, b]) => byKey(a, b));
    return own.map(([subject]) => `\n${indent}${this.terms.of(subject)} ${this.pairs(subject, inner).join(` ;\n${inner}`)} .\n`);
  }

  private pairs(subject: string, indent: string): string[] {
    const found = new Map<string, string[]>();
    for (const [predicate, object] of this.graph.subjects.get(subject) ?? []) pushed(found, predicate, object);
    return [...found.keys()].sort(byPredicate).map((predicate) => this.pair(predicate, found.get(predicate)!, indent));
  }

  private pair(predicate: string, objects: readonly string[], indent: string): string {
    const verb = short(predicate) === "rdf:type" ? "a" : this.terms.of(predicate);
    if (objects.length === 1) return `${verb} ${this.object(objects[0]!, indent)}`;
    const deeper = `${indent}    `;
    const texts = objects.map((object) => this.object(object, deeper)).sort(compare);
    const line = `${verb} ${texts.join(", ")}`;
    return objects.length <= MOST_IN_LINE && fits(line) ? line : `${verb}\n${deeper}${texts.join(`,\n${deeper}`)}`;
  }

  /** An object; a nested blank node with what is said of it. */
  private object(object: string, indent: string): string {
    if (!this.graph.inline.has(object)) return this.terms.of(object);
    if (!this.graph.subjects.has(object)) return "[]";
    const parts = this.pairs(object, `${indent}    `);
    const line = `[ ${parts.join(" ; ")} ]`;
    return fits(line) ? line : `[\n${indent}    ${parts.join(` ;\n${indent}    `)}\n${indent}]`;
  }
}
