// The panel: all that the picture says about a node or a line, as text, each claim with its sources.
const panel = document.getElementById("panel");
const SVG = "http://www.w3.org/2000/svg";
const ngon = (corners, turn, inner = 1) =>
  Array.from({ length: inner === 1 ? corners : corners * 2 }, (_, i) => {
    const r = i % 2 && inner !== 1 ? 7 * inner : 7;
    const angle = turn + (i * 2 * Math.PI) / (inner === 1 ? corners : corners * 2);
    return (9 + r * Math.cos(angle)).toFixed(1) + "," + (8 + r * Math.sin(angle)).toFixed(1);
  }).join(" ");
// vis-network's shapes, small; one that is missing here is shown as a dot.
const CORNERS = {
  square: ngon(4, Math.PI / 4), box: ngon(4, Math.PI / 4), diamond: ngon(4, 0), triangle: ngon(3, -Math.PI / 2),
  triangleDown: ngon(3, Math.PI / 2), star: ngon(5, -Math.PI / 2, 0.45), hexagon: ngon(6, 0),
};
function drawing(tag, attributes) {
  const svg = document.createElementNS(SVG, "svg");
  const shape = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries({ class: "mark", viewBox: "0 0 18 16", "aria-hidden": "true" })) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  svg.append(shape);
  return svg;
}
const swatch = (look) =>
  Object.hasOwn(CORNERS, look.shape)
    ? drawing("polygon", { points: CORNERS[look.shape], fill: hue(look) })
    : drawing("circle", { cx: 9, cy: 8, r: 6, fill: hue(look) });
const stroke = (color, dashes) => drawing("path", { d: "M1 8H17", stroke: color, "stroke-width": 3, "stroke-dasharray": dashes ?? "none" });

// ---- one claim ----

const nameOf = (node) => short(pick(node.names, node.slug));
const jump = (node, most) => el("button", { type: "button", class: "link", on: { click: () => openNode(node, true) } }, text(short(nameOf(node), most)));
const self = (node) => text(nameOf(node), { class: "self" });

function sourceList(claim) {
  const items = claim.sources.map(({ source, locator }) => {
    const { title, id, href, url, publisher, date, tier } = data.sources[source];
    const name = title ?? url ?? id;
    // Python lets only http and https through; asked again here, next to where it matters.
    const link = /^https?:\/\//.test(href ?? "")
      ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, text(name))
      : text(url && title ? title + " (" + url + ")" : name);
    const rest = [publisher, date, locator].filter(Boolean).join(" · ");
    return el("li", null, tier ? el("span", { class: "chip" }, text(word(tier))) : null, link, rest ? text(" " + rest) : null);
  });
  return items.length ? el("ul", { class: "sources" }, items) : el("p", { class: "small unsourced" }, ui("unsourced"));
}

const dates = (claim) =>
  [claim.at, (claim.start || claim.end) && (claim.start ?? "") + "–" + (claim.end ?? ""), claim.horizon && ui("by_then") + " " + claim.horizon]
    .filter(Boolean).join(" · ");

function figures(claim) {
  const value = tagged(claim.texts).text || claim.value;
  const main = value || claim.amount;
  const rest = [value && claim.amount, claim.share, claim.quantity].filter(Boolean).join(" · ");
  if (!main && !rest) return null;
  const worded = /^[a-z]/.test(main || rest); // "up to US$50 billion" has its bound already
  return [
    claim.bound && !worded ? el("span", { class: "verb" }, text(word(claim.bound) + " ")) : null,
    el("span", { class: (main || rest).length < 50 ? "value" : null }, text([main, rest].filter(Boolean).join(" · "))),
    claim.basis ? el("span", { class: "verb" }, text(" (" + word(claim.basis) + ")")) : null,
  ];
}

function sayers(claim) {
  const dated = claim.sources.some(({ source }) => data.sources[source].date === claim.said);
  if (!claim.by && (!claim.said || dated)) return null; // the source says so itself, and its date stands with it
  const who = (claim.by ?? []).flatMap((one, index) => {
    const node = bySlug.get(one.slug);
    return [index ? ", " : "", node ? jump(node) : text(pick(one.names, one.slug))];
  });
  return el("p", { class: "note" }, who.length ? [ui("by"), " ", who, claim.said ? " · " + claim.said : ""] : ui("said") + " " + claim.said);
}

