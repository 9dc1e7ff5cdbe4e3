// What the page is made of, and the two languages it speaks. Everything strangers wrote is in `data`; it reaches the document
// through `el`, which makes text nodes and attributes but never parses markup.
const data = JSON.parse(document.getElementById("data").textContent);

const UI = {
  en: {
    entities: "{0} entities", relations: "{0} relations", sources: "{0} sources", of: "{0} of {1}",
    search: "Find an entity", nothing: "Nothing by that name", legend: "Legend", language: "繁中", languageTitle: "介面改用繁體中文",
    dark: "Dark", light: "Light", themeTitle: "Light or dark", zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Show all", move: "Let it move",
    moveTitle: "Let the nodes push and pull each other", picture: "Network of {0}. Find an entity with the search to read it as text.",
    omitted: "{0} more entities are left out of this picture.", kinds: "Entities", families: "Relations", lines: "Certainty",
    firm: "stated as fact", planned: "intended or rumoured", disputed: "disputed", refuted: "refuted", reset: "Show everything again",
    legendTip: "Click to hide or show, Shift+click for only that.", close: "Close", facts: "Figures", disagree: "Sources disagree",
    between: "Also between the two", disputes: "{0} rival claims", dispute: "1 rival claim", unsourced: "no source given",
    by: "said by", said: "said", by_then: "by", why: "Why refuted:", none: "No relations in this picture.",
    role: "as", toolbar: "View", other: "other", more: "Show {0} more",
  },
  "zh-Hant": {
    entities: "{0} 個實體", relations: "{0} 項關係", sources: "{0} 個來源", of: "{0} / {1}",
    search: "尋找實體", nothing: "查無此名", legend: "圖例", language: "EN", languageTitle: "Switch to English",
    dark: "深色", light: "淺色", themeTitle: "淺色或深色", zoomIn: "放大", zoomOut: "縮小", fit: "顯示全圖", move: "讓它動",
    moveTitle: "讓節點互相推拉", picture: "{0} 的網絡圖。可用搜尋找到實體，以文字閱讀。",
    omitted: "本圖另略去 {0} 個實體。", kinds: "實體", families: "關係", lines: "確定程度",
    firm: "陳述為事實", planned: "計畫中或傳聞", disputed: "有爭議", refuted: "已被推翻", reset: "恢復全部顯示",
    legendTip: "點擊可隱藏或顯示,Shift+點擊只看該項。", close: "關閉", facts: "數據", disagree: "來源說法不一",
    between: "兩者之間的其他關係", disputes: "{0} 項相左的主張", dispute: "1 項相左的主張", unsourced: "未註明來源",
    by: "發言者", said: "發言於", by_then: "預計", why: "推翻理由:", none: "本圖中沒有關係。",
    role: "身分:", toolbar: "檢視", other: "其他", more: "再顯示 {0} 項",
  },
};

let language = (navigator.language || "").toLowerCase().startsWith("zh") ? "zh-Hant" : "en";

const ui = (key, ...values) => UI[language][key].replace(/\{(\d)\}/g, (_, index) => values[index]);
const count = (number) => number.toLocaleString(language === "en" ? "en" : "zh-TW");

// The text in the language of the interface, else in whatever language there is; with the language it is in.
const tagged = (names, fallback = "") => {
  const tags = Object.keys(names ?? {});
  const same = (start) => tags.find((tag) => tag.toLowerCase().startsWith(start));
  const tag = same(language.slice(0, 2).toLowerCase()) ?? same("en") ?? tags[0];
  return tag ? { text: names[tag], lang: tag } : { text: fallback, lang: "" };
};
const pick = (names, fallback) => tagged(names, fallback).text;
const english = (node) => node.names.en ?? Object.values(node.names)[0] ?? node.slug;
const chinese = (node) => {
  const tag = Object.keys(node.names).find((name) => name.toLowerCase().startsWith("zh"));
  return tag && node.names[tag] !== english(node) ? node.names[tag] : "";
};
// A name that a claim qualifies itself with: its label from the ontology, else its own letters in plain words.
const word = (name) => pick(data.words[name], name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
const property = (claim) => pick(data.properties[claim.property], claim.property.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());

const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};
// Someone's words: isolated, so that Hebrew or a stray mark cannot reorder what stands beside them.
const text = (value, attributes) => el("bdi", attributes, String(value));
const said = (names, attributes) => {
  const { text: value, lang } = tagged(names);
  return value ? el("bdi", { lang: lang || undefined, ...attributes }, value) : null;
};
const short = (value, most = 90) => {
  if (value.length <= most) return value;
  const head = value.slice(0, most + 40);
  const parts = Intl.Segmenter ? [...new Intl.Segmenter().segment(head)].map((part) => part.segment) : [...head];
  while (parts.length && parts.join("").length > most) parts.pop();
  return parts.join("").trimEnd() + "…";
};

const nodes = data.nodes;
const edges = data.edges;
const bySlug = new Map(nodes.map((node) => [node.slug, node]));
const edgeOfClaim = new Map(edges.map((edge) => [edge.claim, edge]));
const ownerOfFact = new Map(nodes.flatMap((node) => node.facts.map((fact) => [fact, node])));
const edgesOf = nodes.map(() => []);
for (const edge of edges) {
  edgesOf[edge.from].push(edge);
  if (edge.to !== edge.from) edgesOf[edge.to].push(edge);
}
