// What a place has, beside the country's figures of a diagnosis.

import { element } from "./source.js";

// `area` is the file of a place, or null. What stood there before is taken away.
export function showOwnFigures(area) {
  for (const old of document.querySelectorAll(".figure__own")) old.remove();
  if (!area?.answers || area.code === "00") return;
  for (const figure of document.querySelectorAll("[data-measure]")) {
    const answer = area.answers.indicators[figure.dataset.measure];
    if (answer && answer.area !== "00") figure.querySelector(".figure__line").after(makeOwn(answer, area));
  }
}

function makeOwn(answer, area) {
  const own = element("p", "figure__own");
  const where = answer.area === area.code ? area.short_name : `Regionen där ${area.short_name} ligger`;
  const when = answer.old ? `${answer.period_text}, ${answer.age}` : answer.period_text;
  own.append(element("span", "figure__place", `${where}: `), element("strong", "", answer.text), ` (${when}).`);
  if (answer.verdict_text && answer.verdict !== "not_assessed") own.append(` ${answer.verdict_text}.`);
  return own;
}
