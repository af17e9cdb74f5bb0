// The key / takes one to the search box, unless it is switched off (WCAG 2.1.4): a switch is a checkbox with data-slash.

const KEY = "jamforbart-snedstreck";
const OFF = "av";
let unstored = null; // the choice where the browser stores nothing

function isOn() {
  try {
    return (unstored ?? localStorage.getItem(KEY)) !== OFF;
  } catch {
    return unstored !== OFF;
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, OFF);
    unstored = null;
  } catch {
    unstored = on ? "" : OFF;
  }
}

const boxes = () => [...document.querySelectorAll("form[data-search] input[type='search']")];

function show() {
  const on = isOn();
  for (const input of boxes()) {
    if (on) input.setAttribute("aria-keyshortcuts", "/");
    else input.removeAttribute("aria-keyshortcuts");
  }
  for (const box of document.querySelectorAll("input[data-slash]")) box.checked = on;
}

function press(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !isOn()) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const input = boxes().find((one) => one.getClientRects().length > 0);
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
}

export function startSlash() {
  for (const box of document.querySelectorAll("input[data-slash]")) {
    box.addEventListener("change", () => {
      turn(box.checked);
      show();
    });
  }
  document.addEventListener("keydown", press);
  window.addEventListener("storage", show);
  show();
}
