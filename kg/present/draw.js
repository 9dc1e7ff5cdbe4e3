// The drawing. vis-network draws nodes and lines and handles the mouse; labels, marks and the fading are drawn over it, because its
// own labels pile up, and fading a thousand nodes through its data sets would take longer than a glance.
const root = document.documentElement;
const stage = document.getElementById("network");
const FONTS = getComputedStyle(root).getPropertyValue("--font");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
// Many lines together get heavy: the more there are, the closer each is to the background until it is in focus.
// Long ones most of all: what stands close together shall show its ties, and the rest not cover it.
const FAINT = edges.length <= 200 ? 0.8 : edges.length <= 700 ? 0.42 : edges.length <= 1800 ? 0.26 : 0.16;
const NEAR = Math.sqrt(nodes.length) * 26; // pixels at scale 1 within which a line counts as short
const FADE = 0.86;
const LABEL_ROOM = 19000; // square pixels of screen for each label when the whole of a large network is in view

let dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
let paint = {};
const shownNodes = new Set(nodes.map((node) => node.id));
const shownEdges = new Set(edges.map((edge) => edge.id));
let pinned = null; // what the panel is about
let hovered = null; // what the mouse rests on
let changes = 0; // grows with whatever moves or hides labels

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mix = (color, share) => {
  const back = rgb(paint.bg);
  return "rgb(" + rgb(color).map((value, i) => Math.round(value * share + back[i] * (1 - share))).join(",") + ")";
};
const hue = (look) => (dark ? look.dark : look.color);

function readTheme() {
  root.dataset.theme = dark ? "dark" : "light";
  const style = getComputedStyle(root);
  for (const name of ["bg", "text", "muted", "alarm", "accent"]) paint[name] = style.getPropertyValue("--" + name).trim();
}

const nodeLook = (node) => {
  const group = data.groups[node.style];
  return { id: node.id, color: { background: hue(group), border: paint.bg }, hidden: !shownNodes.has(node.id) };
};
const edgeLook = (edge) => {
  const color = hue(data.families[edge.family]);
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  const far = Math.hypot(from.x - to.x, from.y - to.y) / NEAR;
  const strength = FAINT + (0.8 - FAINT) * Math.exp(-far * far);
  const plain = mix(color, edge.kind === "refuted" ? strength * 0.55 : strength);
  return { id: edge.id, color: { color: plain, highlight: color, hover: color, inherit: false }, hidden: !shownEdges.has(edge.id) };
};

// A network is laid out for a wide screen: on a tall one it stands upright.
if (stage.clientHeight > stage.clientWidth * 1.2) for (const node of nodes) [node.x, node.y] = [node.y, node.x];

readTheme();
const visNodes = new vis.DataSet(
  nodes.map((node) => ({
    x: node.x, y: node.y, size: node.size, shape: data.groups[node.style].shape, borderWidth: 2, chosen: false, ...nodeLook(node),
  })),
);
const visEdges = new vis.DataSet(
  edges.map((edge) => ({
    from: edge.from, to: edge.to, width: edge.width, smooth: edge.smooth ? { enabled: true, ...edge.smooth } : false,
    dashes: edge.kind === "planned" ? [7, 5] : edge.kind === "refuted" ? [1.5, 5] : false,
    // vis-network adds three line widths to a head: taken off again, so that thick lines keep small heads.
    arrows: { to: { enabled: true, scaleFactor: Math.max(0.06, (9 - 1.6 * edge.width) / 15), type: "arrow" } },
    ...(edge.selfReference ? { selfReference: edge.selfReference } : {}), ...edgeLook(edge),
  })),
);
const network = new vis.Network(stage, { nodes: visNodes, edges: visEdges }, {
  layout: { improvedLayout: false },
  physics: {
    enabled: false, stabilization: false, solver: "forceAtlas2Based", maxVelocity: 30, minVelocity: 0.4,
    forceAtlas2Based: { // loose springs: it shall breathe, not fly apart
      gravitationalConstant: nodes.length > 150 ? -26 : -60, centralGravity: 0.006, springLength: nodes.length > 150 ? 50 : 100,
      springConstant: 0.05, damping: 0.6,
    },
  },
  interaction: {
    hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, multiselect: false, tooltipDelay: 1e6,
    hideEdgesOnDrag: edges.length > 1200, hideEdgesOnZoom: edges.length > 1200, keyboard: { enabled: true, bindToWindow: false },
  },
  edges: { hoverWidth: 0.8, selectionWidth: 0.8, arrowStrikethrough: false },
});
const drawn = network.body; // vis-network's own objects: it offers no other way to draw one node or line again

