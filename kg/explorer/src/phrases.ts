/** What the interface says, in both languages: each part of the page has its own words, and all look them up here. */

import type { Language } from "./knowledge.ts";

type Phrases = Readonly<Record<string, readonly [en: string, zh: string]>>;

/** How a part of the page says its words; gaps `{}` are filled in order, or by number `{0}`. */
export function phrases<W extends Phrases>(words: W): (name: keyof W, language: Language, ...parts: readonly (string | number)[]) => string {
  return (name, language, ...parts) => {
    let next = 0;
    return words[name]![language === "en" ? 0 : 1].replace(/\{(\d?)\}/g, (_, place: string) => String(parts[place ? Number(place) : next++] ?? ""));
  };
}

/** A count as the readers of a language write it. */
export function grouped(number: number, language: Language): string {
  return number.toLocaleString(language === "en" ? "en" : "zh-Hant-TW");
}
