/** The first tab: what the graph knows of the entity or arrow in focus, each claim with its sources. */

import "./evidence.css";
import { byId, element } from "./app.ts";
import { Reader, type Contested, type Reading, type Relation } from "./claims.ts";
import { Card, head, type Choices } from "./evidenceCard.ts";
import { contested, home } from "./evidenceHome.ts";
import { say, shown } from "./evidenceWords.ts";
import type { Part } from "./main.ts";
import type { Made } from "./parts.ts";
import type { State } from "./state.ts";

/** What changes the tab's content. */
const HEARD = ["focus", "relation", "language", "day", "clock", "drawn"] as const satisfies readonly (keyof State)[];

export function evidence(app: Made): Part {
  const tab = new Evidence(app);
  return {
    update(state, before) {
      const changed = before === null || HEARD.some((name) => state[name] !== before[name]);
      if (changed) tab.isOld = true;
      if (tab.isOld && state.tab === "evidence") tab.show();
    },
  };
}

class Evidence {
  isOld = true;
  private readonly panel = byId("evidence");
  private readonly reader: Reader;
  private key = "";
  private choices: Choices = { open: new Set(), contested: false, allTimes: false };
  /** Counts the readings that were begun: an answer that comes late is not shown. */
  private turn = 0;
  /** The property to scroll to once the card is there. */
  private wanted = "";

  constructor(private readonly app: Made) {
    this.reader = new Reader(app);
  }

  /** Show what is in focus, or where to begin. */
  show(): void {
    this.isOld = false;
    const what = this.what();
    const key = JSON.stringify(what);
    const isOther = key !== this.key;
    const hadFocus = this.panel.contains(document.activeElement) && this.panel !== document.activeElement;
    if (isOther) {
      this.key = key;
      this.choices = { open: new Set(), contested: false, allTimes: false };
    }
    this.turn += 1;
    if (what === null) this.showHome();
    else this.showCard(what);
    if (isOther && !this.wanted) this.panel.scrollTop = 0;
    // A button that was pressed is gone with the old card: go on from the new one's heading.
    if (hadFocus && !this.panel.contains(document.activeElement)) this.panel.querySelector("h2")?.focus({ preventScroll: true });
  }

  private what(): string | Relation | null {
    const { focus, relation } = this.app.store.state;
    const { entities } = this.app.knowledge;
    if (relation && entities.has(relation[0]) && entities.has(relation[2])) return relation;
    return entities.has(focus) ? focus : null;
  }

  private showHome(): void {
    const { focus } = this.app.store.state;
    const unknown = focus ? [element("p", { class: "asof", role: "status" }, say("unknown", this.app.language, shown(focus)))] : [];
    this.panel.setAttribute("aria-busy", "false");
    this.panel.replaceChildren(...unknown, ...home(this.app));
    const { turn } = this;
    void this.reader.contested().then((found) => {
      const place = turn === this.turn ? document.getElementById("contested") : null;
      place?.append(...contested(this.app, found, (entry) => this.open(entry)));
      if (place) place.hidden = place.childElementCount === 0;
    }, () => undefined); // the page is whole without it
  }

  /** Go to an entity, and there to one of its properties. */
  private open(entry: Contested): void {
    this.wanted = entry.predicate;
    this.app.focus(entry.subject);
  }

  private showCard(what: string | Relation): void {
    const top = head(this.app, what);
    const known = this.reader.known(what);
    if (known) return this.fill(what, top, known);
    this.panel.setAttribute("aria-busy", "true");
    this.panel.replaceChildren(top, waiting(say(this.app.engine.ready ? "reading" : "starting", this.app.language)));
    const { turn } = this;
    this.reader.read(what).then(
      (reading) => turn === this.turn && this.fill(what, top, reading),
      (error: unknown) => turn === this.turn && this.fail(top, error),
    );
  }

  private fill(what: string | Relation, top: HTMLElement, reading: Reading): void {
    const refill = (): void => {
      const pressed = (document.activeElement as HTMLElement | null)?.dataset["filter"];
      this.fill(what, top, reading);
      const again = pressed ? this.panel.querySelector<HTMLElement>(`[data-filter="${pressed}"]`) : null;
      (again ?? top.querySelector("h2"))?.focus({ preventScroll: true });
    };
    this.panel.setAttribute("aria-busy", "false");
    this.put(top, new Card(this.app, reading, what, this.choices, refill).body());
    if (!this.wanted) return;
    const group = this.panel.querySelector(`[data-property="${CSS.escape(this.wanted)}"][data-side="subject"]`);
    this.wanted = "";
    group?.scrollIntoView({ block: "start" });
  }

  private fail(top: HTMLElement, error: unknown): void {
    const { language } = this.app;
    const reason = error instanceof Error ? error.message : String(error);
    this.panel.setAttribute("aria-busy", "false");
    const again = element("button", { type: "button", class: "small", click: () => this.show() }, say("again", language));
    this.put(top, [element("p", { class: "asof", role: "alert" }, say("failed", language, shown(reason)), " ", again)]);
  }

  /** The rest of a card below its heading, which stays where it is, and keeps the focus if it has it. */
  private put(top: HTMLElement, rest: readonly Node[]): void {
    if (top.parentNode !== this.panel) this.panel.replaceChildren(top);
    while (top.nextSibling) top.nextSibling.remove();
    this.panel.append(...rest);
  }
}

/** Something calm to look at while the engine starts. */
function waiting(text: string): HTMLElement {
  const bars = ["", "", ""].map(() => element("span", { class: "bar", "aria-hidden": "true" }));
  return element("div", { class: "waiting" }, element("p", { role: "status" }, text), ...bars);
}
