// The legend, each entry of which hides or shows what it stands for; and the search.
const legend = document.getElementById("legend");
const KINDS = [["firm"], ["planned", "4 3"], ["disputed", null, "≠"], ["refuted", "1 3", "×"]];
const off = { style: new Set(), family: new Set(), kind: new Set() }; // what is switched off

function tally(list, key) {
  const result = new Map();
  for (const item of list) result.set(item[key], (result.get(item[key]) ?? 0) + 1);
  return result;
}

function applyFilters() {
  const before = [new Set(shownNodes), new Set(shownEdges)];
  shownNodes.clear();
  shownEdges.clear();
  for (const node of nodes) if (!off.style.has(node.style)) shownNodes.add(node.id);
  for (const edge of edges)
    if (shownNodes.has(edge.from) && shownNodes.has(edge.to) && !off.family.has(edge.family) && !off.kind.has(edge.kind)) shownEdges.add(edge.id);
  // A node whose every line is switched off would only stand in the way; one that never had any stays.
  if (off.family.size || off.kind.size)
    for (const node of nodes)
      if (shownNodes.has(node.id) && edgesOf[node.id].length && !edgesOf[node.id].some((edge) => shownEdges.has(edge.id))) shownNodes.delete(node.id);
  visNodes.update(nodes.filter((node) => before[0].has(node.id) !== shownNodes.has(node.id)).map(nodeLook));
  visEdges.update(edges.filter((edge) => before[1].has(edge.id) !== shownEdges.has(edge.id)).map(edgeLook));
  changes++;
  hovered = null;
  refresh();
  drawLegend();
  drawCounts();
}

function toggle(key, value, values, only) {
  const gone = off[key];
  if (only) {
    const alone = gone.size === values.length - 1 && !gone.has(value);
    gone.clear();
    if (!alone) for (const other of values) if (other !== value) gone.add(other);
  } else if (!gone.delete(value)) gone.add(value);
  applyFilters();
}

function entry(key, value, values, mark, name, number) {
  return el("button", {
    type: "button", "aria-pressed": String(!off[key].has(value)), "data-key": key + ":" + value,
    on: { click: (event) => toggle(key, value, values, event.shiftKey) },
  }, mark, el("span", { class: "name capital" }, name), el("span", { class: "count" }, count(number)));
}

function drawLegend() {
  const focused = document.activeElement?.dataset?.key;
  const styles = tally(nodes, "style"), families = tally(edges, "family"), kinds = tally(edges, "kind");
  const part = (title, entries) => (entries.length ? el("div", { role: "group", "aria-label": title }, el("h2", null, title), entries) : null);
  const groupValues = data.groups.map((_, index) => index), familyValues = data.families.map((_, index) => index);
  const present = KINDS.filter(([kind]) => kinds.has(kind));
  const sign = (dashes, glyph) => {
    const svg = stroke("currentColor", dashes);
    if (!glyph) return svg;
    const letter = document.createElementNS(SVG, "text");
    for (const [name, value] of Object.entries({ x: 9, y: 13, "text-anchor": "middle", "font-size": 15, "font-weight": 700, fill: paint.alarm })) letter.setAttribute(name, value);
    letter.append(glyph);
    svg.replaceChildren(letter);
    return svg;
  };
  legend.setAttribute("aria-label", ui("legend"));
  legend.replaceChildren(...[
    part(ui("kinds"), data.groups.map((group, index) => entry("style", index, groupValues, swatch(group), text(group.labels.map((label) => pick(label)).join(" · ")), styles.get(index) ?? 0))),
    part(ui("families"), data.families.map((family, index) => entry("family", index, familyValues, stroke(hue(family)), text(pick(family.label, ui("other"))), families.get(index) ?? 0))),
    part(ui("lines"), present.map(([kind, dashes, glyph]) => entry("kind", kind, present.map(([one]) => one), sign(dashes, glyph), ui(kind), kinds.get(kind)))),
    off.style.size + off.family.size + off.kind.size
      ? el("button", { type: "button", class: "all", on: { click: () => { for (const key in off) off[key].clear(); applyFilters(); } } }, ui("reset"))
      : el("p", { class: "tip" }, ui("legendTip")),
  ].filter(Boolean));
  if (focused) legend.querySelector('[data-key="' + CSS.escape(focused) + '"]')?.focus();
}

function drawCounts() {
  const part = (shown, all) => (shown === all ? count(all) : ui("of", count(shown), count(all)));
  document.getElementById("counts").textContent = [
    ui("entities", part(shownNodes.size, nodes.length)), ui("relations", part(shownEdges.size, edges.length)), ui("sources", count(data.sources.length)),
  ].join(" · ");
}

// ---- search ----

const box = document.getElementById("search");
const hits = document.getElementById("hits");
const plain = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const known = nodes.map((node) => ({ node, names: [...Object.values(node.names), node.slug].map(plain) }));
let found = [];
let chosen = -1;

function find(query) {
  const wanted = plain(query.trim());
  if (!wanted) return order.slice(0, 8);
  return known
    .map(({ node, names }) => ({ node, at: Math.min(...names.map((name) => { const at = name.indexOf(wanted); return at < 0 ? 9 : at === 0 ? 0 : /[\s\-–·(]/.test(name[at - 1]) ? 1 : 2; })) }))
    .filter(({ at }) => at < 9)
    .sort((a, b) => a.at - b.at || b.node.weight - a.node.weight || a.node.id - b.node.id)
    .slice(0, 12).map(({ node }) => node);
}

function drawHits() {
  found = find(box.value);
  chosen = box.value.trim() && found.length ? 0 : -1;
  hits.replaceChildren(...(found.length ? found.map((node, index) =>
    el("li", { role: "option", id: "hit-" + index, "aria-selected": String(index === chosen), on: { mousedown: (event) => { event.preventDefault(); take(index); } } },
      swatch(data.groups[node.style]), el("b", null, text(short(english(node), 60))), el("span", { class: "second" }, text(short(chinese(node), 40)))))
    : [el("li", { class: "none" }, ui("nothing"))]));
  openHits(true);
}
function openHits(open) {
  hits.hidden = !open;
  box.setAttribute("aria-expanded", String(open));
  if (open && chosen >= 0) box.setAttribute("aria-activedescendant", "hit-" + chosen);
  else box.removeAttribute("aria-activedescendant");
}
function choose(index) {
  chosen = (index + found.length) % found.length;
  [...hits.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
  hits.children[chosen].scrollIntoView({ block: "nearest" });
  openHits(true);
}
function take(index) {
  const node = found[index];
  openHits(false);
  box.value = "";
  if (!shownNodes.has(node.id)) { // asked for by name: shown, whatever the legend hides
    for (const key in off) off[key].clear();
    applyFilters();
  }
  openNode(node, true);
}
box.addEventListener("focus", drawHits);
box.addEventListener("input", drawHits);
box.addEventListener("blur", () => openHits(false));
box.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && found.length) choose(chosen + 1);
  else if (event.key === "ArrowUp" && found.length) choose(chosen < 0 ? found.length - 1 : chosen - 1);
  else if (event.key === "Enter" && found[Math.max(0, chosen)] && !hits.hidden) take(Math.max(0, chosen));
  else if (event.key === "Escape" && !hits.hidden) { openHits(false); event.stopPropagation(); }
  else return;
  event.preventDefault();
});
