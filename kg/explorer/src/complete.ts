/** What can be completed in a query: variables, prefixes, the ontology's terms, keywords, and entities by any of their names. */

import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { App } from "./app.ts";
import { fold } from "./nearest.ts";
import type { Names } from "./resolve.ts";
import { KEYWORDS } from "./syntax.ts";
import { allPrefixes } from "./terms.ts";
import { tokens } from "./tokens.ts";

const MOST = 40;

export function completions(app: App, names: Names): CompletionSource {
  const others = namesInUse(app);
  return (context) => {
    const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (inside === "comment" || inside === "string") return null;
    const word = context.matchBefore(/[?$]?[\p{L}\p{N}_:.·-]*/u);
    if (!word || (word.text === "" && !context.explicit)) return null;
    const { text } = word;
    if (/^[?$]/.test(text)) return result(word.from, variables(context, text));
    const [, prefix, rest] = /^([^:]*):(.*)$/.exec(text) ?? [];
    if (prefix === "e") return result(word.from, entities(app, names, rest!));
    if (prefix === "kg") return result(word.from, ownTerms(app, rest!));
    if (prefix !== undefined) return result(word.from, others.filter((name) => name.startsWith(text)).map((label) => ({ label })));
    if (/^\d/.test(text)) return null;
    return result(word.from, [...prefixes(text), ...keywords(text), ...ownTerms(app, text, 1), ...(fold(text).length > 1 || /\p{Script=Han}/u.test(text) ? entities(app, names, text) : [])]);
  };
}

/** Our own order is the best: nothing is filtered or sorted again. */
function result(from: number, options: Completion[]): CompletionResult | null {
  return options.length > 0 ? { from, options: options.slice(0, MOST), filter: false } : null;
}

/** Names of other vocabularies that the saved queries use: those are in this graph. */
function namesInUse(app: App): string[] {
  const all = app.config.saved.flatMap((query) => tokens(query.text)).filter((token) => token.kind === "name" && !/^(kg|e|src|claim):/.test(token.text));
  return [...new Set(all.map((token) => token.text))].sort();
}

function variables(context: CompletionContext, typed: string): Completion[] {
  const all = tokens(context.state.doc.toString()).filter((token) => token.kind === "variable" && token.start + token.text.length !== context.pos);
  return [...new Set(all.map((token) => token.text))].filter((name) => name.startsWith(typed)).sort().map((label) => ({ label }));
}

function prefixes(typed: string): Completion[] {
  return Object.entries(allPrefixes())
    .filter(([name]) => typed !== "" && name.startsWith(typed.toLowerCase()))
    .map(([name, namespace]) => ({ label: `${name}:`, detail: namespace }));
}

function keywords(typed: string): Completion[] {
  return KEYWORDS.filter((word) => word !== "SERVICE" && word.length > 1 && word.startsWith(typed.toUpperCase()) && typed !== "").sort().slice(0, 12).map((label) => ({ label }));
}

/** Classes, properties and words by their name or label, those whose name begins so first. */
function ownTerms(app: App, typed: string, least = 0): Completion[] {
  const key = fold(typed);
  if (key.length < least) return [];
  const ranked = [...app.knowledge.terms.values()].flatMap((term) => {
    const labels = Object.values(term.labels).map(fold);
    const name = term.name.toLowerCase();
    const rank = name.startsWith(key) ? 0 : labels.some((label) => label.startsWith(key)) ? 1 : key.length > 1 && (name.includes(key) || labels.some((label) => label.includes(key))) ? 2 : 9;
    return rank < 9 ? [{ rank, term }] : [];
  });
  ranked.sort((a, b) => a.rank - b.rank || a.term.name.localeCompare(b.term.name));
  return ranked.map(({ term }) => ({
    label: `kg:${term.name}`, detail: app.knowledge.label(term.name, app.language),
    ...(term.comments["en"] ? { info: () => note(term.comments[app.language] ?? term.comments["en"]!) } : {}),
  }));
}

function entities(app: App, names: Names, typed: string): Completion[] {
  if (typed === "") {
    const all = [...app.knowledge.entities.values()].sort((a, b) => b.weight - a.weight).slice(0, MOST);
    return all.map(({ slug }) => ({ label: `e:${slug}`, detail: app.knowledge.name(slug, app.language) }));
  }
  return names.search(typed.replaceAll("·", " "), 20).map(({ slug, name }) => {
    const usual = app.knowledge.name(slug, app.language);
    return { label: `e:${slug}`, detail: usual === name ? name : `${usual} · ${name}` };
  });
}

function note(text: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}
