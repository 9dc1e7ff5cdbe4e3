/** The card of an entity or of an arrow: all claims about it, grouped, the contested ones side by side. */

import { element } from "./app.ts";
import { blocks, heading, isContested, linesOf, sections, shortened, type Block, type Group, type Line, type Section, type Side } from "./card.ts";
import { inLanguage, type Claim } from "./claim.ts";
import type { Reading, Relation } from "./claims.ts";
import { Teller, link } from "./evidenceClaim.ts";
import { capital, count, say, shown } from "./evidenceWords.ts";
import type { Language } from "./knowledge.ts";
import { lineMark, shapeMark } from "./marks.ts";
import type { Made } from "./parts.ts";
import { compact } from "./terms.ts";
import { holds } from "./view.ts";

/** A card with fewer claims needs no list of its parts. */
const LONG = 12;

/** What the reader opened and filtered on the card; it lasts until another card is shown. */
export interface Choices {
  /** Properties of which all claims are shown. */
  readonly open: Set<string>;
  contested: boolean;
  /** Claims of other times too, though a day is set. */
  allTimes: boolean;
}

export class Card {
  private readonly teller: Teller;

  constructor(
    private readonly app: Made, private readonly reading: Reading, private readonly what: string | Relation, private readonly choices: Choices,
    /** Show the card anew, after a choice. */
    private readonly again: () => void,
  ) {
    this.teller = new Teller(app, reading, typeof what === "string" ? what : "");
  }

  private get language(): Language {
    return this.app.language;
  }

  /** Everything below the heading. */
  body(): Node[] {
    const entity = typeof this.what === "string" ? this.what : "";
    const all = linesOf(this.reading, entity || this.what[0]!);
    const lines = all.filter((line) => line.claim.sources.length > 0);
    const timely = lines.filter((line) => this.isTimely(line.claim));
    const kept = timely.filter((line) => !this.choices.contested || isContested(line));
    const parts = sections(kept, this.app.knowledge);
    return [
      ...(entity ? this.about() : []),
      this.counts(timely),
      this.times(lines.length - timely.length),
      all.length > lines.length ? element("p", { class: "quiet" }, say("unsourced", this.language, count(all.length - lines.length))) : null,
      entity && kept.length > LONG && parts.length > 1 ? this.contents(parts) : null,
      ...(entity ? parts.map((part) => this.section(part)) : [this.relation(kept)]),
      entity ? null : this.between(),
    ].filter((node): node is HTMLElement => node !== null);
  }

  private isTimely(claim: Claim): boolean {
    const { day, clock } = this.app.store.state;
    const times = { at: claim.word("pointInTime"), from: claim.word("startTime"), until: claim.word("endTime"), issued: claim.word("issued"), stage: claim.word("stage") };
    return this.choices.allTimes || holds(times, day, clock);
  }

  // ---- above the claims ----

  private about(): (HTMLElement | null)[] {
    const { description, aliases, same } = this.reading;
    const text = inLanguage(description, this.language);
    const mine = aliases.filter(({ language }) => language === this.language);
    const names = [...new Set([...mine, ...aliases].map(({ name }) => shown(name)))];
    const pages = same.flatMap((url) => [" ", link(url, compact(url), this.language)]);
    return [
      text ? element("p", { class: "about", lang: description[this.language] ? this.language : "en" }, shown(text)) : null,
      names.length || pages.length ? element("p", { class: "quiet" }, names.length ? say("also", this.language, names.join(say("comma", this.language))) : null, ...pages) : null,
    ];
  }

  private counts(lines: readonly Line[]): HTMLElement {
    const sources = new Set(lines.flatMap((line) => line.claim.sources)).size;
    const contested = lines.filter(isContested).length;
    const said = !lines.length ? say("none", this.language) : lines.length > 1 ? say("counts", this.language, count(lines.length), count(sources))
      : sources > 1 ? say("countsOne", this.language, 1, count(sources)) : say("oneOfOne", this.language);
    const filter = contested && lines.length > 1
      ? element("button", {
          type: "button", class: "filter", "data-filter": "contested", "aria-pressed": String(this.choices.contested), title: say("onlyContested", this.language),
          click: () => {
            this.choices.contested = !this.choices.contested;
            this.again();
          },
        }, `≠ ${say("contested", this.language, count(contested))}`)
      : null;
    return element("p", { class: "counts" }, element("span", {}, capital(said)), filter);
  }

