/** A claim as the page reads it: what it states, and its qualifiers by local name. The same as `kg/claims.py`. */

import { Decimal } from "./decimal.ts";
import type { Texts } from "./knowledge.ts";
import { isEntity, local, tag, type Term } from "./terms.ts";

/** Triples about a node: local name of the property to objects. */
export type About = ReadonlyMap<string, readonly Term[]>;

/** Literals by language; those without one are English. */
export function byLanguage(terms: readonly Term[]): Texts {
  const found: Record<string, string> = {};
  for (const term of terms) if (term.type === "literal") found[tag(term.lang ?? "en")] = term.value;
  return found;
}

/** The text in a language, else in English. */
export function inLanguage(texts: Texts, language: string): string {
  return texts[language] || texts["en"] || "";
}

export class Claim {
  readonly id: string;
  readonly subject: string;
  readonly predicate: string;
  /** Slug of the entity that it is about; empty if it states a value. */
  readonly object: string;
  /** The value that it states; nothing if it is about an entity. */
  readonly value: Term | undefined;
  /** The place in a source, by the source's IRI, where the evidence names one. */
  readonly locators = new Map<string, string>();

  constructor(readonly iri: string, readonly about: About) {
    const one = (name: string): Term | undefined => about.get(name)?.[0];
    this.id = local(iri);
    this.subject = local(one("subject")?.value ?? "");
    this.predicate = local(one("predicate")?.value ?? "");
    const object = one("object");
    this.object = object && isEntity(object) ? local(object.value) : "";
    this.value = about.get("object")?.find((term) => term.type === "literal");
  }

  /** The values of a qualifier: local names of nodes, texts of literals; sorted. */
  words(name: string): string[] {
    const terms = this.about.get(name) ?? [];
    return terms.filter((term) => term.type === "uri" || term.type === "literal").map((term) => (term.type === "uri" ? local(term.value) : term.value)).sort();
  }

  /** The value of a qualifier that has one, such as `stage` or `pointInTime`; empty if it has none. */
  word(name: string): string {
    return this.words(name)[0] ?? "";
  }

  /** The value of a qualifier that is a number, such as `amount`. */
  number(name: string): Decimal | null {
    return Decimal.parse(this.word(name));
  }

  /** The texts of a qualifier by language, such as `reason`. */
  texts(name: string): Texts {
    return byLanguage(this.about.get(name) ?? []);
  }

  get status(): string {
    return this.word("status") || "Accepted";
  }

  get isRefuted(): boolean {
    return this.status === "Refuted";
  }

  /** IRIs of its sources, in order. */
  get sources(): string[] {
    return (this.about.get("wasDerivedFrom") ?? []).filter((term) => term.type === "uri").map((term) => term.value).sort();
  }

  /** The date to order it by: when it held, else when it was said. */
  get date(): string {
    return this.word("pointInTime") || this.word("startTime") || this.word("issued");
  }

  /** Slugs of who says it. */
  get speakers(): string[] {
    return this.words("wasAttributedTo");
  }

  /** Whether it names an entity as subject, object or speaker. */
  names(entity: string): boolean {
    return this.subject === entity || this.object === entity || this.speakers.includes(entity);
  }
}

/** Newest first; of one day, in the order of their ids. */
export function newestFirst(a: Claim, b: Claim): number {
  return compare(b.date, a.date) || compare(a.id, b.id);
}

/** By code unit, as Python and SPARQL order texts, and not as a language does. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
