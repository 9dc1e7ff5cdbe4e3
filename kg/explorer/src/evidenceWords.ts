/** The words of the evidence tab in both languages, and strangers' words made fit to be shown. */

import { phrases } from "./phrases.ts";

const WORDS = {
  also: ["also: {}", "又名：{}"],
  around: ["Only around this", "僅看其周邊"],
  expand: ["Expand neighbours", "展開鄰居"],
  whole: ["Whole graph", "整個圖譜"],
  counts: ["{} claims from {} sources", "{} 項主張，{} 個來源"],
  countsOne: ["{} claim from {} sources", "{} 項主張，{} 個來源"],
  oneOfOne: ["1 claim from 1 source", "1 項主張，1 個來源"],
  contested: ["{} contested", "{} 項有異議"],
  onlyContested: ["Show only contested claims", "僅顯示有異議的主張"],
  none: ["no claims", "無主張"],
  figures: ["figures", "數據"],
  others: ["other relations", "其他關係"],
  says: ["says", "發言"],
  sections: ["Parts of this card", "本頁各節"],
  by: ["by ", ""],
  byEnd: ["", "表示"],
  comma: [", ", "、"],
  pause: [", ", "，"],
  said: ["said {}", "{} 發布"],
  why: ["why: {}", "理由：{}"],
  note: ["note: {}", "註：{}"],
  colon: [": ", "："],
  cites: ["The row cites: ", "該列引用："],
  rivals: ["{} claims that cannot all be right", "{} 項主張無法同時成立"],
  two: ["Two claims that cannot both be right", "兩項主張無法同時成立"],
  paragraph: ["paragraph {}", "第 {} 段"],
  sentence: ["paragraph {}, sentence {}", "第 {} 段第 {} 句"],
  row: ["row “{}”", "資料列「{}」"],
  moreSources: ["{} more sources", "另有 {} 個來源"],
  moreSource: ["1 more source", "另有 1 個來源"],
  showAll: ["Show all {}", "顯示全部 {} 項"],
  showNewest: ["Show the newest only", "僅顯示最新"],
  newTab: ["(opens a new tab)", "(開啟新分頁)"],
  unsourced: ["{} claims name no source and are not shown", "{} 項主張無來源，未顯示"],
  notThen: ["As of {}: {} claims that did not hold then are left out", "截至 {}：略去 {} 項當時不成立的主張"],
  notSaid: ["As of {}: {} claims that had not been made by then are left out", "截至 {}：略去 {} 項當時尚未提出的主張"],
  allTimes: ["Show all times", "顯示所有時間"],
  starting: ["Starting the engine, a moment…", "正在啟動查詢引擎，請稍候…"],
  reading: ["Reading the evidence…", "正在讀取證據…"],
  failed: ["The evidence could not be read: {}", "無法讀取證據：{}"],
  again: ["Try again", "重試"],
  between: ["Also between these two", "兩者之間的其他關係"],
  unknown: ["Nothing here is called “{}”.", "此圖譜中沒有「{}」。"],
  begin: ["Every line here names its source", "每一條線都有出處"],
  how: [
    "Click an entity or an arrow in the picture, search for a name, or begin with one of these. Each claim comes with its value, its dates, who says so and where; what contradicts it stands beside it.",
    "點選圖中的實體或箭頭、搜尋名稱，或從下列項目開始。每項主張都附有數值、日期、發言者與出處；與其牴觸的主張並列在旁。",
  ],
  best: ["Best connected", "連結最多"],
  contestedFigures: ["Most contested figures", "爭議最多的數據"],
  values: ["{} claims, {} to {}", "{} 項主張，{}至{}"],
  claims: ["{} claims", "{} 項主張"],
  legend: ["How to read a claim", "如何閱讀主張"],
  tiers: ["How far a source can be relied on", "來源的可靠程度"],
  statuses: ["How a claim was judged", "主張的判定"],
} as const satisfies Record<string, readonly [string, string]>;

export type EvidenceWord = keyof typeof WORDS;

/** A phrase of ours, with what goes into its gaps. */
export const say = phrases(WORDS);

/** A count as people write it, the same in both languages. */
export function count(number: number): string {
  return number.toLocaleString("en");
}

// Control characters, bidirectional overrides and isolates, zero-width space and byte-order mark. Joiners stay: emoji and
// Arabic need them. The same as `kg/present/text.py`.
const UNSEEN = /[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff]/gu;

/** A stranger's text on one line, with what cannot be seen written out. */
export function shown(text: string): string {
  const seen = text.replace(UNSEEN, (sign) => `\\u${sign.codePointAt(0)!.toString(16).padStart(4, "0")}`); // first: \s has the byte-order mark
  return seen.replace(/\s+/g, " ").trim();
}

/** A headline begins with a capital letter; Chinese has none. */
export function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
