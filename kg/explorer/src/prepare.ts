/**
 * A query before the engine sees it: its parameters, and what it may not do.
 *
 * As `kg/sparql.py` does it, with the same sentences: a parameter is replaced as a *term*, never pasted as text, and
 * federation and updates are refused here.
 */

import { QueryFailed } from "./engine.ts";
import type { Language } from "./knowledge.ts";
import { nearest } from "./nearest.ts";
import { allPrefixes, written, type Term } from "./terms.ts";
import { firstVerb, position, tokens, type Token } from "./tokens.ts";

const MAX_CHARACTERS = 1_000_000;
/** The engine recurses, and the stack of a worker is small. */
const MAX_NESTING = 300;

const UPDATES = new Set(["INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"]);

/** What is wrong with a query, in both languages, and where. */
export class Wrong extends QueryFailed {
  constructor(message: string, readonly chinese: string, query = "", readonly offset = -1) {
    super(message, ...(offset < 0 ? [] : position(query, offset)));
  }

  said(language: Language): string {
    return language === "en" ? this.message : this.chinese;
  }
}

/** What is written `$name` in a query, in order. */
export function parameterNames(query: string): string[] {
  return [...new Set(tokens(query).filter((token) => token.text.startsWith("$") && token.kind === "variable").map((token) => token.text.slice(1)))];
}

/** A query that the engine may see, and where its places are in the text that the reader wrote. */
export interface Prepared {
  readonly text: string;
  origin(offset: number): number;
}

/** The query with its parameters as terms; what is wrong with it is thrown before the engine is asked. */
export function prepare(query: string, parameters: Readonly<Record<string, Term>> = {}): Prepared {
  if (query.length > MAX_CHARACTERS) throw new Wrong("the query is longer than 1,000,000 bytes", "查詢超過 1,000,000 位元組");
  const found = tokens(query);
  if (found.length === 0) throw new Wrong("the query is empty", "查詢是空的");
  refuse(query, found);
  checkPrefixes(query, found);
  return bind(query, found, parameters);
}

function refuse(query: string, found: readonly Token[]): void {
  const verb = firstVerb(found);
  let depth = 0;
  found.forEach(({ kind, text, start }, index) => {
    if (kind === "close") depth -= 1;
    if (kind === "open" && ++depth > MAX_NESTING) throw new Wrong(`nested more than ${MAX_NESTING} deep`, `巢狀超過 ${MAX_NESTING} 層`, query, start);
    if (kind !== "word") return;
    const word = text.toUpperCase();
    if (word === "SERVICE") {
      throw new Wrong("SERVICE asks another server; kg answers from its own store alone", "SERVICE 會詢問其他伺服器；kg 只從自己的資料回答", query, start);
    }
    if (index === verb && UPDATES.has(word)) {
      throw new Wrong(`${word} changes data; queries only read (see \`kg load\` and \`kg drop\`)`, `${word} 會更動資料；查詢只能讀取（參見 \`kg load\` 與 \`kg drop\`）`, query, start);
    }
  });
}

/** The prefixes that a query declares itself, and their IRIs. */
function declared(found: readonly Token[]): Record<string, string> {
  const own: Record<string, string> = {};
  found.forEach((word, i) => {
    const [name, iri] = [found[i + 1], found[i + 2]];
    if (word.text.toUpperCase() === "PREFIX" && name?.kind === "name" && iri) own[name.text.slice(0, -1)] = iri.text.slice(1, -1);
  });
  return own;
}

function checkPrefixes(query: string, found: readonly Token[]): void {
  const known = { ...allPrefixes(), ...declared(found) };
  for (const token of found) {
    const prefix = token.text.slice(0, token.text.indexOf(":"));
    if (token.kind !== "name" || Object.hasOwn(known, prefix)) continue;
    const near = nearest(prefix, Object.keys(known))[0];
    const [en, zh] = near ? [`; did you mean "${near}"?`, `；是否指「${near}」？`] : [`; declare it: PREFIX ${prefix}: <…>`, `；請先宣告：PREFIX ${prefix}: <…>`];
    throw new Wrong(`undeclared prefix "${prefix}:"${en}`, `未宣告的前綴「${prefix}:」${zh}`, query, token.start);
  }
}

function bind(query: string, found: readonly Token[], parameters: Readonly<Record<string, Term>>): Prepared {
  const changes: { at: number; length: number; term: string }[] = [];
  for (const { kind, text, start } of found) {
    const term = kind === "variable" && text.startsWith("$") && Object.hasOwn(parameters, text.slice(1)) ? parameters[text.slice(1)] : undefined;
    if (term) changes.push({ at: start, length: text.length, term: written(term) });
  }
  let [text, end] = ["", 0];
  for (const { at, length, term } of changes) {
    text += query.slice(end, at) + term;
    end = at + length;
  }
  return {
    text: text + query.slice(end),
    origin(offset) {
      let shift = 0;
      for (const { at, length, term } of changes) {
        if (at + shift > offset) break;
        if (offset < at + shift + term.length) return at;
        shift += term.length - length;
      }
      return offset - shift;
    },
  };
}

/** A query whose `SELECT *` names its variables in the order of the text, which the engine would sort. */
export function spellOutStar(query: string): (vars: readonly string[]) => string[] {
  const order = tokens(query).filter((token) => token.kind === "variable").map((token) => token.text.slice(1));
  const found = tokens(query);
  const start = found.slice(firstVerb(found), firstVerb(found) + 3).map((token) => token.text.toUpperCase());
  const star = start[0] === "SELECT" && (start[1] === "*" || (start[2] === "*" && ["DISTINCT", "REDUCED"].includes(start[1]!)));
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return (vars) => (star ? [...vars].sort((a, b) => place(a) - place(b)) : [...vars]);
}

/** Local names of the terms with that prefix, and where each first stands; the template of a CONSTRUCT does not count. */
export function ownTerms(query: string, prefix: string): Map<string, number> {
  const names = new Map<string, number>();
  const found = tokens(query);
  const own = declared(found)[prefix];
  if (own !== undefined && own !== allPrefixes()[prefix]) return names;
  for (const token of found.slice(afterTemplate(found))) {
    if (token.kind !== "name" || !token.text.startsWith(`${prefix}:`) || token.text.length === prefix.length + 1) continue;
    const name = token.text.slice(prefix.length + 1).replaceAll("\\", "");
    if (!names.has(name)) names.set(name, token.start);
  }
  return names;
}

function afterTemplate(found: readonly Token[]): number {
  const verb = firstVerb(found);
  if (found[verb]?.text.toUpperCase() !== "CONSTRUCT" || found[verb + 1]?.text !== "{") return 0;
  let depth = 0;
  for (let index = verb + 1; index < found.length; index++) {
    depth += { open: 1, close: -1 }[found[index]!.kind as string] ?? 0;
    if (depth === 0) return index + 1;
  }
  return 0;
}