// `lead` says whose claim it is: sentence for a line, name of the figure for a fact, nothing where a heading says so.
function claimCard(index, lead, { rivals = true } = {}) {
  const claim = data.claims[index];
  const marked = claim.status === "Refuted" ? "refuted" : "";
  const when = dates(claim);
  const contested = rivals && claim.rivals.length
    ? el("button", { type: "button", class: "chip alarm", on: { click: () => openClaim(index) } },
        "≠ " + (claim.rivals.length === 1 ? ui("dispute") : ui("disputes", claim.rivals.length)))
    : null;
  const numbers = figures(claim);
  return el("div", { class: "claim " + marked },
    el("div", { class: "line" }, el("span", { class: "said" }, lead, lead && numbers ? " " : "", numbers), when ? el("span", { class: "when" }, text(when)) : null),
    el("div", null,
      claim.stage ? el("span", { class: "chip" }, text(word(claim.stage))) : null,
      claim.status && (claim.status !== "Accepted") ? el("span", { class: "chip alarm" }, text(word(claim.status))) : null, contested),
    claim.role ? el("p", { class: "note" }, ui("role") + " ", said(claim.role)) : null,
    sayers(claim),
    claim.reason ? el("p", { class: marked ? "reason" : "note" }, marked ? ui("why") + " " : "", said(claim.reason)) : null,
    claim.note ? el("p", { class: "note" }, said(claim.note)) : null,
    sourceList(claim));
}

// A claim as a sentence. In a node's panel the node itself is muted, and the other end a button.
function sentence(edge, about) {
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  const verb = el("span", { class: "verb" }, " ", text(property(data.claims[edge.claim])), " ");
  if (edge.from === edge.to) return [self(from), verb, self(to)];
  return [from === about ? self(from) : jump(from), verb, to === about ? self(to) : jump(to)];
}
const lead = (index) => {
  const edge = edgeOfClaim.get(index);
  const owner = ownerOfFact.get(index);
  if (edge) return sentence(edge, null);
  return [owner ? jump(owner) : null, " ", el("span", { class: "verb" }, text(property(data.claims[index]))), " "];
};

// Claims that contradict each other, directly or through a third, side by side.
const rivalry = (start) => {
  const all = [start];
  for (const index of all) for (const rival of data.claims[index].rivals) if (!all.includes(rival)) all.push(rival);
  return all;
};
const sideBySide = (indexes, leading) =>
  el("div", { class: "rivals" }, el("p", null, ui("disagree")),
    el("div", null, indexes.map((index) => claimCard(index, leading(index), { rivals: false }))));

// ---- a node ----

function heading(title, mark, extra) {
  return el("h3", null, mark, el("span", { class: "capital" }, title), extra === undefined ? null : el("span", { class: "count" }, count(extra)));
}

const newest = (a, b) => {
  const day = (index) => { const { at, start, said: told } = data.claims[index]; return at ?? start ?? told ?? ""; };
  return day(b) > day(a) ? 1 : day(b) < day(a) ? -1 : a - b;
};
// A long list shows its first entries; the rest waits behind one click.
const fold = (entries, most) =>
  entries.length <= most + 2 ? entries : [...entries.slice(0, most),
    el("details", null, el("summary", null, ui("more", count(entries.length - most))), entries.slice(most))];

// What sources disagree on comes first, then the newest.
function factList(node) {
  const done = new Set();
  const disputed = (index) => (data.claims[index].rivals.length ? 0 : 1);
  return [...node.facts].sort((a, b) => disputed(a) - disputed(b) || newest(a, b)).flatMap((index) => {
    if (done.has(index)) return [];
    const all = rivalry(index);
    all.forEach((one) => done.add(one));
    const title = (one) => (ownerOfFact.get(one) === node ? el("span", { class: "verb capital" }, text(property(data.claims[one]))) : lead(one));
    return [all.length > 1 ? sideBySide(all, title) : claimCard(index, title(index))];
  });
}

