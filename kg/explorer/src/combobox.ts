/** A field with suggestions below it: what https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ asks of keys, pointer and attributes. */

export class Combobox {
  /** The option that Enter takes; -1 for none. */
  marked = -1;
  /** How many options can be taken: those that have an id. */
  private size = 0;

  /**
   * @param suggest asked to show what fits the text of the box
   * @param take told which option was chosen
   * @param clear told of Escape while nothing is open; says whether that meant anything
   */
  constructor(
    private readonly box: HTMLInputElement, private readonly list: HTMLElement,
    private readonly suggest: () => void, private readonly take: (index: number) => void, private readonly clear: () => boolean = () => false,
  ) {
    box.addEventListener("input", () => this.suggest());
    box.addEventListener("keydown", (event) => this.onKey(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the keyboard
    list.addEventListener("click", (event) => {
      const item = (event.target as Element).closest("[role=option]");
      if (item) this.take([...list.children].indexOf(item));
    });
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  open(items: readonly HTMLLIElement[], label: string): void {
    this.size = items.filter((item) => item.id).length;
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  mark(index: number): void {
    this.marked = index;
    [...this.list.children].forEach((item, i) => {
      if (item.id) item.setAttribute("aria-selected", String(i === index));
    });
    const item = this.list.children[index];
    if (item?.id) {
      this.box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.box.removeAttribute("aria-activedescendant");
  }

  close(): void {
    this.list.hidden = true;
    this.marked = -1;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter then chooses a character
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !this.isOpen) this.suggest();
    else if (step && this.size > 0) this.mark((this.marked + step + this.size) % this.size);
    else if (event.key === "Enter" && this.isOpen && this.marked >= 0) this.take(this.marked);
    else if (event.key === "Escape" && this.isOpen) this.close();
    else if (event.key !== "Escape" || !this.clear()) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