  /** What is left out because the clock is set to another day. */
  private times(left: number): HTMLElement | null {
    const { day, clock } = this.app.store.state;
    if (!day || !left) return null;
    const act = (): void => {
      this.choices.allTimes = true;
      this.again();
    };
    return element("p", { class: "asof" }, `${say(clock === "valid" ? "notThen" : "notSaid", this.language, day, count(left))} `, element("button", { type: "button", class: "small", "data-filter": "times", click: act }, say("allTimes", this.language)));
  }

  private contents(parts: readonly Section[]): HTMLElement {
    const jump = (name: string): void => {
      const title = document.getElementById(`part-${name}`);
      title?.scrollIntoView({ block: "start" });
      title?.focus({ preventScroll: true });
    };
    const buttons = parts.map((part) => {
      const claims = part.groups.reduce((sum, group) => sum + group.lines.length, 0);
      return element("button", { type: "button", class: "small", click: () => jump(part.name) }, this.mark(part.name), this.title(part.name), element("span", { class: "number" }, count(claims)));
    });
    return element("nav", { class: "contents", "aria-label": say("sections", this.language) }, ...buttons);
  }

  // ---- the claims ----

  private title(name: string): string {
    const { knowledge } = this.app;
    const label = knowledge.terms.has(name) ? knowledge.label(name, this.language) : name === "figures" || name === "says" ? say(name, this.language) : say("others", this.language);
    return capital(label);
  }

  private mark(name: string): SVGSVGElement | null {
    const family = this.app.knowledge.terms.get(name);
    return family?.color ? lineMark(family) : null;
  }

  private section(part: Section): HTMLElement {
    return element(
      "section", { class: "part", "aria-labelledby": `part-${part.name}` },
      element("h3", { id: `part-${part.name}`, tabindex: "-1" }, this.mark(part.name), this.title(part.name)),
      ...part.groups.map((group) => this.group(group)),
    );
  }

  private group(group: Group): HTMLElement {
    const number = group.lines.length > 1 ? element("span", { class: "number" }, ` ${count(group.lines.length)}`) : null;
    const comment = inLanguage(this.app.knowledge.terms.get(group.property)?.comments ?? {}, this.language);
    const title = element("h4", comment ? { title: comment } : {}, capital(heading(group, this.app.knowledge, this.language)), number);
    return element("div", { class: "group", "data-property": group.property, "data-side": group.side }, title, ...this.list(group));
  }

  /** The claims of a property: the newest and the contested ones, the others behind a button. */
  private list({ property, side, lines }: Group): HTMLElement[] {
    const key = `${side} ${property}`;
    const all = blocks(lines);
    const { shown: first, more } = shortened(all);
    const box = element("div", { class: "claims" });
    const fill = (): void => box.replaceChildren(...(this.choices.open.has(key) ? all : first).map((block) => this.block(block, side)));
    fill();
    if (!more) return [box];
    const button = element("button", { type: "button", class: "small more" });
    const label = (): void => {
      const isOpen = this.choices.open.has(key);
      button.textContent = isOpen ? say("showNewest", this.language) : say("showAll", this.language, count(lines.length));
      button.setAttribute("aria-expanded", String(isOpen));
    };
    button.addEventListener("click", () => {
      if (!this.choices.open.delete(key)) this.choices.open.add(key);
      fill();
      label();
      if (!this.choices.open.has(key)) button.scrollIntoView({ block: "nearest" });
    });
    label();
    return [box, button];
  }

  /** One claim; or claims that contradict one another, side by side, with those that stand elsewhere. */
  private block(block: Block, side: Side): HTMLElement {
    const here = new Set(block.map((line) => line.claim.id));
    const strangers = [...new Map(block.flatMap((line) => line.rivals).map((claim) => [claim.id, claim])).values()].filter((claim) => !here.has(claim.id) && this.isTimely(claim));
    if (block.length + strangers.length === 1) return this.teller.claim(block[0]!.claim, side);
    const size = block.length + strangers.length;
    const title = size === 2 ? say("two", this.language) : say("rivals", this.language, count(size));
    return element(
      "div", { class: "rivals", role: "group", "aria-label": title },
      element("p", { class: "warning" }, `≠ ${title}`),
      element("div", { class: "beside" }, ...block.map((line) => this.teller.claim(line.claim, side)), ...strangers.map((claim) => this.teller.claim(claim, null))),
    );
  }