function repaint() {
  visNodes.update(nodes.map(nodeLook));
  visEdges.update(edges.map(edgeLook));
  changes++;
}

// ---- focus: what belongs to the thing under the mouse or in the panel ----

const partners = (node) => {
  const near = edgesOf[node.id].filter((edge) => shownEdges.has(edge.id));
  return { nodes: new Set([node.id, ...near.flatMap((edge) => [edge.from, edge.to])]), edges: new Set(near.map((edge) => edge.id)), node };
};
const strand = (edge) => {
  const same = edgesOf[edge.from].filter((other) => other.to === edge.to || other.from === edge.to);
  const rivals = data.claims[edge.claim].rivals.map((claim) => edgeOfClaim.get(claim)).filter(Boolean);
  const all = [edge, ...same, ...rivals].filter((other) => shownEdges.has(other.id) || other === edge);
  return { nodes: new Set(all.flatMap((other) => [other.from, other.to])), edges: new Set(all.map((other) => other.id)), edge };
};

function drawFocus(context, focus) {
  const { canvas } = context;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = FADE;
  context.fillStyle = paint.bg;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.restore();
  for (const id of focus.edges) {
    const edge = drawn.edges[id];
    if (!edge || edge.options.hidden) continue;
    edge.selected = true; // drawn in full colour
    edge.draw(context);
    edge.drawArrows(context);
    edge.selected = false;
  }
  for (const id of focus.nodes) if (shownNodes.has(id)) drawn.nodes[id].draw(context);
}

function ring(context, node) {
  const { x, y } = drawn.nodes[node.id];
  const scale = network.getScale();
  context.beginPath();
  context.arc(x, y, node.size + 5 / Math.max(scale, 0.5), 0, 2 * Math.PI);
  context.lineWidth = 2.5 / Math.max(scale, 0.5);
  context.strokeStyle = paint.accent;
  context.stroke();
}

// ---- labels: the important first, none on another, more of them the closer one looks ----

const order = [...nodes].sort((a, b) => b.weight - a.weight || a.id - b.id);
const meter = document.createElement("canvas").getContext("2d");
const font = (size, bold) => (bold ? "600 " : "400 ") + size + "px " + FONTS;
for (const node of nodes) {
  meter.font = font(100, true);
  const widths = node.lines.map((line) => meter.measureText(line).width / 100);
  meter.font = font(100, false);
  node.ems = Math.max(0.5, ...widths, ...node.second.map((line) => (meter.measureText(line).width / 100) * 0.88));
  node.rows = node.lines.length + 0.92 * node.second.length;
}
// Letters keep a size that can be read, however far away the network is.
const half = (pixels) => Math.round(pixels * 2) / 2;
const letter = (node, scale) => half(Math.min(Math.max(node.font * scale, 10.5 + 2.5 * node.weight), node.font * (nodes.length > 150 ? 1 : 1.3))) / scale;

let placed = { key: "", labels: [] };
let fitScale = 1;

