/** The parts of the page, in the order in which they hear of a change. */

import type { App } from "./app.ts";
import { evidence } from "./evidence.ts";
import { filters } from "./filters.ts";
import { legend } from "./legend.ts";
import { frame, type Part } from "./main.ts";
import { money } from "./money.ts";
import type { Network } from "./network.ts";
import { search } from "./search.ts";
import { sparql } from "./sparql.ts";
import { stage } from "./stage.ts";
import { take } from "./take.ts";
import { timeline } from "./timeline.ts";

export type Made = App & { network: Network };

export const PARTS: readonly ((app: Made) => Part)[] = [frame, stage, search, legend, filters, timeline, evidence, money, sparql, take];
