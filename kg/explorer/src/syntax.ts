/**
 * What to say of a query that does not parse, as `kg/syntax.py` says it.
 *
 * The engine reports the furthest place that any of its alternatives reached and lists a hundred things that it would
 * have taken, so the mistakes that people make are looked for in the tokens first.
 */

import type { QueryFailed } from "./engine.ts";
import { nearest } from "./nearest.ts";
import { Wrong, type Prepared } from "./prepare.ts";
import { quoted } from "./resolve.ts";
import { firstVerb, tokens, type Token } from "./tokens.ts";

/** https://www.w3.org/TR/sparql12-query/#sparqlGrammar: what may stand in a query without a prefix. */
export const KEYWORDS = `A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING IN LIMIT MINUS
  NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TRUE FALSE UNDEF UNION VALUES VERSION
  WHERE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS
  CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH
  DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR
  STRDT SAMETERM SAMEVALUE ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE ISTRIPLE
  TRIPLE SUBJECT PREDICATE OBJECT ADJUST LATERAL`.split(/\s+/);

const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];
const PAIRS: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>" };

/** A mistake: its token and what to say of it in English and Chinese. */
type Mistake = readonly [token: Token, en: string, zh: string];

/** The engine's error about a prepared query, in the reader's words and at a place of the text that they wrote. */
export function explain(query: string, prepared: Prepared, error: QueryFailed): Wrong {
  const found = tokens(query);
  const mistake = misspeltForm(found) ?? unclosed(found) ?? unknownWord(found) ?? incomplete(found);
  if (mistake) return new Wrong(mistake[1], mistake[2], query, mistake[0].start);
  const detail = error.message.replace(/^.*?error (?:at )?\d+:\d+:\s*/s, "").split(/\s+/).join(" ");
  if (error.line === 0) return new Wrong(detail, detail);
  const token = culprit(query, found, prepared, error, detail);
  const verb = found[firstVerb(found)]?.start ?? 0;
  if (detail.includes("variable that is unbound")) {
    return new Wrong("SELECT names a variable that the pattern does not bind or GROUP BY does not keep", "SELECT 的變數未在樣式中繫結，或未列入 GROUP BY", query, verb);
  }
  if (detail.includes("Duplicated variable")) return new Wrong("SELECT names a variable twice", "SELECT 重複列出同一個變數", query, verb);
  if (detail.includes("IRI parsing failed")) return new Wrong("this is no IRI", "這不是 IRI", query, token?.start ?? 0);
  const options = expectations(detail);
  const [en, zh] = options ? [`: expected ${options}`, `：此處應為 ${options}`] : ["", ""];
  if (!token) return new Wrong(`syntax error at the end${en}`, `結尾有語法錯誤${zh}`, query, query.trimEnd().length);
  const near = query.slice(token.start).split("\n")[0]!.slice(0, 30);
  return new Wrong(`syntax error near ${quoted(near)}${en}`, `「${near}」附近有語法錯誤${zh}`, query, token.start);
}

function misspeltForm(found: readonly Token[]): Mistake | null {
  const token = found[firstVerb(found)];
  if (!token) return [found.at(-1)!, "the query ends after its prefixes; SELECT, ASK, CONSTRUCT or DESCRIBE is missing", "查詢在前綴之後就結束了；缺少 SELECT、ASK、CONSTRUCT 或 DESCRIBE"];
  if (FORMS.includes(token.text.toUpperCase())) return null;
  const near = nearest(token.text.toUpperCase(), [...FORMS, "PREFIX", "BASE"])[0];
  const [en, zh] = near ? [`; did you mean "${near}"?`, `；是否指「${near}」？`] : ["; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE", "；查詢以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 開頭"];
  return [token, `expected a query, found ${quoted(token.text)}${en}`, `此處應為查詢，卻是「${token.text}」${zh}`];
}

/** The first quotation mark or bracket that has no fellow. */
function unclosed(found: readonly Token[]): Mistake | null {
  const opened: Token[] = [];
  for (const token of found) {
    if (token.kind === "unclosed") return [token, "this quotation mark is never closed", "引號沒有結束"];
    if (token.kind === "open") opened.push(token);
    if (token.kind !== "close") continue;
    const before = opened.pop();
    if (!before) return [token, `"${token.text}" closes nothing`, `「${token.text}」沒有對應的開頭`];
    const wanted = PAIRS[before.text]!;
    if (token.text !== wanted) {
      return [before, `"${before.text}" is never closed: "${wanted}" expected before "${token.text}"`, `「${before.text}」沒有結束：「${token.text}」之前應有「${wanted}」`];
    }
  }
  const last = opened.at(-1);
  return last ? [last, `"${last.text}" is never closed`, `「${last.text}」沒有結束`] : null;
}

