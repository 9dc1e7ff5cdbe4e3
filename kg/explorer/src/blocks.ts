/** The blocks that stand in the page: configuration, cached answers, places, the graph and the engine. */

import type { Language } from "./knowledge.ts";
import { unpacked } from "./packed.ts";
import type { Answer, Row, Term } from "./terms.ts";

export interface SavedQuery {
  readonly name: string;
  readonly summary: Readonly<Record<Language, string>>;
  readonly parameters: readonly { name: string; meaning: Readonly<Record<Language, string>>; example: string; optional: boolean }[];
  readonly text: string;
}

export interface Config {
  readonly title: { en: string; "zh-Hant": string };
  readonly prefixes: Readonly<Record<string, string>>;
  readonly saved: readonly SavedQuery[];
  /** The startup queries by name; the same texts as those that the cached answers answer. */
  readonly queries: Readonly<Record<string, string>>;
  /** Where to ask instead of in the page, or nothing. */
  readonly endpoint?: string;
}

/** Answers in compact form: every term once, rows as numbers. */
interface Packed {
  readonly terms: readonly (readonly [kind: number, value: string, extra?: string])[];
  readonly answers: Readonly<Record<string, { vars: string[]; rows: number[] }>>;
}

/** The text of a block as it stands in the page. */
export function text(id: string): string {
  return document.getElementById(`kg-${id}`)?.textContent ?? "";
}

export function config(): Config {
  return JSON.parse(text("config")) as Config;
}

export async function positions(): Promise<Record<string, [number, number]>> {
  return text("positions") ? (JSON.parse(new TextDecoder().decode(await unpacked(text("positions")))) as Record<string, [number, number]>) : {};
}

/** Answers to the startup queries by the queries' names. */
export async function answers(): Promise<Map<string, Answer>> {
  if (!text("answers")) return new Map();
  const packed = JSON.parse(new TextDecoder().decode(await unpacked(text("answers")))) as Packed;
  const terms: Term[] = packed.terms.map(([kind, value, extra]) => {
    if (kind === 0) return { type: "uri", value };
    if (kind === 1) return { type: "bnode", value };
    if (kind === 2) return { type: "literal", value, lang: extra ?? "" };
    return extra ? { type: "literal", value, datatype: extra } : { type: "literal", value };
  });
  const found = new Map<string, Answer>();
  for (const [name, { vars, rows }] of Object.entries(packed.answers)) {
    const made: Row[] = [];
    for (let i = 0; i < rows.length; i += vars.length) {
      const row: Record<string, Term> = {};
      vars.forEach((variable, j) => {
        const term = terms[rows[i + j]! - 1]; // 0 is unbound
        if (term) row[variable] = term;
      });
      made.push(row);
    }
    found.set(name, { vars, rows: made });
  }
  return found;
}
