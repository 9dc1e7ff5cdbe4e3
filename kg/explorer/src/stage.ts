/** The picture's buttons and keys. */

import { byId, element } from "./app.ts";
import type { Part } from "./main.ts";
import type { Made } from "./parts.ts";
import { word, type Word } from "./words.ts";

/** Unit vectors of the arrow keys, on the screen. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function stage(app: Made): Part {
  const { store, network } = app;
  const tools: readonly [Word, string, () => void][] = [
    ["zoomIn", "+", () => network.gaze?.zoom(0.66)], ["zoomOut", "−", () => network.gaze?.zoom(1.5)], ["fit", "⤢", () => network.gaze?.fit()],
    ["arrange", "❉", () => store.set({ arranged: !store.state.arranged, camera: null })],
  ];
  const buttons = tools.map(([, sign, act]) => element("button", { type: "button", click: act }, sign));
  const arrange = buttons.at(-1)!;
  byId("tools").append(...buttons);

  const keys: Readonly<Record<string, () => void>> = {
    "+": () => network.gaze?.zoom(0.66), "=": () => network.gaze?.zoom(0.66), "-": () => network.gaze?.zoom(1.5), "0": () => network.gaze?.fit(),
    Enter: () => store.state.focus && (app.store.set({ tab: "evidence" }), byId("evidence").focus()),
    " ": () => store.state.focus && app.expand(store.state.focus),
    Escape: () => store.set({ focus: "", relation: null, lit: [], answered: [] }),
  };
  /** Put the next entity in that direction in focus, or move the picture. */
  const go = (direction: readonly [number, number], isMove: boolean): void => {
    if (isMove) return network.gaze?.pan(direction);
    const next = network.next(store.state.focus, direction);
    if (next) app.focus(next);
  };
  byId("network").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's
    const direction = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : undefined;
    const act = direction ? () => go(direction, event.shiftKey) : Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!act) return;
    act();
    event.preventDefault();
  });
  return {
    update({ language, arranged, drawn }, before) {
      arrange.setAttribute("aria-pressed", String(arranged || drawn !== null));
      arrange.disabled = drawn !== null && !arranged;
      if (before?.language === language) return;
      byId("stage-title").textContent = word("stage", language);
      byId("network").setAttribute("aria-label", word("network", language));
      byId("tools").setAttribute("aria-label", word("stage", language));
      buttons.forEach((button, i) => {
        button.title = word(tools[i]![0], language);
        button.setAttribute("aria-label", word(tools[i]![0], language));
      });
    },
  };
}
