/** What the reader has chosen. It stands in the address after `#`, so that a link brings another reader to the same view. */

import type { Language } from "./knowledge.ts";

export type Tab = "evidence" | "money" | "sparql";
export type Clock = "valid" | "reported";

export interface State {
  language: Language;
  theme: "auto" | "light" | "dark";
  tab: Tab;
  /** The entity in focus. */
  focus: string;
  /** The relation in focus: subject, property, object. */
  relation: readonly [string, string, string] | null;
  /** Entities that are drawn; `null` for all. */
  drawn: readonly string[] | null;
  /** A path or a ring that is lit: entities in order. */
  lit: readonly string[];
  /** Entities that a query answered with. */
  answered: readonly string[];
  /** What is not drawn: classes, relation families, and so on by name. Refuted claims stand beside their rivals, and are drawn only when asked for. */
  hidden: { types: readonly string[]; families: readonly string[]; predicates: readonly string[]; statuses: readonly string[]; stages: readonly string[]; tiers: readonly string[]; graphs: readonly string[] };
  /** Only relations about at least so many US dollars; 0 for all. */
  least: number;
  /** The graph as it stood on that day; empty for now. */
  day: string;
  clock: Clock;
  /** Whether what is in view is laid out by itself; a part of the graph always is. */
  arranged: boolean;
  /** Money view: arrows as wide as the sums, everything else faint. */
  money: boolean;
  query: string;
  saved: string;
  parameters: Readonly<Record<string, string>>;
  /** How an answer is shown: `table`, a kind of picture, or whatever suits it best; the column that is measured, and the one that sorts, with a minus for downwards. */
  picture: string;
  measure: string;
  sort: string;
  camera: { x: number; y: number; ratio: number } | null;
}

export function initial(): State {
  return {
    language: navigator.language.toLowerCase().startsWith("zh") ? "zh-Hant" : "en", theme: "auto", tab: "evidence", focus: "", relation: null,
    drawn: null, lit: [], answered: [], hidden: { types: [], families: [], predicates: [], statuses: ["Refuted"], stages: [], tiers: [], graphs: [] },
    least: 0, day: "", clock: "valid", arranged: false, money: false, query: "", saved: "", parameters: {}, picture: "", measure: "", sort: "", camera: null,
  };
}

type Listener = (state: Readonly<State>, before: Readonly<State>) => void;

/** The state, who listens to it, and the address that follows it. */
export class Store {
  private readonly listeners: Listener[] = [];
  private timer = 0;

  constructor(public state: Readonly<State> = read(location.hash)) {
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== write(this.state)) this.set(read(location.hash));
    });
  }

  set(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const listener of this.listeners) listener(this.state, before);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => history.replaceState(null, "", `#${write(this.state)}`), 200);
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }
}

const LISTS = ["types", "families", "predicates", "statuses", "stages", "tiers", "graphs"] as const;

/** The state as the part of an address after `#`: only what differs from the beginning. */
export function write(state: Readonly<State>): string {
  const begun = initial();
  const found = new URLSearchParams();
  const put = (name: string, value: string, usual = ""): void => {
    if (value !== usual) found.set(name, value);
  };
  put("lang", state.language, begun.language);
  put("theme", state.theme, "auto");
  put("tab", state.tab, "evidence");
  put("focus", state.focus);
  put("relation", state.relation?.join(" ") ?? "");
  put("drawn", state.drawn?.join(" ") ?? "*", "*");
  put("lit", state.lit.join(" "));
  put("answered", state.answered.join(" "));
  for (const list of LISTS) put(`no-${list}`, state.hidden[list].join(" "), begun.hidden[list].join(" "));
  put("least", String(state.least), "0");
  put("day", state.day);
  put("clock", state.clock, "valid");
  put("arranged", state.arranged ? "1" : "");
  put("money", state.money ? "1" : "");
  put("query", state.query);
  put("saved", state.saved);
  for (const name of ["picture", "measure", "sort"] as const) put(name, state[name]);
  for (const [name, value] of Object.entries(state.parameters)) put(`param.${name}`, value);
  if (state.camera) put("camera", [state.camera.x, state.camera.y, state.camera.ratio].map((n) => n.toFixed(4)).join(" "));
  return found.toString();
}

/** The state that an address tells of; what it does not say, or says wrongly, is as at the beginning. */
export function read(hash: string): State {
  const begun = initial();
  const found = new URLSearchParams(hash.replace(/^#/, ""));
  const list = (name: string): string[] => (found.get(name) ?? "").split(" ").filter(Boolean);
  const one = <T extends string>(name: string, allowed: readonly T[], usual: T): T => allowed.find((word) => word === found.get(name)) ?? usual;
  const relation = list("relation");
  const camera = list("camera").map(Number);
  return {
    language: one("lang", ["en", "zh-Hant"], begun.language), theme: one("theme", ["auto", "light", "dark"], "auto"),
    tab: one("tab", ["evidence", "money", "sparql"], "evidence"), focus: found.get("focus") ?? "",
    relation: relation.length === 3 ? [relation[0]!, relation[1]!, relation[2]!] : null,
    drawn: found.has("drawn") ? list("drawn") : null, lit: list("lit"), answered: list("answered"),
    hidden: Object.fromEntries(LISTS.map((kind) => [kind, found.has(`no-${kind}`) ? list(`no-${kind}`) : begun.hidden[kind]])) as unknown as State["hidden"],
    least: /^\d{1,15}$/.test(found.get("least") ?? "") ? Number(found.get("least")) : 0, day: /^\d{4}-\d{2}-\d{2}$/.test(found.get("day") ?? "") && !Number.isNaN(Date.parse(found.get("day")!)) ? found.get("day")! : "",
    clock: one("clock", ["valid", "reported"], "valid"), arranged: found.get("arranged") === "1", money: found.get("money") === "1", query: found.get("query") ?? "",
    saved: found.get("saved") ?? "", picture: found.get("picture") ?? "", measure: found.get("measure") ?? "", sort: found.get("sort") ?? "",
    parameters: Object.fromEntries([...found].filter(([name]) => name.startsWith("param.")).map(([name, value]) => [name.slice(6), value])),
    camera: camera.length === 3 && camera.every(Number.isFinite) ? { x: camera[0]!, y: camera[1]!, ratio: camera[2]! } : null,
  };
}