function nodePanel(node) {
  const group = data.groups[node.style];
  const near = edgesOf[node.id];
  const sections = data.families.flatMap((family, index) => {
    const mine = near.filter((edge) => edge.family === index).sort((a, b) => newest(a.claim, b.claim));
    if (!mine.length) return [];
    return [heading(text(pick(family.label, ui("other"))), stroke(hue(family)), mine.length),
      ...fold(mine.map((edge) => claimCard(edge.claim, sentence(edge, node))), 12)];
  });
  const about = said(node.about);
  return [
    el("h2", null, text(english(node), { lang: node.names.en ? "en" : undefined })),
    chinese(node) ? el("p", { class: "second", lang: "zh-Hant" }, text(chinese(node))) : null,
    el("p", { class: "kind" }, swatch(group), el("span", { class: "capital" }, text(pick(data.types[node.type], node.type))), " · ", text(node.slug)),
    about ? el("p", { class: "about" }, about) : null,
    node.facts.length ? [heading(ui("facts"), null, node.facts.length), fold(factList(node), 8)] : null,
    sections.length ? sections : el("p", { class: "note" }, ui("none")),
  ];
}

// ---- a line ----

function edgePanel(edge) {
  const all = rivalry(edge.claim);
  const between = edgesOf[edge.from].filter((other) => (other.to === edge.to || other.from === edge.to) && !all.includes(other.claim));
  const family = data.families[edge.family];
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  return [
    el("p", { class: "ends" }, jump(from), el("span", { class: "arrow" }, "→"), jump(to)),
    el("p", { class: "kind" }, stroke(hue(family)), el("span", { class: "capital" }, text(pick(family.label, ui("other")))), " · ", text(property(data.claims[edge.claim]))),
    all.length > 1 ? sideBySide(all, lead) : claimCard(edge.claim, lead(edge.claim)),
    between.length ? [heading(ui("between"), null, between.length), between.map((other) => claimCard(other.claim, sentence(other, null)))] : null,
  ];
}

// ---- opening and closing ----

let opened = null; // a node or an edge

function fill(content) {
  const close = el("button", { type: "button", class: "close", "aria-label": ui("close"), title: ui("close"), on: { click: shut } }, "×");
  panel.replaceChildren(close, ...content.flat(Infinity).filter((part) => part !== null && part !== undefined));
}

function show(thing, focus, content, move) {
  opened = thing;
  pinned = focus;
  hovered = null;
  fill(content);
  panel.hidden = false;
  panel.scrollTop = 0;
  if (move) lookAt(focus);
  else reveal(focus);
  network.redraw();
}
// The panel must not hide what was clicked.
function reveal(focus) {
  const middle = focus.node ?? nodes[focus.edge.from];
  const { x, y } = network.canvasToDOM(network.getPosition(middle.id));
  const free = insets();
  if (x > stage.clientWidth - free.right - 40 || y > stage.clientHeight - free.bottom - 40) lookAt(focus);
}
function openNode(node, move = false) {
  show(node, partners(node), nodePanel(node), move);
  panel.setAttribute("aria-label", english(node));
  if (move) panel.focus({ preventScroll: true });
}
function openEdge(edge, move = false) {
  show(edge, strand(edge), edgePanel(edge), move);
  panel.setAttribute("aria-label", nameOf(nodes[edge.from]) + " → " + nameOf(nodes[edge.to]));
}
function openClaim(index) {
  const edge = edgeOfClaim.get(index);
  if (edge) openEdge(edge, true);
  else openNode(ownerOfFact.get(index), true);
}
function shut() {
  const had = panel.contains(document.activeElement);
  opened = pinned = null;
  panel.hidden = true;
  if (had) document.getElementById("search").focus();
  network.redraw();
}
function refresh() {
  if (!opened) return;
  const edge = "from" in opened;
  pinned = edge ? strand(opened) : partners(opened);
  fill(edge ? edgePanel(opened) : nodePanel(opened));
}
