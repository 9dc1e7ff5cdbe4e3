/**
 * Figures and qualifiers in words, as people write them in English or Chinese.
 *
 * The same as `kg/wording.py`, word for word; tests/browser/test_explorer_evidence.py runs both over the same values.
 * Chinese counts in ten thousands (萬, 億, 兆 = 10¹² as in Taiwan), so the two languages share no scale.
 */

import { inLanguage, type Claim } from "./claim.ts";
import { Decimal } from "./decimal.ts";
import type { Language, Texts } from "./knowledge.ts";
import { local } from "./terms.ts";

type Table = Readonly<Record<string, string>>;

const SIGNS: Table = { USD: "US$", EUR: "€", GBP: "£", JPY: "¥", CNY: "CN¥", TWD: "NT$", HKD: "HK$", KRW: "₩", INR: "₹" };
const CURRENCIES: Table = {
  USD: "美元", EUR: "歐元", GBP: "英鎊", JPY: "日圓", CNY: "元人民幣", TWD: "元新台幣", HKD: "港元", KRW: "韓元", INR: "印度盧比", CAD: "加元", AUD: "澳元",
  CHF: "瑞士法郎", SGD: "新加坡元", AED: "阿聯迪拉姆", SAR: "沙烏地里亞爾",
};
const UNITS: Table = { h: "hours", d: "days", mo: "months", a: "years" };
const CHINESE_UNITS: Table = {
  chips: "顆晶片", GPUs: "顆 GPU", "GPU-hours": "GPU 小時", people: "人", users: "名用戶", jobs: "個職位", shares: "股", parameters: "個參數", tokens: "個詞元",
  sites: "處", countries: "國", models: "個模型", companies: "家公司", projects: "項計畫", years: "年", leases: "份租約", parcels: "筆土地", rounds: "輪",
  points: "點", h: "小時", d: "天", mo: "個月", a: "年", x: "倍",
};
const SCALES = [[12, "trillion"], [9, "billion"], [6, "million"]] as const;
const CHINESE_SCALES = [[12, "兆"], [8, "億"], [4, "萬"]] as const;
const BOUNDS: Readonly<Record<Language, Table>> = {
  en: { AtLeast: "at least ", AtMost: "up to ", About: "about " },
  "zh-Hant": { AtLeast: "至少 ", AtMost: "最多 ", About: "約 " },
};

/** Look-up that a unit called `constructor` does not fool. */
function of(table: Table, name: string): string {
  return Object.hasOwn(table, name) ? table[name]! : "";
}

/** A number with its unit, scaled, and its bound: `up to US$500 billion`. */
export function figure(value: Decimal, unit: string, bound: string, language: Language): string {
  const [number, scale] = scaled(value.abs, language === "en" ? SCALES : CHINESE_SCALES);
  const said = language === "en" ? english(number, scale, unit) : chinese(number, scale, unit);
  return of(BOUNDS[language], bound) + (value.isNegative ? "−" : "") + said;
}

function english(number: string, scale: string, unit: string): string {
  const size = `${number} ${scale}`.trim();
  if (unit === "%") return `${size}%`;
  if (unit === "x") return `${size}×`;
  if (of(SIGNS, unit)) return of(SIGNS, unit) + size;
  return `${size} ${of(UNITS, unit) || unit}`.trim();
}

function chinese(number: string, scale: string, unit: string): string {
  if (unit === "%") return `${number}${scale ? ` ${scale}` : ""}%`;
  const noun = of(CURRENCIES, unit) || of(CHINESE_UNITS, unit);
  if (!noun) return [number, scale, unit].filter(Boolean).join(" ");
  const gap = scale && /^[ -~]/.test(noun) ? " " : "";
  return `${number} ${scale}${gap}${noun}`;
}

