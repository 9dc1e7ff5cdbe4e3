/** The parameters of a query as form fields; fields for entities and sources complete names. */

import { element, type App } from "./app.ts";
import type { SavedQuery } from "./blocks.ts";
import { select } from "./engine.ts";
import { fold } from "./nearest.ts";
import { parameterNames, Wrong } from "./prepare.ts";
import { meaning, type Names } from "./resolve.ts";
import { say } from "./sparqlwords.ts";
import { compact } from "./terms.ts";

export interface Suggestion {
  readonly value: string;
  readonly name: string;
  readonly note: string;
}

type Suggest = (typed: string) => readonly Suggestion[] | Promise<readonly Suggestion[]>;

let fields = 0;

/** A text field with suggestions, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ has it. */
export function combobox(input: HTMLInputElement, suggest: Suggest, chosen: (value: string) => void): HTMLElement {
  const id = `options-${++fields}`;
  const list = element("ul", { id, role: "listbox", class: "options", hidden: true });
  let active = -1;
  let found: readonly Suggestion[] = [];
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) input.setAttribute(name, value);
  const close = (): void => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (index: number): void => {
    const { value } = found[index]!;
    input.value = value;
    close();
    chosen(value);
  };
  const point = (index: number): void => {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    list.children[index]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-${index}`);
  };
  const open = async (): Promise<void> => {
    const typed = input.value;
    const now = await suggest(typed);
    if (typed !== input.value || document.activeElement !== input) return;
    found = now;
    list.replaceChildren(...found.map(({ value, name, note }, i) =>
      element("li", { id: `${id}-${i}`, role: "option", "aria-selected": "false", mousedown: (event) => { event.preventDefault(); take(i); } },
        element("span", {}, name), element("small", {}, note || value))));
    active = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  input.addEventListener("input", () => void open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) void open();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") point((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + found.length) % found.length);
    else if (event.key === "Enter" && active >= 0 && !list.hidden) take(active);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return list;
}

/** A parameter of the query at hand. */
interface Field {
  readonly name: string;
  readonly input: HTMLInputElement;
  readonly hint: HTMLElement;
  readonly example: string;
  readonly isOptional: boolean;
  readonly isFree: boolean;
}

export class Form {
  readonly dom: HTMLFieldSetElement;
  private fields: Field[] = [];
  private signature = "";
  private sources: Suggestion[] | undefined;

  constructor(private readonly app: App, private readonly names: Names, private readonly changed: (values: Record<string, string>) => void) {
    this.dom = element("fieldset", { class: "parameters" });
  }

  /** Show fields for that query with these values; examples stand where there is none. */
  show(query: SavedQuery | undefined, text: string, values: Readonly<Record<string, string>>): void {
    const present = parameterNames(text);
    const known = (query?.parameters ?? []).filter((parameter) => present.includes(parameter.name));
    const free = present.filter((name) => !known.some((parameter) => parameter.name === name));
    const signature = JSON.stringify([query?.name, known.map(({ name }) => name), free, this.app.language]);
    if (signature !== this.signature) {
      this.signature = signature;
      const legend = element("legend", { class: "unseen" }, say("parameters", this.app.language));
      this.dom.replaceChildren(legend);
      this.fields = [...known.map((each) => this.field(each, false)), ...free.map((name) => this.field({ name, meaning: { en: "", "zh-Hant": "" }, example: "", optional: true }, true))];
      this.dom.hidden = this.fields.length === 0;
    }
    for (const field of this.fields) {
      const value = values[field.name] ?? field.example;
      if (field.input.value !== value) field.input.value = value;
      this.explain(field);
    }
  }

  private field(parameter: SavedQuery["parameters"][number], isFree: boolean): Field {
    const id = `parameter-${++fields}`;
    const { example } = parameter;
    const input = element("input", { id, type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-hint` });
    const hint = element("small", { id: `${id}-hint`, class: "hint" });
    const label = element("label", { for: id }, element("code", {}, `$${parameter.name}`), parameter.meaning.en ? element("span", {}, parameter.meaning[this.app.language]) : null);
    const field: Field = { name: parameter.name, input, hint, example, isOptional: parameter.optional, isFree };
    const tell = (): void => {
      this.explain(field);
      this.changed(this.given());
    };
    input.addEventListener("input", tell);
    const suggest = this.suggester(example, isFree);
    this.dom.append(element("div", { class: "field" }, label, element("div", { class: "box" }, input, suggest ? combobox(input, suggest, tell) : null), hint));
    return field;
  }

  /** What completes a field: entities where its example is one, sources where it is one. */
  private suggester(example: string, isFree: boolean): Suggest | null {
    if (isFree || this.names.has(example)) return (typed) => this.entities(typed);
    return /^src:/.test(example) ? (typed) => this.sourcesLike(typed) : null;
  }

  private entities(typed: string): Suggestion[] {
    const { knowledge, language } = this.app;
    return this.names.search(typed, 8).map(({ slug, name }) => {
      const usual = knowledge.name(slug, language);
      const type = knowledge.label(knowledge.entities.get(slug)!.type, language);
      return { value: slug, name: usual === name ? usual : `${usual} (${name})`, note: type };
    });
  }

  private async sourcesLike(typed: string): Promise<Suggestion[]> {
    this.sources ??= (await select(this.app.engine, "SELECT ?source (SAMPLE(?t) AS ?title) { ?source a kg:Source . OPTIONAL { ?source dcterms:title ?t } } GROUP BY ?source ORDER BY ?source"))
      .map(({ source, title }) => ({ value: compact(source?.value ?? ""), name: title?.value ?? compact(source?.value ?? ""), note: compact(source?.value ?? "") }));
    const key = fold(typed);
    return this.sources.filter(({ value, name }) => value.toLowerCase().includes(key) || fold(name).includes(key)).slice(0, 8);
  }

  /** Under a field: what its text will be taken for, or why it cannot be. */
  private explain({ input, hint, example, isOptional, isFree }: Field): void {
    const { knowledge, language } = this.app;
    const value = input.value.trim();
    input.removeAttribute("aria-invalid");
    if (!value) {
      hint.textContent = isFree ? say("free", language) : `${say(isOptional ? "byDefault" : "example", language)} ${example}`;
      return;
    }
    try {
      const meant = meaning(value, this.names, knowledge, language);
      hint.textContent = meant && meant !== value ? `= ${meant}` : "";
    } catch (error) {
      const isSource = /^[a-z0-9][a-z0-9-]{0,80}$/.test(value); // perhaps; only the engine knows
      if (!isSource) input.setAttribute("aria-invalid", "true");
      hint.textContent = error instanceof Wrong ? error.said(language) : "";
    }
  }

  /** What stands in the fields where it is not what would stand there anyway. */
  given(): Record<string, string> {
    return Object.fromEntries(this.fields.filter(({ input, example }) => input.value !== example).map(({ name, input }) => [name, input.value]));
  }

  /** What the query is to be asked with: defaults stand in for what is empty. */
  values(): Record<string, string> {
    const { language } = this.app;
    const found: Record<string, string> = {};
    for (const { name, input, example, isOptional, isFree } of this.fields) {
      const value = input.value.trim() || (isOptional ? example : "");
      if (value) found[name] = value;
      else if (!isFree) {
        input.focus();
        throw new Wrong(`${say("needs", language)} $${name} (${say("example", language)} ${example})`, `${say("needs", language)} $${name}(${say("example", language)} ${example})`);
      }
    }
    return found;
  }
}
