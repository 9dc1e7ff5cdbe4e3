/** Claims of one payment or step, by relation, each a button to its evidence: nothing is said without its source. */

import { element } from "./app.ts";
import { Decimal } from "./decimal.ts";
import { shown } from "./evidenceWords.ts";
import { dateOf, type Link } from "./knowledge.ts";
import { pushed } from "./lists.ts";
import { lineMark } from "./marks.ts";
import { say } from "./moneyWords.ts";
import type { Made } from "./parts.ts";
import { figure, wordLabel } from "./wording.ts";

/** So many relations are listed at first. */
const MOST = 5;

/** An entity's name as a button that puts it in focus. */
export function nameButton(app: Made, slug: string): HTMLElement {
  return element("button", { type: "button", class: "name", "data-entity": slug, click: () => app.focus(slug) }, shown(app.knowledge.name(slug, app.language)));
}

/** What a claim says of sum, stage and date. */
export function phrases(app: Made, link: Link): string[] {
  const { language, knowledge } = app;
  const amount = link.amount ? Decimal.parse(String(link.amount)) : null;
  const status = link.status === "Accepted" ? "" : knowledge.label(link.status, language);
  return [
    amount ? figure(amount, link.unit, link.bound, language) : "", link.stage ? wordLabel(link.stage, language, (name) => knowledge.terms.get(name)?.labels) : "",
    dateOf(link), status,
  ].filter(Boolean);
}

/** One line for each relation, told by its first claim. */
export function relations(app: Made, links: readonly Link[]): HTMLUListElement {
  const found = new Map<string, Link[]>();
  for (const link of links) {
    const key = `${link.subject} ${link.predicate} ${link.object}`;
    pushed(found, key, link);
  }
  const lines = [...found.values()].map((all) => line(app, all));
  const rest = lines.slice(MOST);
  const list = element("ul", { class: "relations" }, ...lines.slice(0, MOST));
  if (rest.length > 0) {
    const more = element("li", {}, element("button", { type: "button", class: "small", click: () => {
      more.replaceWith(...rest);
      rest[0]!.querySelector("button")!.focus();
    } }, say("moreClaims", app.language, rest.length)));
    list.append(more);
  }
  return list;
}

function line(app: Made, all: readonly Link[]): HTMLElement {
  const { language, knowledge, store } = app;
  const { subject, predicate, object, family } = all[0]!;
  const name = (slug: string): string => shown(knowledge.name(slug, language));
  const said = `${name(subject)} ${knowledge.label(predicate, language)} ${name(object)}`;
  const details = phrases(app, all[0]!);
  const count = all.length === 1 ? say("oneClaim", language) : say("claims", language, all.length);
  return element(
    "li", {},
    element("button", {
      type: "button", class: "relation", title: say("evidence", language), "data-relation": `${subject} ${predicate} ${object}`,
      click: () => store.set({ relation: [subject, predicate, object], tab: "evidence" }),
    }, lineMark(knowledge.terms.get(family) ?? { color: "", colorDark: "" }), element("span", { class: "grow" }, element("span", { class: "said" }, said), " ", element("span", { class: "quiet" }, [...details, count].join(" · "))), element("span", { class: "go", "aria-hidden": "true" }, "›")),
  );
}
