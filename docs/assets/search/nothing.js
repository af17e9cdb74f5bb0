// Nothing found: the nearest there is, what that means, and how to ask for it.

import { addressOf, element, reportAddress, shortened } from "./source.js";

export function makeLink(text, url) {
  const link = element("a", "search-way", text);
  link.href = addressOf(url);
  return link;
}

export function makeNothing(query, suggestions, links) {
  const made = element("div", "search-nothing");
  made.append(element("p", "search-empty", `Inget hittat för ”${shortened(query)}”.`));
  if (suggestions.length > 0) made.append(element("p", "", "Närmast:"), listOf(suggestions));
  made.append(element("p", "", "Pröva ett annat ord. Eller så är det något som ingen har publicerat siffror om, eller som vi inte har hittat."));
  const ways = element("p", "search-ways");
  const report = makeReport(query);
  if (report) ways.append(report, " ");
  ways.append(makeLink("Se vad som saknas", links?.report ?? "saknas/"), " ", makeLink("Se allt från A till Ö", links?.a_o ?? "a-o/"));
  made.append(ways);
  return made;
}

function listOf(suggestions) {
  const list = element("ul", "search-nearest");
  for (const { title, url } of suggestions) {
    const item = element("li", "");
    item.append(makeLink(title, url));
    list.append(item);
  }
  return list;
}

// The only link that leads to another host: it takes the words along, and says where they go.
function makeReport(query) {
  const address = reportAddress(`Saknas: ${query}`);
  if (!address) return null;
  const link = element("a", "search-way", "Be om det här (på GitHub, där alla kan läsa det)");
  link.href = address;
  link.rel = "noreferrer";
  return link;
}
