/** One claim as the reader sees it: what it states, when and who says so, why it is doubted, and its sources. */

import { element, type App } from "./app.ts";
import { rivalsOf, type Side } from "./card.ts";
import { inLanguage, type Claim } from "./claim.ts";
import type { Reading, Source } from "./claims.ts";
import { say, shown, type EvidenceWord } from "./evidenceWords.ts";
import type { Language, Texts } from "./knowledge.ts";
import { local } from "./terms.ts";
import { circumstances, claimDates, claimValue, measures, wordLabel } from "./wording.ts";

/** Of a claim's sources, so many are shown at once, the best first. */
const MOST_SOURCES = 2;

/** What is said in words of its own; any other qualifier is shown with its label. */
const TOLD = new Set([
  "subject", "predicate", "object", "unit", "bound", "amount", "share", "quantity", "quantityUnit", "lowerBound", "upperBound", "pointInTime", "startTime",
  "endTime", "issued", "horizon", "stage", "basis", "role", "status", "disputes", "refutes", "reason", "note", "references", "wasAttributedTo", "wasDerivedFrom",
]);

export class Teller {
  constructor(private readonly app: App, private readonly reading: Reading, private readonly center: string) {}

  private get language(): Language {
    return this.app.language;
  }

  /** A claim; `side` says from which end it is read, and nothing that it is to be told in full. */
  claim(claim: Claim, side: Side | null): HTMLElement {
    const isContested = claim.status !== "Accepted" || rivalsOf(this.reading, claim).length > 0;
    const state = claim.isRefuted ? "refuted" : isContested ? "contested" : "";
    const dates = claimDates(claim, this.language);
    return element(
      "article", { class: `claim ${state}`, "data-claim": claim.id },
      element("p", { class: "line" }, this.says(claim, side), dates ? element("span", { class: "when" }, shown(dates)) : null),
      this.details(claim, side),
      this.told("why", claim.texts("reason"), "reason"),
      this.told("note", claim.texts("note"), "note"),
      ...this.rest(claim),
      this.cited(claim),
      this.sources(claim),
    );
  }

  /** The name of an entity, which puts it in focus. */
  name(slug: string): HTMLElement {
    const { knowledge } = this.app;
    const name = shown(knowledge.name(slug, this.language));
    if (!knowledge.entities.has(slug)) return element("span", { class: "own" }, name);
    if (slug === this.center) return element("span", { class: "own" }, name);
    return element("button", { type: "button", class: "name", "data-entity": slug, click: () => this.app.focus(slug) }, name);
  }

  private says(claim: Claim, side: Side | null): HTMLElement {
    const said = claim.isRefuted ? element("s", { class: "says" }) : element("span", { class: "says" });
    const { knowledge } = this.app;
    const figures = measures(claim, this.language);
    if (side === "object") said.append(this.name(claim.subject));
    else if (side === "subject" && this.center) said.append(this.end(claim));
    else if (side === "subject") said.append(figures.length ? "" : this.end(claim)); // the heading names both ends
    else said.append(this.name(claim.subject), element("span", { class: "verb" }, ` ${knowledge.label(claim.predicate, this.language)} `), this.end(claim));
    if (figures.length) said.append(" ", element("span", { class: "value" }, shown(figures.join(", "))));
    return said;
  }

  private end(claim: Claim): HTMLElement {
    if (claim.object) return this.name(claim.object);
    const text = shown(claimValue(claim, this.language));
    const isProse = Boolean(claim.value?.lang);
    return element("span", isProse ? { class: "prose", lang: languageOf(claim.texts("object"), this.language) } : { class: "value" }, text);
  }

  /** Role, stage, basis and horizon; how the claim was judged; who says so, and when. */
  private details(claim: Claim, side: Side | null): HTMLElement | null {
    const words = (name: string): Texts | undefined => this.app.knowledge.terms.get(name)?.labels;
    const parts = circumstances(claim, this.language, words).map((part) => element("span", { class: "chip" }, shown(part)));
    if (claim.status !== "Accepted") parts.push(element("span", { class: "status" }, `${claim.isRefuted ? "✗" : "≠"} ${wordLabel(claim.status, this.language, words)}`));
    const by = this.speakers(claim, side);
    if (by) parts.push(by);
    return parts.length ? element("p", { class: "details" }, ...spaced(parts)) : null;
  }