/** A number and the name of its scale; beyond all scales, a power of ten. */
function scaled(size: Decimal, scales: readonly (readonly [number, string])[]): [string, string] {
  if (size.compare(Decimal.power(16)) >= 0) return [`${trimmed(size.scaled(-size.adjusted))}×10^${size.adjusted}`, ""];
  for (const [power, name] of scales) {
    // What rounds up to the scale is said in it: 999,999,999 is 1 billion rather than 1,000 million.
    if (size.scaled(-power).rounded(4).compare(Decimal.power(0)) >= 0) return [trimmed(size.scaled(-power)), name];
  }
  return [trimmed(size), ""];
}

/** At most four decimals, thousands apart, no zeros at the end; small numbers keep two digits. */
function trimmed(value: Decimal): string {
  const places = value.isZero || value.adjusted >= -3 ? 4 : 1 - value.adjusted;
  return value.rounded(places).toString().replace(/\.?0+$/, "");
}

/** What a claim states, if it states a value, in words. */
export function claimValue(claim: Claim, language: Language): string {
  const literal = claim.value;
  if (!literal) return "";
  const kind = local(literal.datatype ?? "");
  if (kind === "integer" || kind === "decimal") {
    const number = Decimal.parse(literal.value);
    return number ? figure(number, claim.word("unit"), claim.word("bound"), language) + claimRange(claim, language) : literal.value;
  }
  if (kind === "boolean") {
    const isTrue = literal.value === "true" || literal.value === "1";
    return language === "en" ? (isTrue ? "yes" : "no") : isTrue ? "是" : "否";
  }
  return literal.lang ? inLanguage(claim.texts("object"), language) || literal.value : literal.value;
}

/** The low and high ends of an estimate, in brackets after its figure; empty if the claim has none. */
export function claimRange(claim: Claim, language: Language): string {
  const [low, high] = [claim.number("lowerBound"), claim.number("upperBound")];
  if (!low || !high) return "";
  const ends = [low, high].map((end) => figure(end, "", "", language)).join(" – ");
  return language === "en" ? ` (${ends})` : `(${ends})`;
}

/** The amount, share and quantity of a relation, in words. */
export function measures(claim: Claim, language: Language): string[] {
  const [amount, share, quantity] = [claim.number("amount"), claim.number("share"), claim.number("quantity")];
  const free = amount ? "" : claim.word("bound"); // beside an amount the bound is the amount's
  const parts: string[] = [];
  if (amount) parts.push(figure(amount, claim.word("unit"), claim.word("bound"), language));
  if (share) parts.push(figure(share, "%", free, language));
  if (quantity) parts.push(figure(quantity, claim.word("quantityUnit"), free, language) + claimRange(claim, language));
  return parts;
}

/** When it held, in short: `2025-01-21`, `2023–2024`, `from 2019`; empty if no date is known. */
export function claimDates(claim: Claim, language: Language): string {
  const [at, start, end] = [claim.word("pointInTime"), claim.word("startTime"), claim.word("endTime")];
  if (at && !end) return at;
  if ((at || start) && end) return `${at || start}–${end}`;
  if (language !== "en") return start ? `${start} 起` : end ? `至 ${end}` : "";
  return start ? `from ${start}` : end ? `until ${end}` : "";
}

/** Labels of the ontology's words by name. */
export type Words = (name: string) => Texts | undefined;

/** The label of one of the ontology's words, such as `Committed`. */
export function wordLabel(name: string, language: Language, words: Words): string {
  return words(name)?.[language] || name.toLowerCase();
}

/** In what role, at which stage, by which definition and for when. */
export function circumstances(claim: Claim, language: Language, words: Words): string[] {
  const [stage, horizon] = [claim.word("stage"), claim.word("horizon")];
  const forecast = language === "en" ? `by ${horizon}` : `預測期 ${horizon}`;
  return [inLanguage(claim.texts("role"), language), stage && wordLabel(stage, language, words), claim.word("basis"), horizon && forecast].filter(Boolean);
}

/** Everything that qualifies a claim, as short phrases. */
export function qualifiers(claim: Claim, language: Language, words: Words): string[] {
  return [...measures(claim, language), ...circumstances(claim, language, words), claimDates(claim, language)].filter(Boolean);
}