  // ---- an arrow ----

  private relation(lines: readonly Line[]): HTMLElement {
    const comment = inLanguage(this.app.knowledge.terms.get(this.what[1]!)?.comments ?? {}, this.language);
    return element("section", { class: "part" }, comment ? element("p", { class: "quiet" }, comment) : null, ...blocks(lines).map((block) => this.block(block, "subject")));
  }

  /** What else connects the two ends of an arrow. */
  private between(): HTMLElement | null {
    const [subject, property, object] = this.what as Relation;
    const { knowledge } = this.app;
    const others = knowledge.linksOf(subject).filter((other) => {
      const ends = [other.subject, other.object];
      return ends.includes(object) && ends.includes(subject) && !(other.subject === subject && other.predicate === property);
    });
    const arrows = new Map(others.map((other) => [`${other.subject} ${other.predicate}`, [other.subject, other.predicate, other.object] as const]));
    if (!arrows.size) return null;
    const items = [...arrows.values()].map((relation) => {
      const text = [knowledge.name(relation[0], this.language), knowledge.label(relation[1], this.language), knowledge.name(relation[2], this.language)].map(shown).join(" ");
      return element("li", {}, this.mark(knowledge.familyOf(relation[1])), element("button", { type: "button", class: "name", "data-relation": relation.join(" "), click: () => this.app.store.set({ relation }) }, text));
    });
    return element("section", { class: "part" }, element("h3", {}, say("between", this.language)), element("ul", { class: "entries" }, ...items));
  }
}

/** The heading of a card, which needs no engine: names, class, and what one can do with the picture. */
export function head(app: Made, what: string | Relation): HTMLElement {
  return typeof what === "string" ? entityHead(app, what) : relationHead(app, what);
}

function entityHead(app: Made, slug: string): HTMLElement {
  const { knowledge, language } = app;
  const entity = knowledge.entities.get(slug)!;
  const name = knowledge.name(slug, language);
  const others = Object.entries(entity.labels).filter(([, text]) => text !== name).sort(([a], [b]) => (a < b ? -1 : 1));
  const types = capital(knowledge.label(entity.type, language));
  return element(
    "div", { class: "head" },
    element("h2", { tabindex: "-1" }, shapeMark(knowledge.look(entity.type)), shown(name), ...others.map(([tag, text]) => element("span", { class: "second", lang: tag }, shown(text)))),
    element("p", { class: "kind" }, types, " · ", element("code", {}, `e:${slug}`)),
    tools(app, slug),
  );
}

function relationHead(app: Made, [subject, property, object]: Relation): HTMLElement {
  const { knowledge, language } = app;
  const end = (slug: string): HTMLElement =>
    element("button", { type: "button", class: "name", "data-entity": slug, click: () => app.focus(slug) }, shown(knowledge.name(slug, language)));
  const family = knowledge.terms.get(knowledge.familyOf(property));
  return element(
    "div", { class: "head" },
    element("h2", { tabindex: "-1" }, end(subject), element("span", { class: "verb" }, ` ${knowledge.label(property, language)} `), end(object)),
    family ? element("p", { class: "kind" }, family.color ? lineMark(family) : null, capital(knowledge.label(family.name, language))) : null,
  );
}

/** What one can do with the picture around an entity. */
function tools(app: Made, slug: string): HTMLElement {
  const { language, store } = app;
  const { drawn } = store.state;
  const near = new Set([slug, ...app.knowledge.linksOf(slug).flatMap((edge) => [edge.subject, edge.object])]);
  const tool = (word: "around" | "expand" | "whole", act: () => void): HTMLElement => element("button", { type: "button", class: "small", "data-tool": word, click: act }, say(word, language));
  const draw = (slugs: readonly string[] | null): void => {
    store.set({ drawn: slugs, focus: slug, relation: null, lit: [], answered: [] });
    app.network.gaze?.fit();
  };
  const isAround = drawn !== null && drawn.length === near.size && drawn.every((each) => near.has(each));
  return element(
    "p", { class: "tools" },
    isAround ? null : tool("around", () => draw([...near])),
    drawn !== null && [...near].some((each) => !drawn.includes(each)) ? tool("expand", () => app.expand(slug)) : null,
    drawn !== null ? tool("whole", () => draw(null)) : null,
  );
}
