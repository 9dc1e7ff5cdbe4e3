/** The interface in both languages. */

import { phrases } from "./phrases.ts";

const WORDS = {
  skip: ["Skip to the evidence", "跳至證據"],
  search: ["Search names in English or 中文", "以中文或英文搜尋"],
  nothingFound: ["Nothing is called that", "查無此名稱"],
  filters: ["Filters", "篩選"],
  take: ["Take away", "匯出"],
  language: ["中文", "English"],
  theme: ["Theme", "主題"],
  network: ["Network of the AI industry. Arrow keys go to the next entity in that direction, with Shift they move the picture; Enter reads the evidence, Space draws the neighbours too, plus and minus zoom, 0 shows all, Escape lets go.", "AI 產業網絡圖。方向鍵移至該方向的下一個實體，加按 Shift 則移動畫面；Enter 閱讀證據，空白鍵展開相鄰實體，加減鍵縮放，0 顯示全部，Escape 取消選取。"],
  stage: ["Network", "網絡圖"],
  panel: ["Evidence and questions", "證據與提問"],
  evidence: ["Evidence", "證據"],
  money: ["Money", "金流"],
  sparql: ["SPARQL", "SPARQL"],
  fit: ["Show all", "顯示全部"],
  arrange: ["Lay out what is in view by itself", "將顯示中的部分獨立排列"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "縮小"],
  whole: ["Whole graph", "整個圖譜"],
  around: ["Only around this", "僅看其周邊"],
  entities: ["entities", "個實體"],
  claims: ["claims", "項主張"],
  sources: ["sources", "個來源"],
  inView: ["in view", "顯示中"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

export const word = phrases(WORDS);
