// An answer row as elements. Every text becomes a text node; no markup is ever parsed here.

import { COUNTRY, answerOf, isFigureless } from "./answer.js";
import { chosenPlace } from "./place.js";
import { addressOf, element, withPlace } from "./source.js";

const CALCULATOR = "page:vad-kostar-det";
const LONG_FIGURE = 16;
const ICONS = { better: "▲", worse: "▼", similar: "●", not_assessed: "○", higher: "●", lower: "●" };
const SVG = "http://www.w3.org/2000/svg";
const SPARK = { width: 64, height: 18, edge: 2 };

// A link that says what is known, for the box (as an option) and for the page of all hits.
export function makeRow(result, context) {
  const row = element("a", "search-row");
  const says = answerOf(result, context);
  const add = (name, text) => text && row.append(element("span", `search-${name}`, text), " ");
  row.href = leadTo(result);
  row.classList.toggle("is-missing", Boolean(says.missing));
  row.classList.toggle("is-wordy", says.figure?.length > LONG_FIGURE);
  add("title", result.title);
  add("place", [says.kind, says.place].filter(Boolean).join(", "));
  add("figure", says.figure);
  add("country", says.country);
  add("what", says.what);
  if (says.word) row.append(makeVerdict(says), " ");
  if (says.more?.length > 0) row.append(makeMore(says), " ");
  const spark = drawSpark(says.spark ?? []);
  if (spark) row.append(spark);
  add("age", says.age);
  return row;
}

// A place that stood in the query goes along to the page of figures, which shows it first. Nobody's chosen place is changed.
function leadTo(result) {
  const address = addressOf(result.url);
  const hasPlaces = !isFigureless(result) || result.id === CALCULATOR;
  const isNamed = hasPlaces && result.area && result.area !== COUNTRY && result.area !== chosenPlace();
  return isNamed ? withPlace(address, result.area) : address;
}

function makeVerdict({ verdict, word }) {
  const known = Object.hasOwn(ICONS, verdict) ? verdict : "not_assessed";
  const made = element("span", `search-verdict is-${known.replace("_", "-")}`, `${word}\u00a0`);
  const icon = element("span", "search-icon", ICONS[known]);
  icon.setAttribute("aria-hidden", "true");
  made.append(icon);
  return made;
}

// The next figures of a diagnosis, one line each, and how many there are besides.
function makeMore({ more, rest, place }) {
  const made = element("span", "search-more");
  for (const says of more) {
    const line = element("span", "search-one");
    const where = says.place === place ? says.title : `${says.title}, ${says.place}`;
    line.append(element("span", "search-small", says.figure), " ", element("span", "search-name", where));
    if (says.word && says.verdict !== "not_assessed") line.append(", ", makeVerdict(says));
    made.append(line, " ");
  }
  if (rest > 0) made.append(element("span", "search-one", `Och ${rest} mått till`), " ");
  return made;
}

function drawSpark(values) {
  const known = values.filter((value) => typeof value === "number");
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i) => SPARK.edge + (i / (values.length - 1)) * (SPARK.width - 2 * SPARK.edge);
  const y = (value) => SPARK.height - SPARK.edge - ((value - low) / span) * (SPARK.height - 2 * SPARK.edge);
  let path = "";
  values.forEach((value, i) => {
    if (typeof value !== "number") return;
    path += `${typeof values[i - 1] === "number" ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  const { width, height } = SPARK;
  const svg = shape("svg", { class: "search-spark", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
  svg.append(shape("path", { d: path }));
  const last = values.length - 1;
  if (typeof values[last] === "number") svg.append(shape("circle", { cx: x(last), cy: y(values[last]), r: 2 }));
  return svg;
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