function labels(focus) {
  const scale = network.getScale();
  const key = [scale.toFixed(4), changes, focus ? [...focus.nodes].join() : ""].join("|");
  if (placed.key === key) return placed.labels;
  const candidates = focus ? order.filter((node) => focus.nodes.has(node.id)) : order;
  const room = (stage.clientWidth * stage.clientHeight) / LABEL_ROOM;
  const most = focus || (nodes.length <= 120 && scale > 0.55) ? 400 : Math.max(24, room) * Math.max(1, scale / fitScale) ** 2;
  const cell = 90 / scale;
  const grid = new Map();
  const cells = function* (box) {
    for (let i = Math.floor(box[0] / cell); i <= Math.floor(box[2] / cell); i++)
      for (let j = Math.floor(box[1] / cell); j <= Math.floor(box[3] / cell); j++) yield i * 65536 + j;
  };
  const add = (box) => { for (const at of cells(box)) grid.has(at) ? grid.get(at).push(box) : grid.set(at, [box]); };
  const clash = (box, least = 0) => { // with a label, or with a node that matters at least so much
    for (const at of cells(box))
      for (const other of grid.get(at) ?? [])
        if (other[4] !== box[4] && other[5] >= least && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return true;
    return false;
  };
  const visible = candidates.filter((node) => shownNodes.has(node.id));
  for (const node of visible) {
    // Large nodes keep labels off themselves; the small ones may be covered, or a crowd would silence itself.
    if (node.size * scale < 9 && !focus) break;
    const { x, y } = drawn.nodes[node.id];
    const r = node.size * 0.8;
    add([x - r, y - r, x + r, y + r, node.id, node.weight]);
  }
  const result = [];
  const pad = 2 / scale;
  for (const node of visible) {
    if (result.length >= most) break;
    const size = letter(node, scale);
    const { x, y } = drawn.nodes[node.id];
    const reach = (node.ems * size) / 2 + pad;
    const high = node.rows * size * 1.18 + pad;
    const gap = node.size + 3 / Math.max(scale, 0.6);
    // Below the node; where that is taken, above it or at a side.
    const spots = [[x, y + gap], [x, y - gap - high], [x + gap + reach, y - high / 2], [x - gap - reach, y - high / 2]];
    const boxes = spots.map(([at, top]) => [at - reach, top, at + reach, top + high, node.id, 2]);
    let free = boxes.findIndex((box) => !clash(box));
    if (free < 0) free = boxes.findIndex((box) => !clash(box, node.weight * 0.8)); // over a node that matters less
    if (free < 0 && !(focus && node === focus.node)) continue;
    add(boxes[Math.max(0, free)]);
    result.push({ node, size, x: spots[Math.max(0, free)][0], top: spots[Math.max(0, free)][1] });
  }
  placed = { key, labels: result };
  return result;
}

// Drawn in pixels of the screen and in sizes of half a pixel, so that the browser need not make new letters at every step of a zoom.
function drawLabels(context, focus) {
  const scale = network.getScale();
  const { x: left, y: above } = drawn.view.translation;
  const ratio = context.canvas.width / stage.clientWidth;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.strokeStyle = paint.bg;
  const rows = [];
  for (const { node, size, x, top } of labels(focus)) {
    const at = Math.round(x * scale + left);
    let y = Math.round(top * scale + above);
    if (at < -100 || at > stage.clientWidth + 100 || y < -60 || y > stage.clientHeight) continue;
    const pixels = size * scale;
    for (const line of node.lines) rows.push([line, true, pixels, at, y]), (y += Math.round(pixels * 1.18));
    for (const line of node.second) rows.push([line, false, half(pixels * 0.88), at, y]);
  }
  for (const bold of [true, false]) {
    context.fillStyle = bold ? paint.text : paint.muted;
    for (const [line, heavy, pixels, x, y] of rows) {
      if (heavy !== bold) continue;
      context.font = font(pixels, bold);
      context.lineWidth = half(pixels * 0.3);
      context.strokeText(line, x, y);
      context.fillText(line, x, y);
    }
  }
}

// ---- marks: ≠ where sources disagree, × where a claim is refuted ----

function mark(context, x, y, sign, color, scale) {
  const seen = scale < 0.6 ? 2.6 : 7.5 * Math.min(1, scale * 1.15); // its radius on the screen
  const r = seen / scale;
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = paint.bg;
  context.fill();
  context.lineWidth = r * (seen < 5 ? 0.5 : 0.2);
  context.strokeStyle = color;
  context.stroke();
  if (seen < 5) return; // too far away to read a sign: a ring, which no node looks like
  context.fillStyle = color;
  context.font = "700 " + r * 1.7 + "px " + FONTS;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(sign, x, y + r * 0.06);
}

let marks = []; // of lines, to be clicked: they lie over nodes and other lines
const markAt = ({ x, y }) => marks.find((one) => Math.hypot(one.x - x, one.y - y) * network.getScale() < 9)?.edge;

function drawMarks(context, focus) {
  marks = [];
  const scale = network.getScale();
  if (scale < 0.3 && !focus) return; // they would cover the rest
  for (const edge of edges) {
    if ((edge.kind !== "disputed" && edge.kind !== "refuted") || !shownEdges.has(edge.id)) continue;
    if (focus && !focus.edges.has(edge.id)) continue;
    const { x, y } = drawn.edges[edge.id].edgeType.getPoint(0.5);
    marks.push({ edge, x, y });
    mark(context, x, y, edge.kind === "refuted" ? "×" : "≠", paint.alarm, scale);
  }
  for (const node of nodes) {
    if (!node.contested || !shownNodes.has(node.id) || (focus && !focus.nodes.has(node.id))) continue;
    const { x, y } = drawn.nodes[node.id];
    mark(context, x + node.size * 0.8, y - node.size * 0.8, "≠", paint.alarm, scale);
  }
}

network.on("afterDrawing", (context) => {
  const focus = hovered && !pinned ? hovered : pinned;
  context.save();
  if (focus) drawFocus(context, focus);
  if (network.physics.physicsEnabled || moving) changes++;
  drawMarks(context, focus);
  if (focus?.node && pinned) ring(context, focus.node);
  drawLabels(context, focus);
  context.restore();
});

let moving = false; // a node is being dragged
network.on("dragStart", ({ nodes: held }) => { moving = held.length > 0; });
network.on("dragEnd", () => { moving = false; changes++; });

// ---- the camera ----

const insets = () => {
  const narrow = stage.clientWidth <= 760;
  const box = (id) => { const e = document.getElementById(id); return e.offsetParent ? e.getBoundingClientRect() : { width: 0, height: 0 }; };
  const panel = box("panel");
  return narrow
    ? { left: 8, right: 8, top: 8, bottom: panel.height || 56 }
    : { left: box("legend").width ? box("legend").width + 20 : 12, right: panel.width + 12, top: 12, bottom: 14 };
};

function look(points, { most = 1.5, animate = true } = {}) {
  if (!points.length) return;
  const left = Math.min(...points.map((p) => p.x - p.side)), right = Math.max(...points.map((p) => p.x + p.side));
  const top = Math.min(...points.map((p) => p.y - p.above)), bottom = Math.max(...points.map((p) => p.y + p.below));
  const free = insets();
  const width = Math.max(80, stage.clientWidth - free.left - free.right);
  const height = Math.max(80, stage.clientHeight - free.top - free.bottom);
  let scale = Math.min(width / (right - left), height / (bottom - top), most);
  // Seen from afar, labels are larger than the network has room for.
  if (scale < 0.75) scale = Math.min((width - Math.min(104, width / 5)) / (right - left), (height - 52) / (bottom - top));
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale,
    offset: { x: (free.left - free.right) / 2, y: (free.top - free.bottom) / 2 },
    animation: animate && !calm && edges.length < 1500 ? { duration: 450, easingFunction: "easeInOutCubic" } : false,
  });
  return scale;
}
const spot = (node) => {
  const { x, y } = drawn.nodes[node.id];
  const size = Math.min(node.font, 13);
  return { x, y, side: Math.max(node.size, (node.ems * size) / 2) + 4, above: node.size + 6, below: node.size + 8 + node.rows * size * 1.2 };
};
function fit(animate = true) {
  fitScale = look(nodes.filter((node) => shownNodes.has(node.id)).map(spot), { animate }) ?? fitScale;
}
const lookAt = (focus) => look(nodes.filter((node) => focus.nodes.has(node.id)).map(spot), { most: Math.max(1, Math.min(network.getScale(), 1.5)) });
const zoom = (factor) => network.moveTo({ scale: within(network.getScale() * factor), animation: calm ? false : { duration: 180, easingFunction: "easeOutQuad" } });
const within = (scale) => Math.min(6, Math.max(fitScale * 0.4, scale));
network.on("zoom", () => {
  const scale = network.getScale();
  if (within(scale) !== scale) network.moveTo({ scale: within(scale) });
});
