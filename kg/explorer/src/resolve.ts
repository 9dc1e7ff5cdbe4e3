/** What a parameter's text means, as `kg query --param` means it: see `term` and `resolve` in kg/search.py. */

import type { Engine } from "./engine.ts";
import type { Knowledge, Language } from "./knowledge.ts";
import { fold, nearest } from "./nearest.ts";
import { grouped } from "./phrases.ts";
import { Wrong } from "./prepare.ts";
import { allPrefixes, iri, tag, type Term } from "./terms.ts";

export interface Hit {
  readonly slug: string;
  /** The name by which it was found. */
  readonly name: string;
  /** 0 slug or whole name, 1 whole alias, 2 begins so, 3 a word begins so, 4 contains it. */
  readonly rank: number;
}

interface Name {
  readonly slug: string;
  readonly name: string;
  readonly folded: string;
  readonly isAlias: boolean;
}

/** The names of all entities, ready to be searched. */
export class Names {
  private all: Name[] = [];
  private readonly bySign = new Map<string, string | null>();
  private of: Knowledge | undefined;

  constructor(private readonly app: { readonly knowledge: Knowledge }) {}

  private get knowledge(): Knowledge {
    return this.app.knowledge;
  }

  /** The list, made when first needed, and anew for another graph. */
  private list(): readonly Name[] {
    if (this.of === this.knowledge) return this.all;
    this.of = this.knowledge;
    this.bySign.clear();
    this.all = [...this.knowledge.entities.values()].flatMap(({ slug, labels, aliases }) => {
      for (const [language, name] of Object.entries(labels)) {
        const sign = `${language.toLowerCase()} ${name}`;
        this.bySign.set(sign, this.bySign.has(sign) ? null : slug);
      }
      const made = (isAlias: boolean) => (name: string): Name => ({ slug, name, folded: fold(name), isAlias });
      return [...Object.values(labels).map(made(false)), ...aliases.map(made(true))];
    });
    return this.all;
  }

  has(slug: string): boolean {
    return this.knowledge.entities.has(slug);
  }

  /** The only entity that has exactly this label. */
  labelled(term: Term): string | undefined {
    this.list();
    return term.type === "literal" && term.lang ? (this.bySign.get(`${tag(term.lang).toLowerCase()} ${term.value}`) ?? undefined) : undefined;
  }

  /** Entities whose slug, label or alias holds the text; best first, then those that more is known of. */
  search(wanted: string, most: number): Hit[] {
    const key = fold(wanted);
    if (!key) return [];
    const word = new RegExp(`(?<![\\p{L}\\p{N}_])${key.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`, "u");
    const best = new Map<string, Hit>();
    for (const { slug, name, folded, isAlias } of this.list()) {
      let rank = 9;
      if (key === slug || (key === folded && !isAlias)) rank = 0;
      else if (key === folded) rank = 1;
      else if (folded.startsWith(key) || slug.startsWith(key)) rank = 2;
      else if (folded.includes(key)) rank = word.test(folded) ? 3 : 4;
      if (rank < (best.get(slug)?.rank ?? 9)) best.set(slug, { slug, name, rank });
    }
    const weight = (hit: Hit): number => this.knowledge.entities.get(hit.slug)!.weight;
    return [...best.values()].sort((a, b) => a.rank - b.rank || weight(b) - weight(a) || a.slug.localeCompare(b.slug)).slice(0, most);
  }

