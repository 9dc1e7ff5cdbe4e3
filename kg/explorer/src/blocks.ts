/** The blocks that stand in the page: configuration, cached answers, places, the graph and the engine. */

import type { Answer, Row, Term } from "./terms.ts";

export interface SavedQuery {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly { name: string; meaning: string; example: string; optional: boolean }[];
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
  readonly counts: { entities: number; claims: number; sources: number };
}

/** Answers in compact form: every term once, rows as numbers. */
interface Packed {
  readonly terms: readonly (readonly [kind: number, value: string, extra?: string])[];
  readonly answers: Readonly<Record<string, { vars: string[]; rows: number[] }>>;
}

function text(id: string): string {
  return document.getElementById(`kg-${id}`)?.textContent ?? "";
}

export function config(): Config {
  return JSON.parse(text("config")) as Config;
}

/**
 * Bytes written in base 85, a sixteenth shorter than base 64: the alphabet of RFC 1924 with a slash for the less-than sign,
 * which might end the block.
 */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;/=>?@^_`{|}~";

function decoded(written: string): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(128);
  for (let i = 0; i < 85; i++) value[DIGITS.charCodeAt(i)] = i;
  const missing = (5 - (written.length % 5)) % 5;
  const length = written.length + missing;
  const bytes = new Uint8Array((length / 5) * 4);
  for (let i = 0, j = 0; i < length; i += 5) {
    let number = 0;
    for (let k = i; k < i + 5; k++) number = number * 85 + (k < written.length ? value[written.charCodeAt(k)]! : 84);
    bytes[j++] = number >>> 24;
    bytes[j++] = number >>> 16;
    bytes[j++] = number >>> 8;
    bytes[j++] = number;
  }
  return bytes.subarray(0, bytes.length - missing);
}

/** Bytes of a block that is packed with gzip. */
export async function unpacked(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = decoded(text(id));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function positions(): Promise<Record<string, [number, number]>> {
  return text("positions") ? (JSON.parse(new TextDecoder().decode(await unpacked("positions"))) as Record<string, [number, number]>) : {};
}

/** Answers to the startup queries by the queries' names. */
export async function answers(): Promise<Map<string, Answer>> {
  if (!text("answers")) return new Map();
  const packed = JSON.parse(new TextDecoder().decode(await unpacked("answers"))) as Packed;
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
