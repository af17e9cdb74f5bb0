// "Utforska" under a chart: on a click, and never before, the picture gives way to a live chart that tells each figure.
// Without this script there is no button. The spec says what can be pointed at: marks with a tip, whose first line is a place.

const REACH = 24; // pixels within which a figure is meant, for a finger
const GAP = 14; // pixels between a tip and what it is about
const SVG = "http://www.w3.org/2000/svg";

// ---------------------------------------------------------------- what is fetched on the first click

let libraries = null;
let tries = 0;

function styleSheet(name) {
  const href = new URL(name, import.meta.url).href;
  return new Promise((done, fail) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: () => fail(new Error(`${name} did not load`)) });
    document.head.append(link);
  });
}

function loadLibraries() {
  const again = tries > 0 ? `?${tries}` : ""; // a browser may remember that a module failed
  libraries ??= Promise.all([import(new URL(`vega.js${again}`, import.meta.url)), ...["explore.css", "colours.css"].map(styleSheet)])
    .then(([module]) => module.default)
    .catch((error) => {
      libraries = null;
      tries += 1;
      throw error;
    });
  return libraries;
}

async function loadSpec(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// ---------------------------------------------------------------- the live chart

async function draw(canvas, address) {
  const [embed, spec] = await Promise.all([loadLibraries(), loadSpec(address)]);
  const { view } = await embed(canvas, spec, {
    mode: "vega-lite",
    ast: true, // expressions are interpreted: the page's policy forbids eval
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: () => {}, // the tip is ours, and Vega's own would be a title
    loader: { baseURL: new URL(".", address).href },
  });
  const places = figuresIn(canvas);
  if (places.length === 0) throw new Error("nothing to point at"); // borders that did not come are only a warning to Vega
  if (spec.usermeta.hatching) hatch(canvas.querySelector("svg"), spec.usermeta.hatching);
  return { view, places, source: spec.usermeta.source };
}

// The marks that have a tip, a list for each place in the order they were drawn.
function figuresIn(canvas) {
  const places = new Map();
  for (const mark of canvas.querySelectorAll("path")) {
    const text = mark.__data__?.tooltip;
    if (!text) continue;
    const name = text.split("\n")[0];
    if (!places.has(name)) places.set(name, []);
    places.get(name).push({ mark, name, text });
  }
  return [...places.values()];
}

function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function hatch(svg, { instead_of: colour, paper, line }) {
  const marks = svg.querySelectorAll(`[fill="${colour}"]`);
  if (marks.length === 0) return;
  const units = { width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const pattern = shape("pattern", { id: `hatching-${document.querySelectorAll("pattern").length}`, ...units });
  pattern.append(shape("rect", { width: 5, height: 5, fill: paper }), shape("rect", { width: 1.6, height: 5, fill: line }));
  svg.prepend(pattern);
  for (const mark of marks) mark.setAttribute("fill", `url(#${pattern.id})`);
}

// Down and up: the next place. Right and left: its next year, or the next place where each has one figure.
export function step([place, at], key, places) {
  const years = places[place].length > 1;
  const within = (number, list) => Math.max(0, Math.min(list.length - 1, number));
  const next = (to) => {
    const other = within(to, places);
    return [other, years ? within(at, places[other]) : 0];
  };
  const moves = {
    ArrowDown: () => next(place + 1),
    ArrowUp: () => next(place - 1),
    ArrowRight: () => (years ? [place, within(at + 1, places[place])] : next(place + 1)),
    ArrowLeft: () => (years ? [place, within(at - 1, places[place])] : next(place - 1)),
    Home: () => next(0),
    End: () => next(places.length - 1),
  };
  return moves[key]?.() ?? null;
}

function distance({ left, right, top, bottom }, x, y) {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

function nearest(places, x, y) {
  let best = null;
  let least = REACH;
  for (const figure of places.flat()) {
    const away = distance(figure.mark.getBoundingClientRect(), x, y);
    if (away < least) [best, least] = [figure, away];
  }
  return best;
}

function makeLive({ live, said }, { view, places }) {
  const tip = live.querySelector(".explore__tip");
  let shown = null;

  function show(figure, x, y) {
    if (figure !== shown) {
      shown = figure;
      tip.hidden = figure === null;
      const lines = figure?.text.split("\n") ?? [];
      tip.replaceChildren(...lines.map((line, at) => Object.assign(document.createElement(at ? "span" : "strong"), { textContent: line })));
      view.signal("pointed", figure?.text ?? "").runAsync();
    }
    if (figure) place(x, y);
  }

  function place(x, y) {
    const frame = live.getBoundingClientRect();
    const above = y - frame.top - tip.offsetHeight - GAP;
    const left = x - frame.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(0, Math.min(frame.width - tip.offsetWidth, left))}px`;
    tip.style.top = `${above >= 0 ? above : y - frame.top + GAP}px`;
  }

  function go([group, at]) {
    const figure = places[group][at];
    const box = figure.mark.getBoundingClientRect();
    show(figure, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
    said.textContent = figure.text.replaceAll("\n", ". ");
  }

  function where() {
    const group = places.findIndex((figures) => figures.includes(shown));
    return group < 0 ? null : [group, places[group].indexOf(shown)];
  }

  function point({ target, clientX: x, clientY: y }) {
    if (tip.contains(target)) return; // one may read, and mark, what stands there
    show(places.flat().find(({ mark }) => mark === target) ?? nearest(places, x, y), x, y);
  }

  live.addEventListener("pointermove", point);
  live.addEventListener("pointerdown", point);
  live.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && show(null));
  live.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return show(null);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = where();
    const first = [0, places[0].length - 1];
    const to = from ? step(from, event.key, places) : step(first, event.key, places) && first;
    if (!to) return;
    event.preventDefault();
    go(to);
  });

  const own = new Set([...document.querySelectorAll("tr.own-place th")].map((cell) => cell.textContent.trim()));
  const mine = places.findIndex(([{ name }]) => own.has(name));
  return () => mine >= 0 && go([mine, places[mine].length - 1]);
}

// ---------------------------------------------------------------- the button

function offer(template) {
  const figure = template.closest("figure");
  const picture = figure.querySelector("img");
  const address = new URL(template.dataset.explore, document.baseURI).href;
  template.replaceWith(template.content.cloneNode(true));
  const [button, live, status, said] = ["button", ".explore", ".explore-status", ".explore-said"].map((one) => figure.querySelector(one));
  const words = { ...status.dataset };
  const label = button.firstElementChild;
  let drawn = null;
  let busy = false;

  function turn() {
    const isLive = live.hidden;
    if (isLive) live.style.minHeight = `${picture.offsetHeight}px`; // what stands below stays where it is
    live.hidden = !isLive;
    picture.hidden = isLive;
    label.textContent = isLive ? words.back : words.open;
    status.textContent = isLive ? words.ready : "";
    if (isLive) drawn();
  }

  async function open() {
    busy = true;
    status.textContent = words.wait;
    const canvas = live.querySelector(".explore__canvas");
    try {
      const chart = await draw(canvas, address);
      live.querySelector(".explore__source").textContent = chart.source;
      drawn = makeLive({ live, said }, chart);
      turn();
    } catch (error) {
      console.info(error);
      canvas.replaceChildren();
      status.textContent = words.failed;
    }
    busy = false;
  }

  button.addEventListener("click", () => {
    if (busy) return;
    if (drawn) turn();
    else open();
  });
}

if (typeof document !== "undefined") {
  for (const template of document.querySelectorAll("template[data-explore]")) offer(template);
}
