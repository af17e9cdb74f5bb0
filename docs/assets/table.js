// Tables that can be sorted, on request: the page's own order (by name) is the greeting, ranking is a choice.

const collator = new Intl.Collator("sv");

function keyOf(cell, kind) {
  if (kind !== "number") return cell ? cell.textContent.trim() : "";
  return cell && cell.dataset.value !== undefined ? Number(cell.dataset.value) : null;
}

export function compareKeys(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "number" ? a - b : collator.compare(a, b);
  return direction === "descending" ? -order : order;
}

function turn(table, header, kind) {
  const first = kind === "number" ? "descending" : "ascending";
  const other = first === "descending" ? "ascending" : "descending";
  const direction = header.getAttribute("aria-sort") === first ? other : first;
  for (const cell of header.parentElement.cells) cell.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", direction);
  table.dataset.turned = "true";
  sort(table, header);
}

function sort(table, header) {
  const index = header.cellIndex;
  const kind = header.dataset.sort;
  const direction = header.getAttribute("aria-sort");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [keyOf(row.cells[index], kind), row]);
  rows.sort(([a], [b]) => compareKeys(a, b, direction));
  const sorted = rows.map(([, row]) => row);
  const isOwn = (row) => row.classList.contains("own-place");
  body.append(...sorted.filter(isOwn), ...sorted.filter((row) => !isOwn(row)));
}

if (typeof document !== "undefined") {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const header of table.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort-button";
      button.textContent = header.textContent;
      button.addEventListener("click", () => turn(table, header, header.dataset.sort));
      header.replaceChildren(button);
    }
  }
  document.addEventListener("jamforbart:rader", () => {
    for (const table of document.querySelectorAll("table[data-turned]")) sort(table, table.querySelector("th[aria-sort]"));
  });
}
