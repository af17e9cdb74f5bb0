// Fills the place and the devices into the letter. The address chooses by code; only names that stand in the page's own
// lists are ever written, so nobody can put words into the letter with a link.

const form = document.querySelector("form[data-letter]");
const letter = document.querySelector("#brevet");
const tell = document.querySelector("a[data-letter-form]");
const copy = document.querySelector("[data-letter-copy]");
const blanks = new Map([...document.querySelectorAll("[data-fill]")].map((blank) => [blank, blank.textContent]));

function chosen(name) {
  const option = form.elements[name].selectedOptions[0];
  return option && option.value ? { code: option.value, name: option.dataset.name } : null;
}

function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function fillLetter(place, device) {
  const words = { place: place?.name, device: device && lowerFirst(device.name) };
  for (const [blank, empty] of blanks) blank.textContent = words[blank.dataset.fill] || empty;
}

function fillForm(place, device) {
  const address = new URL(tell.href);
  const fields = {
    title: place && device && tell.dataset.title.replace("{place}", () => place.name).replace("{device}", () => device.name),
    place: place && `${place.name} (${place.code})`,
    device: device && `${device.name} (${device.code})`,
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  tell.href = address.href;
}

function show() {
  const place = chosen("plats");
  const device = chosen("grupp");
  fillLetter(place, device);
  fillForm(place, device);
}

function remember() {
  const address = new URL(location.href);
  for (const name of ["plats", "grupp"]) {
    const one = chosen(name);
    if (one) address.searchParams.set(name, one.code);
    else address.searchParams.delete(name);
  }
  history.replaceState(null, "", address);
}

function readAddress() {
  const asked = new URLSearchParams(location.search);
  for (const name of ["plats", "grupp"]) {
    const list = form.elements[name];
    list.value = [...list.options].some((option) => option.value === asked.get(name)) ? asked.get(name) : "";
  }
}

async function copyLetter() {
  const status = copy.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(letter.innerText);
    status.textContent = copy.dataset.copied;
  } catch {
    getSelection().selectAllChildren(letter);
    status.textContent = copy.dataset.failed;
  }
}

form.addEventListener("change", () => {
  show();
  remember();
});
form.addEventListener("submit", (event) => event.preventDefault());
copy.querySelector("button").addEventListener("click", copyLetter);
form.hidden = false;
copy.hidden = false;
readAddress();
show();