  /** Who says so, and when it was said, which is another time than when it held. */
  private speakers(claim: Claim, side: Side | null): HTMLElement | null {
    const who = claim.speakers.filter((slug) => side !== "speaker" || slug !== this.center);
    const names = who.flatMap((slug, i) => [...(i ? [say("comma", this.language)] : []), this.name(slug)]);
    const said = claim.word("issued");
    const by = who.length ? [say("by", this.language), ...names, say("byEnd", this.language)] : [];
    const gap = who.length && said ? [say("pause", this.language)] : [];
    return by.length || said ? element("span", { class: "by" }, ...by, ...gap, said ? say("said", this.language, shown(said)) : null) : null;
  }

  private told(word: EvidenceWord, texts: Texts, kind: string): HTMLElement | null {
    const text = inLanguage(texts, this.language);
    return text ? element("p", { class: kind, lang: languageOf(texts, this.language) }, say(word, this.language, shown(text))) : null;
  }

  /** Qualifiers that have no words of their own, such as how confident a dataset's publisher is. */
  private rest(claim: Claim): HTMLElement[] {
    const { knowledge } = this.app;
    return [...claim.about.keys()].filter((name) => !TOLD.has(name)).sort().map((name) => {
      const isText = claim.about.get(name)!.some((term) => term.lang);
      const values = isText ? [inLanguage(claim.texts(name), this.language)] : claim.words(name).map((value) => (knowledge.terms.has(value) ? knowledge.label(value, this.language) : value));
      return element("p", { class: "note" }, knowledge.label(name, this.language) + say("colon", this.language) + shown(values.join(say("comma", this.language))));
    });
  }

  /** The pages that a dataset's row names as its own sources. */
  private cited(claim: Claim): HTMLElement | null {
    const pages = claim.words("references");
    if (!pages.length) return null;
    const links = pages.map((url) => link(url, host(url), this.language));
    return element("p", { class: "note cites", title: inLanguage(this.app.knowledge.terms.get("references")?.comments ?? {}, this.language) }, say("cites", this.language), ...spaced(links, say("comma", this.language)));
  }

  // ---- sources ----

  private sources(claim: Claim): HTMLElement {
    const tiers = this.app.knowledge.words("Tier").map((term) => term.name);
    const rank = (id: string): number => tiers.indexOf(this.reading.sources.get(id)?.tier ?? "") >>> 0; // those of no tier last
    const ids = claim.sources.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const items = ids.map((id) => this.source(id, this.reading.sources.get(id), claim.locators.get(id) ?? ""));
    const list = element("ul", { class: "sources" }, ...items.slice(0, MOST_SOURCES));
    const more = items.slice(MOST_SOURCES);
    if (!more.length) return list;
    const summary = more.length === 1 ? say("moreSource", this.language) : say("moreSources", this.language, more.length);
    return element("div", {}, list, element("details", {}, element("summary", {}, summary), element("ul", { class: "sources" }, ...more)));
  }

  private source(id: string, source: Source | undefined, locator: string): HTMLElement {
    if (!source) return element("li", {}, shown(local(id)));
    const facts = [source.publisher, source.date, locator && place(locator, this.language)].filter(Boolean).map(shown);
    const title = link(source.url, shown(source.title), this.language);
    if (source.language) title.lang = source.language;
    const tier = source.tier ? element("span", { class: "tier", "data-tier": source.tier }, this.app.knowledge.label(source.tier, this.language)) : null;
    return element("li", {}, title, " ", element("span", { class: "facts" }, ...spaced([...facts, ...(tier ? [tier] : [])], " · ")));
  }
}

/** A link where the address is one of the web; else the text alone, with the address as it stands. */
export function link(url: string, text: string, language: Language): HTMLElement {
  if (!/^https?:\/\//i.test(url)) return element("span", { class: "dead" }, url && url !== text ? `${text} (${shown(url)})` : text);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text || shown(url), element("span", { class: "unseen" }, ` ${say("newTab", language)}`));
}

/** A paragraph and sentence of a text, or a row of a dataset. */
function place(locator: string, language: Language): string {
  const match = /^p(\d+)(?:s(\d+))?$/.exec(locator);
  if (!match) return say("row", language, locator);
  return match[2] ? say("sentence", language, match[1]!, match[2]) : say("paragraph", language, match[1]!);
}

function host(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, "");
  } catch {
    return url;
  }
}

/** The language in which a text is told when the reader's is asked for. */
function languageOf(texts: Texts, language: Language): string {
  return texts[language] ? language : "en";
}

function spaced(parts: readonly (Node | string)[], gap = " "): (Node | string)[] {
  return parts.flatMap((part, i) => (i ? [gap, part] : [part]));
}
