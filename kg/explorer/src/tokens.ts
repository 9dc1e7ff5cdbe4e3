/** SPARQL as text: its tokens, and what they tell without parsing; the worker needs it too, so it imports nothing. */

const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"] as const;
export interface Token {
  readonly kind: "space" | "variable" | "iri" | "name" | "word" | "open" | "close" | "string" | "unclosed" | "blank" | "language" | "number" | "other";
  readonly text: string;
  readonly start: number;
}

// The terminals of https://www.w3.org/TR/sparql11-query/#sparqlGrammar. A prefix of more than 100 characters is none.
const W = String.raw`\p{L}\p{N}_`;
const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|#[^\r\n]*)`,
    String.raw`(?<variable>[?$][${W}]+)`,
    String.raw`(?<iri><[^<>"\{\}\|^\x60\\\x00-\x20]*>)`,
    String.raw`(?<name>(?:\p{L}[${W}.\-]{0,99})?:(?:(?:[${W}:.%\-]|\\.)*(?:[${W}:%\-]|\\.))?)`,
    String.raw`(?<word>\p{L}[${W}]*)`,
    String.raw`(?<open><<\(?|[\(\{\[])`,
    String.raw`(?<close>\)?>>|[\)\}\]])`,
    String.raw`(?<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""|'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*'|"(?!"")(?:[^"\\\r\n]|\\[^\r\n])*")`,
    String.raw`(?<unclosed>'''.*|""".*|['"][^\r\n]*)`,
    String.raw`(?<blank>_:[${W}.\-]*)`,
    String.raw`(?<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)`,
    String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?)`,
    String.raw`(?<other>.)`,
  ].join("|"),
  "gsu",
);

/** The tokens of a query, without white space and comments. */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  for (const match of query.matchAll(TOKEN)) {
    const kind = Object.keys(match.groups!).find((name) => match.groups![name] !== undefined) as Token["kind"];
    if (kind !== "space") found.push({ kind, text: match[0], start: match.index });
  }
  return found;
}

/** Line and column, from 1, of the character at an offset. */
export function position(query: string, offset: number): [line: number, column: number] {
  const before = query.slice(0, offset);
  return [before.split("\n").length, offset - before.lastIndexOf("\n")];
}

/** Where the first token after the prologue stands. */
export function firstVerb(found: readonly Token[]): number {
  let index = 0;
  for (;;) {
    const word = found[index]?.text.toUpperCase();
    if (word === "PREFIX") index += 3;
    else if (word === "BASE" || word === "VERSION") index += 2;
    else return index;
  }
}

/** What a query asks for; empty where it is none of the forms. */
export function formOf(query: string): (typeof FORMS)[number] | "" {
  for (const token of tokens(query)) {
    const form = FORMS.find((name) => token.kind === "word" && token.text.toUpperCase() === name);
    if (form) return form;
  }
  return "";
}

/** Whether a query says which graphs it is over, so that it is not over all. */
export function namesDataset(query: string): boolean {
  return /from/i.test(query) && tokens(query).some((token) => token.kind === "word" && token.text.toUpperCase() === "FROM");
}
