/** What the money tab says, in both languages. */

import { Decimal } from "./decimal.ts";
import type { Language } from "./knowledge.ts";
import { phrases } from "./phrases.ts";
import { figure } from "./wording.ts";

const WORDS = {
  views: ["Kinds of answer", "檢視方式"],
  flows: ["Flows", "流向"],
  rings: ["Rings", "循環"],
  path: ["Path", "路徑"],
  switch: ["Money view", "金流檢視"],
  switchHint: ["Arrows as wide as the sums; all else faint.", "箭頭寬度代表金額，其餘淡化。"],
  total: ["known sums in view", "顯示中的已知金額"],
  firm: ["firm", "已確定"],
  early: ["rumoured or intended", "傳聞或計畫中"],
  pairs: ["Payments between two actors: {}; without a sum in dollars: {}", "{} 組付款關係，其中 {} 組沒有美元金額"],
  noMoney: ["No money moves in what is in view.", "目前顯示的內容中沒有金錢流動。"],
  sumHint: ["Of each payer and payee the largest claim counts once, subsidiaries as the firm. Sums of different years and stages stand together, and a round may overlap with its parts: this is a measure, not an account.", "每組付款方與收款方只計最大的一筆主張，子公司併入母公司。不同年份與階段的金額並列，一輪募資也可能與其中各筆重疊：這是概略尺度，不是帳目。"],
  largest: ["Largest payments", "最大金額"],
  pays: ["Pay most", "付款最多"],
  paid: ["Are paid most", "收款最多"],
  ringsTitle: ["Money that goes round", "循環流動的資金"],
  ringsHint: ["Each ring begins and ends with the same firm; subsidiaries count as the firm. Refuted and cancelled claims are left out.", "每個循環的起點與終點為同一家公司，子公司併入母公司。不含已駁斥與已取消的主張。"],
  searching: ["Looking for rings …", "正在尋找循環…"],
  ringCount: ["{} rings of up to {} legs", "{} 個循環，最多 {} 段"],
  oneRing: ["1 ring of up to {} legs", "1 個循環，最多 {} 段"],
  noRings: ["No ring of money in what is in view.", "目前顯示的內容中沒有資金循環。"],
  incomplete: ["There are too many to find all: the list is whole up to {} legs. Put a firm in focus to see those through it.", "數量太多，無法全部找出：清單完整至 {} 段。將某公司設為焦點，可查看通過它的循環。"],
  through: ["Only through {}", "僅通過{}者"],
  legs: ["{} legs", "{} 段"],
  anyLength: ["All", "全部"],
  length: ["Length", "長度"],
  more: ["Show {} more", "再顯示 {} 個"],
  unknown: ["sum unknown", "金額不明"],
  evidence: ["Read the evidence", "閱讀證據"],
  claims: ["{} claims", "{} 項主張"],
  oneClaim: ["1 claim", "1 項主張"],
  pathTitle: ["Shortest path of evidence", "最短證據路徑"],
  pathHint: ["Fewest steps first; then better sources, and less through those whom everybody knows.", "先取步數最少者；其次取來源較佳、較少經過眾所關聯者的路徑。"],
  from: ["From", "起點"],
  to: ["To", "終點"],
  swap: ["Swap", "對調"],
  find: ["Find the path", "尋找路徑"],
  pick: ["A name in English or 中文", "中文或英文名稱"],
  nobody: ["Nothing is called that", "查無此名稱"],
  found: ["Names found", "找到的名稱"],
  same: ["These are one and the same; name two.", "起點與終點相同，請選兩個不同的實體。"],
  noPath: ["No claims in view connect {} and {}.", "目前顯示的主張無法連接{}與{}。"],
  steps: ["{} steps from {} to {}", "從{1}到{2}，共 {0} 步"],
  oneStep: ["1 step from {} to {}", "從{}到{}，共 1 步"],
  moreClaims: ["and {} more", "另有 {} 項"],
} as const satisfies Record<string, readonly [string, string]>;

/** A phrase with what goes into its gaps, in order or by number. */
export const say = phrases(WORDS);

/** A sum of US dollars in words, with at most four digits: of sums of many claims the rest means nothing. */
export function sum(amount: number, language: Language): string {
  const size = amount >= 1e4 ? Number(amount.toPrecision(4)) : amount;
  const number = Decimal.parse(String(size));
  return number ? figure(number, "USD", "", language) : String(amount);
}
