/** Which firms count as one: who owns whom, with the shares that the network does not need and therefore does not know. */

import { select } from "./engine.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Made } from "./parts.ts";
import { groupsOf, type Groups } from "./rings.ts";
import { local } from "./terms.ts";

const SHARES = "SELECT ?claim ?share { VALUES ?property { kg:owns kg:acquires kg:subsidiaryOf kg:partOf } ?claim rdf:predicate ?property ; kg:share ?share }";

export class Owners {
  private of: Knowledge | undefined;
  private asked: Promise<Groups> | undefined;
  /** The groups, once they are known. */
  known: Groups | undefined;

  constructor(private readonly app: Made) {}

  /** The groups of firms in the graph of now. */
  groups(): Promise<Groups> {
    const { knowledge } = this.app;
    if (this.asked && this.of === knowledge) return this.asked;
    this.of = knowledge;
    this.known = undefined;
    this.asked = this.read(knowledge);
    return this.asked;
  }

  private async read(knowledge: Knowledge): Promise<Groups> {
    // Somebody who stops a query of his own stops the engine, and with it this one: then it is asked again.
    const ask = () => select(this.app.engine, SHARES);
    const rows = await ask().catch(ask).catch(() => []);
    const found = groupsOf(knowledge, new Map(rows.map(({ claim, share }) => [local(claim?.value ?? ""), Number(share?.value)])));
    if (this.of === knowledge) this.known = found;
    return found;
  }
}
