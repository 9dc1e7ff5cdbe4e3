/** The words of the SPARQL tab in both languages. */

import type { Language } from "./knowledge.ts";

const WORDS = {
  saved: ["Saved questions", "已存問題"],
  find: ["Find a question", "尋找問題"],
  noQuestion: ["No saved question says that", "沒有這樣的已存問題"],
  blank: ["New query", "新查詢"],
  parameters: ["Values for this question", "此問題的參數"],
  byDefault: ["if left empty:", "留空時："],
  example: ["for example", "例如"],
  free: ["left empty, it stays a variable", "留空則維持為變數"],
  editor: ["SPARQL query", "SPARQL 查詢"],
  editorHelp: ["Control or Command and Enter runs it; Control and Space completes; Tab leaves the editor.", "Control 或 Command 加 Enter 執行；Control 加空白鍵補全；Tab 離開編輯器。"],
  run: ["Run", "執行"],
  stop: ["Stop", "停止"],
  running: ["Running", "執行中"],
  starting: ["Starting the engine", "正在啟動查詢引擎"],
  stopped: ["Stopped after", "已停止，執行了"],
  seconds: ["s", "秒"],
  row: ["row", "列"],
  rows: ["rows", "列"],
  triple: ["triple", "個三元組"],
  triples: ["triples", "個三元組"],
  nothing: ["Nothing matches.", "沒有符合的結果。"],
  yes: ["Yes", "是"],
  no: ["No", "否"],
  answer: ["Answer", "結果"],
  copy: ["Copy", "複製"],
  copied: ["Copied; it can be pasted into a spreadsheet.", "已複製，可貼入試算表。"],
  notCopied: ["The browser does not let the page copy.", "瀏覽器不允許複製。"],
  more: ["Show more rows", "顯示更多列"],
  view: ["Picture of the answer", "結果圖示"],
  table: ["Table", "表格"],
  bars: ["Bars", "長條圖"],
  lines: ["Lines", "折線圖"],
  points: ["Points", "散布圖"],
  timeline: ["Timeline", "時間軸"],
  measure: ["Measure", "數值"],
  light: ["Light up", "於圖中標示"],
  lit: ["lit in the network", "已在網絡圖中標示"],
  only: ["Draw only these", "僅繪這些"],
  all: ["Draw the whole graph", "繪製整個圖譜"],
  entity: ["entity", "個實體"],
  entities: ["entities", "個實體"],
  sort: ["Sort by", "排序："],
  claim: ["Read the evidence of this claim", "閱讀此主張的證據"],
  moreRows: ["more in the table", "筆見表格"],
  exhausted: ["The query needed more memory than the browser gives; narrow it.", "查詢所需記憶體超過瀏覽器所能提供；請縮小範圍。"],
  needs: ["This question needs a value for", "此問題需要填寫"],
} as const satisfies Record<string, readonly [string, string]>;

export type SparqlWord = keyof typeof WORDS;

export function say(name: SparqlWord, language: Language): string {
  return WORDS[name][language === "en" ? 0 : 1];
}

export function count(number: number, language: Language): string {
  return new Intl.NumberFormat(language === "en" ? "en" : "zh-Hant-TW").format(number);
}
