/** The second tab: how much money is in view, where it goes round, and how two actors are connected. */

import "./money.css";
import { byId, element } from "./app.ts";
import { Flows } from "./flows.ts";
import type { Part } from "./main.ts";
import { say } from "./moneyWords.ts";
import { Owners } from "./owners.ts";
import type { Made } from "./parts.ts";
import { PathView } from "./pathView.ts";
import { RingList } from "./ringList.ts";
import type { State } from "./state.ts";

/** One of the kinds of answer; it is told of changes only while it is seen. */
export interface Section {
  readonly dom: HTMLElement;
  show(state: Readonly<State>): void;
}

const VIEWS = ["flows", "rings", "path"] as const;
type View = (typeof VIEWS)[number];

/** What changes the tab's content. */
const HEARD = ["language", "focus", "lit", "drawn", "hidden", "least", "day", "clock", "money"] as const satisfies readonly (keyof State)[];

class Money {
  private isOld = true;
  private view: View;
  private readonly sections: Readonly<Record<View, Section>>;
  private readonly buttons = VIEWS.map((name) => element("button", { type: "button", "data-view": name, click: () => this.turn(name) }));
  private readonly nav = element("div", { class: "views", role: "group" }, ...this.buttons);

  constructor(private readonly app: Made) {
    const owners = new Owners(app);
    this.sections = { flows: new Flows(app, owners), rings: new RingList(app, owners), path: new PathView(app) };
    this.view = viewFor(app.store.state.lit);
    byId("money").append(this.nav, ...VIEWS.map((name) => this.sections[name].dom));
  }

  update(state: Readonly<State>, before: Readonly<State> | null): void {
    if (!before || HEARD.some((name) => state[name] !== before[name])) this.isOld = true;
    if (this.isOld && state.tab === "money") this.show(state);
  }

  private turn(view: View): void {
    this.view = view;
    this.show(this.app.store.state);
  }

  private show(state: Readonly<State>): void {
    this.isOld = false;
    this.nav.setAttribute("aria-label", say("views", state.language));
    VIEWS.forEach((name, i) => {
      this.buttons[i]!.textContent = say(name, state.language);
      this.buttons[i]!.setAttribute("aria-pressed", String(name === this.view));
      this.sections[name].dom.hidden = name !== this.view;
    });
    this.sections[this.view].show(state);
  }
}

/** A link that lights a ring or a path leads to the list that it stands in. */
function viewFor(lit: readonly string[]): View {
  if (lit.length < 2) return "flows";
  return lit[0] === lit.at(-1) ? "rings" : "path";
}

export function money(app: Made): Part {
  const made = new Money(app);
  return { update: (state, before) => made.update(state, before) };
}