function unknownWord(found: readonly Token[]): Mistake | null {
  for (const [i, token] of found.entries()) {
    if (token.kind !== "word" || KEYWORDS.includes(token.text.toUpperCase()) || found[i - 1]?.text === "^") continue;
    const near = token.text.length > 3 ? nearest(token.text, [...KEYWORDS].sort())[0] : undefined;
    const [en, zh] = near ? [`; did you mean "${near}"?`, `；是否指「${near}」？`] : ["; names need a prefix, such as e:openai or kg:owns", "；名稱需要前綴，例如 e:openai 或 kg:owns"];
    return [token, `unknown word ${quoted(token.text)}${en}`, `不認得「${token.text}」${zh}`];
  }
  return null;
}

const TERMS = ["variable", "iri", "name", "string", "blank", "number", "language"];

/** The end of a group, or a full stop, where a triple still lacks its predicate or object. */
function incomplete(found: readonly Token[]): Mistake | null {
  const last = found.at(-1)!;
  if (last.kind === "word") return [last, `the query ends after ${last.text}`, `查詢在 ${last.text} 之後就結束了`];
  for (const token of found.slice(firstVerb(found))) {
    if (token.kind === "open") break;
    if (token.text === ",") return [token, '"," between variables; write SELECT ?a ?b', "變數之間不用「,」；請寫 SELECT ?a ?b"];
  }
  for (let i = 1; i < found.length; i++) {
    const [before, token, after] = [found[i - 1]!, found[i]!, found[i + 1]];
    const atEnd = token.text === "}" || (token.text === "." && (!after || after.kind === "close" || TERMS.includes(after.kind)));
    if (atEnd && (before.text === "," || before.text === "a")) return lacksObject(token);
    if (before.text !== "{" || !found.slice(i, i + 2).every((each) => TERMS.includes(each.kind))) continue;
    const end = found[i + 2]; // a group that holds nothing but two terms: { ?x ?y }
    if (end && [".", ";", "}"].includes(end.text) && !isValues(found, i - 1)) return lacksObject(end);
  }
  return null;
}

function lacksObject(token: Token): Mistake {
  return [token, `"${token.text}" where an object is expected`, `「${token.text}」之前缺少受詞`];
}

/** Whether a bracket opens the data of `VALUES`. */
function isValues(found: readonly Token[], index: number): boolean {
  return found.slice(Math.max(0, index - 2), index).some((token) => token.text.toUpperCase() === "VALUES") || found[index - 1]?.text === ")";
}

/**
 * The token that the engine stumbled at; nothing for the end of the query.
 *
 * It compares a keyword with as many characters as the keyword has and counts them as read, so the true place is the
 * reported one less the length of one of the keywords that it expected.
 */
function culprit(query: string, found: readonly Token[], prepared: Prepared, error: QueryFailed, detail: string): Token | null {
  const lines = prepared.text.split("\n");
  const reported = lines.slice(0, error.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + error.column - 1;
  const lengths = [0, ...[...detail.matchAll(/\b[A-Za-z][A-Za-z0-9_]+\b/g)].map((match) => match[0].length)];
  const places = lengths.map((length) => prepared.origin(reported - length));
  const exact = found.filter((token) => places.includes(token.start));
  if (exact.length > 0) return exact.at(-1)!;
  const place = prepared.origin(reported);
  if (place >= query.trimEnd().length && !detail.includes("[_]")) return null;
  return found.filter((token) => token.start < place).at(-1) ?? null;
}

/** The literal tokens among the parser's expectations; character classes say nothing to a person. */
function expectations(detail: string): string {
  const options = detail.replace(/^expected (one of )?/, "").replace(/\[[^\]]*\]/g, "");
  const words = [...options.matchAll(/"((?:[^"\\]|\\.)+)"|\b([A-Za-z]{2,})\b/g)].map((match) => match[1] ?? match[2]!);
  const useful = words.filter((word) => word !== "SERVICE" && word !== "LATERAL");
  return useful.length <= 8 ? useful.join(", ") : "";
}
