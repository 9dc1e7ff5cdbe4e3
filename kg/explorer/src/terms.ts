/** RDF terms as SPARQL's JSON results have them, and the prefixes that the whole project uses. */

export interface Term {
  readonly type: "uri" | "literal" | "bnode" | "triple";
  readonly value: string;
  readonly lang?: string;
  readonly datatype?: string;
  /** For a triple term, its parts. */
  readonly triple?: { subject: Term; predicate: Term; object: Term };
}

/** Variable to term; what is unbound is absent. */
export type Row = Readonly<Record<string, Term>>;

export interface Answer {
  readonly vars: readonly string[];
  readonly rows: readonly Row[];
}

let prefixes: Readonly<Record<string, string>> = {};

export function usePrefixes(found: Readonly<Record<string, string>>): void {
  prefixes = found;
}

export function allPrefixes(): Readonly<Record<string, string>> {
  return prefixes;
}

/** An IRI from a prefixed name such as `kg:Claim`. */
export function iri(name: string): string {
  const colon = name.indexOf(":");
  return (prefixes[name.slice(0, colon)] ?? `${name.slice(0, colon)}:`) + name.slice(colon + 1);
}

/** An IRI as a prefixed name where one of our prefixes fits, else as it is. */
export function compact(full: string): string {
  const cut = Math.max(full.lastIndexOf("#"), full.lastIndexOf("/")) + 1;
  const name = full.slice(cut);
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (namespace === full.slice(0, cut) && /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/.test(name)) return `${prefix}:${name}`;
  }
  return full;
}

/** The part of an IRI after its last `#` or `/`. */
export function local(full: string): string {
  return full.slice(Math.max(full.lastIndexOf("#"), full.lastIndexOf("/")) + 1);
}

export function isEntity(term: Term | undefined): boolean {
  return term?.type === "uri" && term.value.startsWith(prefixes["e"] ?? "\0");
}

/** A term as SPARQL and Turtle write it. */
export function written(term: Term): string {
  if (term.type === "uri") return `<${term.value}>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple" && term.triple) {
    const { subject, predicate, object } = term.triple;
    return `<<( ${written(subject)} ${written(predicate)} ${written(object)} )>>`;
  }
  const text = JSON.stringify(term.value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  if (term.lang) return `${text}@${term.lang}`;
  return term.datatype && !term.datatype.endsWith("#string") ? `${text}^^<${term.datatype}>` : text;
}

/** The language tag as people write it; the engine lower-cases it. */
export function tag(language: string): string {
  return language
    .split("-")
    .map((part, i) => (i > 0 && part.length === 4 ? part[0]!.toUpperCase() + part.slice(1) : i > 0 && part.length === 2 ? part.toUpperCase() : part))
    .join("-");
}
