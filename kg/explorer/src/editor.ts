/**
 * The editor for queries: CodeMirror with the SPARQL mode.
 *
 * It lives in a shadow root, where CodeMirror puts its style into `adoptedStyleSheets`: the page's policy allows no
 * style that is written into the document. Custom properties reach through, so the theme is the page's own.
 */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { Compartment, EditorState, StateEffect, StateField, type Extension, type Transaction } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface EditorOptions {
  readonly text: string;
  readonly complete: CompletionSource;
  /** Ctrl or Cmd and Enter. */
  run(): void;
  changed(text: string): void;
}

/** Where the wrong begins, or nothing. */
const mark = StateEffect.define<number | null>();

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(found, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(mark)) return effect.value === null ? Decoration.none : wrongAt(transaction.state, effect.value);
    }
    return transaction.docChanged ? Decoration.none : found; // it is being mended
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The word at an offset underlined, and its line tinted. */
function wrongAt(state: EditorState, offset: number): DecorationSet {
  const from = Math.max(0, Math.min(offset, state.doc.length));
  const line = state.doc.lineAt(from);
  const word = /^(?:[?$]?[\p{L}\p{N}_:.-]+|\s*\S)/u.exec(state.doc.sliceString(from, line.to))?.[0].length ?? 0;
  const tint = Decoration.line({ class: "kg-wrong-line" }).range(line.from);
  if (line.from === line.to) return Decoration.set([tint]);
  const start = word > 0 ? from : Math.max(line.from, from - 1); // at the end there is no word: the sign before it
  return Decoration.set([tint, Decoration.mark({ class: "kg-wrong" }).range(start, start + Math.max(1, word))]);
}

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--q-keyword)", fontWeight: "600" },
  { tag: tags.standard(tags.variableName), color: "var(--q-keyword)" },
  { tag: tags.local(tags.variableName), color: "var(--q-variable)" },
  { tag: tags.atom, color: "var(--q-name)" },
  { tag: tags.string, color: "var(--q-string)" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.bracket, tags.operator], color: "var(--quiet)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--text)", background: "var(--stage)", border: "1px solid var(--line)", borderRadius: "9px", fontSize: "13px", maxHeight: "var(--q-height, 290px)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", "Noto Sans Mono CJK TC", monospace', lineHeight: "1.55", borderRadius: "9px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-gutters": { background: "transparent", color: "var(--quiet)", border: "0", paddingLeft: "4px" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--accent) 26%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { background: "color-mix(in srgb, var(--accent) 24%, transparent)", outline: "1px solid var(--accent)" },
  "&.cm-focused .cm-nonmatchingBracket": { background: "color-mix(in srgb, var(--warn) 24%, transparent)" },
  ".kg-wrong-line": { background: "color-mix(in srgb, var(--warn) 11%, transparent)" },
  ".kg-wrong": { textDecoration: "underline wavy var(--warn) 1.5px", textUnderlineOffset: "4px", textDecorationSkipInk: "none" },
  ".cm-tooltip": { background: "var(--page)", color: "var(--text)", border: "1px solid var(--line)", borderRadius: "9px", boxShadow: "0 6px 24px rgb(0 0 0 / 22%)", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", fontSize: "13px", maxHeight: "15em", minWidth: "min(260px, 80vw)", maxWidth: "min(420px, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "12px", alignItems: "baseline", padding: "4px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--accent-text)" },
  ".cm-completionLabel": { flex: "1", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-completionDetail": { fontStyle: "normal", fontSize: "12px", margin: "0", color: "var(--quiet)", maxWidth: "55%", overflow: "hidden", textOverflow: "ellipsis" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 12px", fontSize: "13px", lineHeight: "1.4", maxWidth: "300px" },
  ".cm-completionInfo p": { margin: "0" },
  "@media (max-width: 820px)": { ".cm-tooltip.cm-completionInfo": { display: "none" } }, // it would cover the list
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
});

/**
 * Text typed over a selection goes to the document directly: where Chromium joins what is left itself, it writes style
 * into the markup, which the page's policy refuses with a complaint.
 */
const overSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const { data } = event;
    if (event.inputType !== "insertText" || data === null || view.composing || empty) return false;
    const insert = (): Transaction => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
    return true; // and so the browser leaves it alone
  },
});

export class Editor {
  readonly view: EditorView;
  private readonly named = new Compartment();
  private quiet = false;

  constructor(host: HTMLElement, options: EditorOptions) {
    const shadow = host.attachShadow({ mode: "open" });
    const run = { key: "Mod-Enter", run: () => (options.run(), true), preventDefault: true };
    const extensions: Extension[] = [
      keymap.of([run, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]), // Tab leaves the editor, as it leaves any field
      lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(),
      autocompletion({ override: [options.complete], icons: false, activateOnTyping: true }),
      StreamLanguage.define(sparql), syntaxHighlighting(colors), theme, marked, overSelection, EditorView.lineWrapping,
      this.named.of([]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.quiet) options.changed(update.state.doc.toString());
      }),
    ];
    this.view = new EditorView({ root: shadow, parent: shadow, state: EditorState.create({ doc: options.text, extensions }) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Another text, of which the one who set it need not be told. */
  set text(text: string) {
    if (text === this.text) return;
    this.quiet = true;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    this.quiet = false;
  }

  /** What a screen reader calls it. */
  name(label: string, description: string): void {
    const attributes = { "aria-label": label, "aria-description": description, spellcheck: "false", tabindex: "0" };
    this.view.dispatch({ effects: this.named.reconfigure(EditorView.contentAttributes.of(attributes)) });
  }

  /** Mark what is wrong at an offset, or nothing. */
  mark(offset: number | null): void {
    this.view.dispatch({ effects: mark.of(offset) });
  }

  /** Put the cursor at an offset, in view. */
  goTo(offset: number): void {
    this.view.dispatch({ selection: { anchor: Math.min(offset, this.view.state.doc.length) }, scrollIntoView: true });
    this.view.focus();
  }
}
