/** What an answer holds: triples as rows, entities in it, kinds of its columns; and the answer as CSV, text and JSON. */

import type { Knowledge, Link } from "./knowledge.ts";
import type { Names } from "./resolve.ts";
import { compact, iri, isEntity, type Answer, type Row, type Term } from "./terms.ts";

const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const DATE = /^-?\d{4}(-\d{2}(-\d{2}(T.*)?)?)?$/;

export function isNumber(term: Term | undefined): boolean {
  return term?.type === "literal" && NUMBER.test(term.datatype ?? "") && Number.isFinite(Number(term.value));
}

/** A day, month or year: typed as one, or text that reads as one, since saved queries give dates as text. */
export function isDate(term: Term | undefined): boolean {
  return term?.type === "literal" && !term.lang && !NUMBER.test(term.datatype ?? "") && DATE.test(term.value);
}

/** A column whose terms are all of a kind, those that are unbound aside. */
export function columnsOf({ vars, rows }: Answer, is: (term: Term) => boolean): string[] {
  return vars.filter((name) => {
    const found = rows.flatMap((row) => (row[name] ? [row[name]] : []));
    return found.length > 0 && found.every(is);
  });
}

/** A number with separators between thousands; four digits stay together, as in a year (`grouped` in kg/answers.py). */
export function grouped(text: string): string {
  const [, sign, digits, rest] = /^([+-]?)(\d+)(\..*)?$/.exec(text) ?? [];
  if (digits === undefined || digits.length <= 4) return text;
  return `${sign}${digits.replace(/\B(?=(\d{3})+$)/g, ",")}${rest ?? ""}`;
}

/** A term as a person reads it. */
export function shown(term: Term | undefined): string {
  if (!term) return "";
  if (term.type === "uri") return compact(term.value);
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.triple) return `<<( ${shown(term.triple.subject)} ${shown(term.triple.predicate)} ${shown(term.triple.object)} )>>`;
  return /#(integer|decimal)$/.test(term.datatype ?? "") ? grouped(term.value) : term.value;
}

/** N-Triples, which the engine answers CONSTRUCT and DESCRIBE with, as rows. */
export function triplesOf(text: string): Answer {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    const reader = { rest: line };
    rows.push({ subject: read(reader), predicate: read(reader), object: read(reader) });
  }
  return { vars: ["subject", "predicate", "object"], rows };
}

const TERM = /^\s*(?:(<<\()|<([^>]*)>|_:([^\s]+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)/s;

function read(reader: { rest: string }): Term {
  const match = TERM.exec(reader.rest);
  if (!match) throw new Error(`no term: ${reader.rest.slice(0, 40)}`);
  reader.rest = reader.rest.slice(match[0].length);
  if (match[1]) {
    const triple = { subject: read(reader), predicate: read(reader), object: read(reader) };
    reader.rest = reader.rest.replace(/^\s*\)>>/, "");
    return { type: "triple", value: "", triple };
  }
  if (match[2] !== undefined) return { type: "uri", value: unescaped(match[2]) };
  if (match[3] !== undefined) return { type: "bnode", value: match[3] };
  const value = unescaped(match[4] ?? "");
  if (match[5]) return { type: "literal", value, lang: match[5] };
  return match[6] ? { type: "literal", value, datatype: match[6] } : { type: "literal", value };
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs, (_, four?: string, eight?: string, one?: string) =>
    one !== undefined ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight ?? "", 16)));
}

/** The entities that a term is, names, or is a claim about. */
export function entitiesIn(term: Term | undefined, names: Names, claims: ReadonlyMap<string, Link>): string[] {
  if (!term) return [];
  if (term.triple) return [term.triple.subject, term.triple.predicate, term.triple.object].flatMap((part) => entitiesIn(part, names, claims));
  if (isEntity(term)) return [term.value.slice(iri("e:").length)].filter((slug) => names.has(slug));
  if (term.type === "uri" && term.value.startsWith(iri("claim:"))) {
    const link = claims.get(term.value.slice(iri("claim:").length));
    return link ? [link.subject, link.object] : [];
  }
  const slug = names.labelled(term);
  return slug ? [slug] : [];
}

/** Claims between entities by the local name of their IRI. */
export function claimsOf(knowledge: Knowledge): ReadonlyMap<string, Link> {
  return new Map(knowledge.links.map((link) => [link.claim, link]));
}

// ---- to take away ----

/** A cell so that a spreadsheet takes it for text, not for a formula (`spreadsheet_safe` in kg/tables.py). */
export function spreadsheetSafe(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? `'${cell}` : cell;
}

/** The text of a term in CSV, as https://www.w3.org/TR/sparql11-results-csv-tsv/ has it. */
function plain(term: Term | undefined): string {
  return term?.type === "bnode" || term?.triple ? shown(term) : (term?.value ?? "");
}

export function csv({ vars, rows }: Answer): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [vars, ...rows.map((row) => vars.map((name) => spreadsheetSafe(plain(row[name]))))].map((line) => `${line.map(cell).join(",")}\n`).join("");
}

/** Cells with tabs between them, as spreadsheets paste them. */
export function pasted({ vars, rows }: Answer): string {
  const cell = (term: Term | undefined): string => spreadsheetSafe(plain(term).replace(/[\t\r\n]+/g, " "));
  return [vars.join("\t"), ...rows.map((row) => vars.map((name) => cell(row[name])).join("\t"))].join("\n");
}

/** https://www.w3.org/TR/sparql11-results-json/, with triple terms as https://www.w3.org/TR/sparql12-results-json/ has them. */
export function json({ vars, rows }: Answer): string {
  const one = (term: Term): object => {
    if (term.triple) return { type: "triple", value: { subject: one(term.triple.subject), predicate: one(term.triple.predicate), object: one(term.triple.object) } };
    return { type: term.type, value: term.value, ...(term.lang ? { "xml:lang": term.lang } : {}), ...(term.datatype ? { datatype: term.datatype } : {}) };
  };
  const bindings = rows.map((row) => Object.fromEntries(vars.flatMap((name) => (row[name] ? [[name, one(row[name])]] : []))));
  return JSON.stringify({ head: { vars }, results: { bindings } });
}