  /** The slug of the one entity that a text stands for. */
  resolve(wanted: string): string {
    const slug = wanted.replace(iri("e:"), "").replace(/^e:/, "");
    if (/^[a-z0-9][a-z0-9-]{0,80}$/.test(slug) && this.has(slug)) return slug;
    const key = fold(wanted);
    for (const withAliases of [false, true]) {
      const found = [...new Set(this.list().filter((name) => name.folded === key && (withAliases || !name.isAlias)).map((name) => name.slug))].sort();
      if (found.length === 1) return found[0]!;
      if (found.length > 1) {
        const slugs = found.join(", ");
        throw new Wrong(`${quoted(wanted)} stands for several entities: ${slugs}; name one of these`, `「${wanted}」指多個實體：${slugs}；請指明其一`);
      }
    }
    const near = nearest(wanted, [...this.list().map((name) => name.name), ...this.knowledge.entities.keys()], 3);
    const [en, zh] = near.length > 0 ? [`; did you mean ${near.map(quoted).join(" or ")}?`, `；是否指${near.map((name) => `「${name}」`).join("或")}？`] : ["", ""];
    throw new Wrong(`no entity ${quoted(wanted)}${en}`, `沒有名為「${wanted}」的實體${zh}`);
  }
}

export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
}

/** A parameter's text as a term. */
export async function termOf(value: string, names: Names, engine: Engine): Promise<Term> {
  const plain = plainTerm(value);
  if (plain) return plain;
  try {
    return { type: "uri", value: iri("e:") + names.resolve(value) };
  } catch (error) {
    if (/^[a-z0-9][a-z0-9-]{0,80}$/.test(value) && (await engine.ask(`ASK { <${iri("src:")}${value}> a kg:Source }`)).truth) {
      return { type: "uri", value: iri("src:") + value };
    }
    throw error;
  }
}

/** The term that a text is by how it is written; nothing where it is a name. */
function plainTerm(value: string): Term | null {
  const text = /^"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?$/s.exec(value);
  if (text) return text[2] ? { type: "literal", value: text[1]!, lang: text[2] } : { type: "literal", value: text[1]! };
  if (value.startsWith("<") && value.endsWith(">")) return node(value.slice(1, -1), value);
  const colon = value.indexOf(":");
  const namespace = colon < 0 ? undefined : Object.entries(allPrefixes()).find(([prefix]) => prefix === value.slice(0, colon))?.[1];
  if (namespace !== undefined && !value.slice(colon + 1).startsWith("//")) return node(namespace + value.slice(colon + 1), value);
  if (/^https?:\/\//.test(value)) return node(value, value);
  if (/^\d{4}-\d{2}(-\d{2})?$/.test(value)) return { type: "literal", value, datatype: iri(value.length === 10 ? "xsd:date" : "xsd:gYearMonth") };
  if (/^[+-]?\d+(\.\d+)?(e\d{1,2})?$/.test(value)) {
    const number = plainNumber(value);
    return { type: "literal", value: number, datatype: iri(number.includes(".") ? "xsd:decimal" : "xsd:integer") };
  }
  return value === "true" || value === "false" ? { type: "literal", value, datatype: iri("xsd:boolean") } : null;
}

function node(full: string, value: string): Term {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*$/.test(full)) return { type: "uri", value: full };
  throw new Wrong(`parameter ${quoted(value)} is not an IRI`, `參數「${value}」不是 IRI`);
}

/** A decimal number without exponent and without zeros that say nothing, digit by digit: a double would lose some. */
export function plainNumber(text: string): string {
  const [, sign, whole, fraction = "", exponent = "0"] = /^([+-]?)(\d+)(?:\.(\d+))?(?:e(\d+))?$/.exec(text) ?? [];
  const digits = (whole ?? "0") + fraction.padEnd(Number(exponent), "0");
  const point = (whole ?? "0").length + Number(exponent);
  const rest = digits.slice(point).replace(/0+$/, "");
  return `${sign === "-" ? "-" : ""}${digits.slice(0, point).replace(/^0+(?=\d)/, "")}${rest ? `.${rest}` : ""}`;
}

/** What a text will be taken for, for the reader to check: a name in their language, or a number that can be read. */
export function meaning(value: string, names: Names, knowledge: Knowledge, language: Language): string {
  const plain = plainTerm(value);
  if (!plain) return knowledge.name(names.resolve(value), language);
  if (plain.type === "uri") return plain.value.startsWith(iri("e:")) ? knowledge.name(plain.value.slice(iri("e:").length), language) : "";
  return plain.datatype && /integer|decimal/.test(plain.datatype) ? grouped(Number(plain.value), language) : "";
}
