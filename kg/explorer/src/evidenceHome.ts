/** What the tab says when nothing is in focus: what one can do, where to begin, and how to read a claim. */

import { element } from "./app.ts";
import type { Claim } from "./claim.ts";
import type { Contested } from "./claims.ts";
import { Decimal } from "./decimal.ts";
import { capital, count, say, shown } from "./evidenceWords.ts";
import type { VocabularyTerm } from "./knowledge.ts";
import { pushed } from "./lists.ts";
import { shapeMark } from "./marks.ts";
import type { Made } from "./parts.ts";
import { figure } from "./wording.ts";

/** So many entries are offered of each kind. */
const ENTRIES = 8;

export function home(app: Made): Node[] {
  const { language, knowledge } = app;
  const best = [...knowledge.entities.values()].filter((entity) => entity.weight > 0).sort((a, b) => b.weight - a.weight || (a.slug < b.slug ? -1 : 1)).slice(0, ENTRIES);
  const items = best.map(({ slug, type, weight }) =>
    element("li", {}, element("button", { type: "button", class: "entry", "data-entity": slug, click: () => app.focus(slug) },
      shapeMark(knowledge.look(type)), element("span", { class: "grow" }, shown(knowledge.name(slug, language))), element("span", { class: "number" }, count(weight)))));
  return [
    element("h2", { tabindex: "-1" }, say("begin", language)),
    element("p", { class: "about" }, say("how", language)),
    element("section", { class: "part" }, element("h3", {}, say("best", language)), element("ul", { class: "entries two" }, ...items)),
    element("section", { class: "part", id: "contested", hidden: true }),
    legend(app),
  ];
}

/** The figures that are contested most, each with how far the claims lie apart. */
export function contested(app: Made, found: readonly Contested[], open: (entry: Contested) => void): Node[] {
  const { language, knowledge } = app;
  const items = found.slice(0, ENTRIES).map((entry) => {
    const ends = range(entry.claims);
    const [low, high] = ends.map((end) => figure(end, ends.unit, "", language));
    const said = low && high && low !== high ? say("values", language, count(entry.claims.length), low, high) : say("claims", language, count(entry.claims.length));
    return element("li", {}, element("button", { type: "button", class: "entry tall", "data-entity": entry.subject, click: () => open(entry) },
      element("span", {}, element("b", {}, shown(knowledge.name(entry.subject, language))), ` ${knowledge.label(entry.predicate, language)}`), element("span", { class: "facts" }, said)));
  });
  return items.length ? [element("h3", {}, say("contestedFigures", language)), element("ul", { class: "entries" }, ...items)] : [];
}

/** The least and the most of the figures in the unit that most of them have. */
function range(claims: readonly Claim[]): Decimal[] & { unit: string } {
  const byUnit = new Map<string, Decimal[]>();
  for (const claim of claims) {
    const number = Decimal.parse(claim.value?.value ?? "");
    if (number) pushed(byUnit, claim.word("unit"), number);
  }
  const [unit, numbers] = [...byUnit].sort(([, a], [, b]) => b.length - a.length)[0] ?? ["", []];
  const sorted = numbers.sort((a, b) => a.compare(b));
  return Object.assign(sorted.length ? [sorted[0]!, sorted.at(-1)!] : [], { unit });
}

/** Tiers and judgements, as the ontology explains them. */
function legend(app: Made): HTMLElement {
  const { language, knowledge } = app;
  const list = (kind: string, sign: (term: VocabularyTerm) => string): HTMLElement[] =>
    knowledge.words(kind).flatMap((term) => [
      element("dt", {}, element("span", { class: sign(term), "data-tier": term.name }, knowledge.label(term.name, language))),
      element("dd", {}, term.comments[language] ?? term.comments["en"] ?? ""),
    ]);
  return element(
    "section", { class: "part legend" }, element("h3", {}, say("legend", language)),
    element("h4", {}, capital(say("tiers", language))), element("dl", {}, ...list("Tier", () => "tier")),
    element("h4", {}, capital(say("statuses", language))), element("dl", {}, ...list("Status", () => "status plain")),
  );
}
