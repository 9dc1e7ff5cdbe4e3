// The parts put together: buttons, mouse, keys, language and theme.
const tip = document.getElementById("tip");
const button = (id) => document.getElementById(id);

function drawWords() {
  root.lang = language;
  const name = (id, label, title) => { button(id).textContent = label; button(id).title = title ?? label; button(id).setAttribute("aria-label", title ?? label); };
  name("legend-button", ui("legend"));
  name("language", ui("language"), ui("languageTitle"));
  button("language").lang = language === "en" ? "zh-Hant" : "en";
  name("theme", dark ? ui("light") : ui("dark"), ui("themeTitle"));
  name("zoom-in", "+", ui("zoomIn"));
  name("zoom-out", "−", ui("zoomOut"));
  name("fit", ui("fit"));
  name("move", ui("move"), ui("moveTitle"));
  button("tools").setAttribute("aria-label", ui("toolbar"));
  box.placeholder = ui("search");
  box.setAttribute("aria-label", ui("search"));
  hits.setAttribute("aria-label", ui("search"));
  drawn.container.firstChild.setAttribute("role", "img");
  drawn.container.firstChild.setAttribute("aria-label", ui("picture", data.title));
  const omitted = button("omitted");
  omitted.hidden = !data.omitted;
  omitted.replaceChildren(el("b", null, ui("omitted", count(data.omitted))), " ", text(data.hint));
  drawCounts();
  drawLegend();
  refresh();
}

// ---- mouse ----

let resting = 0;
function rest(focus) {
  clearTimeout(resting);
  // A moment's patience, so that the picture does not flicker while the mouse passes through.
  resting = setTimeout(() => { hovered = focus; network.redraw(); }, focus ? 70 : 120);
}
function drawTip(content, pointer) {
  tip.replaceChildren(...content.filter(Boolean));
  tip.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = tip;
  tip.style.left = Math.max(4, Math.min(pointer.x + 14, stage.clientWidth - width - 8)) + "px";
  tip.style.top = (pointer.y + 18 + height > stage.clientHeight ? pointer.y - height - 12 : pointer.y + 18) + "px";
}
const hideTip = () => { tip.hidden = true; stage.classList.remove("over"); };

network.on("hoverNode", ({ node: id, pointer }) => {
  const node = nodes[id];
  stage.classList.add("over");
  rest(partners(node));
  const about = tagged(node.about).text;
  drawTip([el("b", null, text(short(english(node), 120))), chinese(node) ? text(" " + short(chinese(node), 60)) : null,
    el("span", { class: "small" }, text(pick(data.types[node.type], node.type))), about ? text(short(about, 160)) : null], pointer.DOM);
});
network.on("blurNode", () => { rest(null); hideTip(); });
network.on("hoverEdge", ({ edge: id, pointer }) => {
  const edge = edges[id];
  const claim = data.claims[edge.claim];
  const source = claim.sources.map(({ source: at }) => data.sources[at].publisher ?? data.sources[at].title ?? data.sources[at].id);
  stage.classList.add("over");
  drawTip([
    el("span", null, el("b", null, text(nameOf(nodes[edge.from]))), " ", text(property(claim)), " ", el("b", null, text(nameOf(nodes[edge.to])))),
    figures(claim) ? el("span", { class: "small" }, figures(claim)) : null,
    el("span", { class: "small" }, text([dates(claim), claim.stage && word(claim.stage), claim.status && claim.status !== "Accepted" && word(claim.status)].filter(Boolean).join(" · "))),
    el("span", { class: "small" }, text(source.slice(0, 3).join(", ") || ui("unsourced"))),
  ], pointer.DOM);
});
network.on("blurEdge", hideTip);
network.on("dragStart", hideTip);
network.on("zoom", hideTip);
network.on("click", ({ nodes: [node], edges: [edge], pointer }) => {
  network.unselectAll();
  hideTip();
  const marked = markAt(pointer.canvas);
  if (marked) openEdge(marked);
  else if (node !== undefined) openNode(nodes[node]);
  else if (edge !== undefined) openEdge(edges[edge]);
  else if (opened) shut();
});
network.on("doubleClick", ({ nodes: [node] }) => { if (node !== undefined) openNode(nodes[node], true); });

// ---- buttons and keys ----

const press = (id, act) => button(id).addEventListener("click", act);
press("legend-button", () => {
  const hidden = document.body.classList.toggle("legend-off");
  button("legend-button").setAttribute("aria-expanded", String(!hidden));
});
press("language", () => { language = language === "en" ? "zh-Hant" : "en"; drawWords(); });
press("theme", () => { dark = !dark; readTheme(); repaint(); drawWords(); });
press("zoom-in", () => zoom(1.4));
press("zoom-out", () => zoom(1 / 1.4));
press("fit", () => fit());
press("move", () => {
  const on = button("move").getAttribute("aria-pressed") !== "true";
  button("move").setAttribute("aria-pressed", String(on));
  network.setOptions({ physics: { enabled: on } });
  if (on) network.startSimulation();
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea");
  if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    box.focus();
  } else if (event.key === "Escape") {
    if (opened) shut();
    else if (writing) box.blur();
    hideTip();
  }
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
  dark = event.matches;
  readTheme();
  repaint();
  drawWords();
});

if (stage.clientWidth <= 760) document.body.classList.add("legend-off");
button("legend-button").setAttribute("aria-expanded", String(!document.body.classList.contains("legend-off")));
drawWords();
fit(false);
// Web fonts there are none, but the system may still be loading a Chinese one: letters that were measured too early are drawn again.
document.fonts?.ready.then(() => network.redraw());
// For whoever wants to ask the picture in the console, and for the tests.
window.kg = Object.freeze({ network, data, openNode, openEdge, focus: () => pinned, labels: () => placed.labels.map(({ node }) => node.slug) });
root.dataset.ready = "true";
