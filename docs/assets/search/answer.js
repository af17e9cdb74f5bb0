// What an answer row says, in words and without a page: it runs in Node and in tests.

export const COUNTRY = "00";
export const UNKNOWN = "Uppgift saknas";

const KINDS = { diagnosis: "Diagnos", device: "Hjälpmedel", indicator: "Mått", register: "Register", area: "Plats", page: "Sida" };
const NO_FIGURE = ["page", "area", "register"]; // these rows lead on, they are not about one figure
const MOST_FIGURES = 3;
const NO_FEE = "Ingen känd avgift. Det betyder inte att det är gratis.";
const DISPUTED = "Källorna säger olika";
const NOBODY = "Vem som ansvarar: uppgift saknas";

export const isFigureless = (result) => NO_FIGURE.includes(result.kind);

// The area whose file has the answers, or null when no result needs one.
export function areaOf(results) {
  const asked = results.find((result) => !isFigureless(result));
  return asked ? (asked.area ?? COUNTRY) : null;
}

export function readContext(index, answers = null) {
  const measures = index.entries.filter(([id]) => id.startsWith("indicator:"));
  return {
    answers,
    names: new Map(index.places.map(([code, , short]) => [code, short])),
    titles: new Map(measures.map(([id, title]) => [id.slice("indicator:".length), title])),
  };
}

// {kind, place, figure, missing, what, country, verdict, word, spark, age, more, rest}; what is not known is left out.
export function answerOf(result, context) {
  const kind = KINDS[result.kind];
  if (isFigureless(result)) return { kind, what: result.kind === "area" ? "Avgifter, siffror och vad som sticker ut" : "" };
  if (!context.answers) return { kind };
  const says = result.kind === "device" ? deviceAnswer(result, context) : measuredAnswer(result, context);
  return { kind, ...says };
}

// ---------------------------------------------------------------- measures and diagnoses

// Known before hidden, today's before old ones, and otherwise in the order that a person chose.
function bestFirst(ids, answers) {
  const rank = (answer) => (answer.value === null ? 2 : 0) + (answer.old ? 1 : 0);
  return ids.filter((id) => answers[id]).sort((a, b) => rank(answers[a]) - rank(answers[b]));
}

function measuredAnswer(result, { answers, names, titles }) {
  const ids = bestFirst(result.indicators, answers.indicators);
  const place = names.get(result.area ?? COUNTRY);
  if (ids.length === 0) return { place, figure: UNKNOWN, missing: true };
  const [first, ...others] = ids.slice(0, MOST_FIGURES);
  const isMeasure = result.kind === "indicator";
  return {
    ...figureOf(answers.indicators[first], names),
    what: isMeasure ? "" : titles.get(first),
    more: others.map((id) => ({ title: titles.get(id), ...figureOf(answers.indicators[id], names) })),
    rest: ids.length - 1 - others.length,
  };
}

function figureOf(answer, names) {
  return {
    place: names.get(answer.area),
    figure: answer.text,
    missing: answer.value === null,
    country: answer.country_text,
    verdict: answer.verdict,
    word: answer.verdict_text,
    spark: answer.spark,
    age: `${capitalised(answer.period_text)}, ${answer.age}`,
  };
}

const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// ---------------------------------------------------------------- devices

// What is said of the device's nearest class: 120606, else 1206, else 12.
function nearest(said, iso) {
  return [iso, iso.slice(0, 4), iso.slice(0, 2)].map((code) => said?.[code]).find((text) => text !== undefined);
}

function deviceAnswer(result, { answers, names }) {
  const iso = result.id.slice("device:".length);
  const asked = result.area ?? COUNTRY;
  const answer = answers.devices[iso];
  const span = nearest(answers.spans, iso);
  if (!answer) {
    const says = { place: names.get(asked), figure: UNKNOWN, missing: true, what: NO_FEE, country: inCountry(span) };
    return asked === COUNTRY ? says : { ...says, age: nearest(answers.who, iso) || NOBODY };
  }
  if (!answer.known) return { place: names.get(answer.area), figure: capitalised(span ?? answer.text) };
  return {
    place: names.get(answer.area),
    figure: answer.text,
    what: answer.group ? `Gäller gruppen ${answer.group}` : "",
    country: inCountry(span),
    age: [nearest(answers.who, iso) || answer.who || NOBODY, noteOf(answer)].join(". "),
  };
}

const inCountry = (span) => (span ? `I landet: ${span}` : "");

function noteOf(answer) {
  if (answer.status === "disputed") return DISPUTED;
  const whom = answer.area === COUNTRY ? "där du bor" : answer.area.length > 2 ? "hos kommunen" : "hos regionen";
  return `Senast kända avgift, kontrollera ${whom}`;
}
