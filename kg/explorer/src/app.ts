/** What every part of the page is handed: the graph, the reader's choices, whom to ask, and what others offer. */

import type { Config } from "./blocks.ts";
import type { Engine } from "./engine.ts";
import type { Knowledge, Language } from "./knowledge.ts";
import type { Store } from "./state.ts";
import type { View } from "./view.ts";

export interface App {
  readonly config: Config;
  readonly engine: Engine;
  readonly knowledge: Knowledge;
  readonly store: Store;
  /** Places by slug, computed beforehand. */
  readonly positions: Readonly<Record<string, readonly [number, number]>>;
  /** What is in view now. */
  readonly view: View;
  readonly language: Language;
  /** A sentence for the reader, said to screen readers too. */
  say(message: string): void;
  /** Put an entity in focus, and bring it into the picture. */
  focus(slug: string): void;
  /** Draw also what is connected with an entity. */
  expand(slug: string): void;
  /** Read the graph anew: something was loaded or taken away. */
  reload(): Promise<void>;
}

/** An element with attributes and children; text is always text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K, attributes: Readonly<Record<string, string | boolean | ((event: Event) => void)>> = {}, ...children: (Node | string | null | undefined)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return made;
}

/** Whether the reader asked for less motion. */
export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A colour of the style sheet in the theme of now, by the name of its custom property. */
export function styleColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The element of that id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}
