// Carrying a card from one place to another: with the mouse, or by keys. A card that is dropped stands there at once and
// goes back where the server has a question first. What can be carried has data-move (the address that moves it) and
// data-at (the place it stands in); a place has data-place, and in it a [data-cards].
//
// `values(card, place)` is what is sent; `asks(place)` says that a sheet must ask something before anything moves.
const sheet = document.getElementById("sheet");
let held = null; // the card in the hand
let missed = false; // the part was asked to fetch itself while a card was in the hand

const placeOf = (element) => element.closest?.("[data-place]");
const cardsOf = (place) => place.querySelector("[data-cards]");
const takes = (place) => held && place && !place.hasAttribute("data-shut") && place.dataset.place !== held.dataset.at;

export function carry(selector, { values, asks = () => false }) {
  const part = () => document.querySelector(selector);
  mouse(part, (card, place) => (asks(place) ? ask(card, values(card, place)) : move(card, place, values(card, place))));
  keys(part);
  keep(part);
}

function mark(place) {
  for (const marked of document.querySelectorAll(".place-over")) if (marked !== place) marked.classList.remove("place-over");
  place?.classList.add("place-over");
}

function mouse(part, drop) {
  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.("[data-move]");
    if (!card || !part().contains(card)) return;
    held = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.innerText);
    requestAnimationFrame(() => card.classList.add("card-held")); // the picture under the pointer is taken before
  });
  document.addEventListener("dragover", (event) => {
    const place = placeOf(event.target);
    mark(takes(place) ? place : null);
    if (takes(place)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = placeOf(event.target);
    if (!takes(place)) return;
    event.preventDefault();
    drop(held, place);
  });
  document.addEventListener("dragend", () => {
    held?.classList.remove("card-held");
    held = null;
    mark(null);
    if (missed) { missed = false; htmx.trigger(part(), "live:again"); }
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (!held || event.detail.elt !== part()) return;
    event.preventDefault(); // while a card is in the hand, the places stay as they are
    missed = true;
  });
}

function ask(card, values) {
  const url = `${card.dataset.move}?${new URLSearchParams(values)}`;
  return htmx.ajax("GET", url, { source: card.querySelector("[data-sheet]"), target: "#sheet-body", swap: "innerHTML" });
}

function move(card, place, values) {
  const from = card.parentElement;
  const after = card.nextElementSibling;
  cardsOf(place).prepend(card);
  card.classList.add("card-sent");
  const settled = (event) => {
    if (event.detail.elt !== card) return;
    document.body.removeEventListener("htmx:afterRequest", settled);
    const { status } = event.detail.xhr;
    if (status >= 200 && status < 300) card.dataset.at = place.dataset.place;
    else if (card.isConnected) from.insertBefore(card, after?.isConnected ? after : null); // the sheet asks, or the frame says that it did not work
    card.classList.remove("card-sent");
  };
  document.body.addEventListener("htmx:afterRequest", settled);
  return htmx.ajax("POST", card.dataset.move, { source: card, target: "#sheet-body", swap: "innerHTML", values });
}

// A place that was scrolled stays where it was when the part is fetched anew.
function keep(part) {
  const scrolled = new Map();
  const each = (say) => { for (const place of part().querySelectorAll("[data-place]")) say(place.dataset.place, cardsOf(place)); };
  const ours = (event) => event.detail.target === part();
  document.body.addEventListener("htmx:beforeSwap", (event) => { if (ours(event)) each((name, cards) => scrolled.set(name, cards.scrollTop)); });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (ours(event)) each((name, cards) => { cards.scrollTop = scrolled.get(name) ?? 0; }); });
}

// Arrows go from card to card, M opens the sheet that moves the one at hand.
function keys(part) {
  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card || !part()?.contains(card) || event.ctrlKey || event.metaKey || event.altKey || sheet.open) return;
    if (event.key.toLowerCase() === "m" && card.dataset.move) card.querySelector("[data-sheet]").click();
    else if (event.key.startsWith("Arrow")) beside(part(), card, event.key)?.querySelector("a").focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function beside(part, card, key) {
  if (key === "ArrowDown") return card.nextElementSibling;
  if (key === "ArrowUp") return card.previousElementSibling;
  const places = [...part.querySelectorAll("[data-place]")].filter((place) => place.querySelector("[data-card]"));
  const to = places[places.indexOf(placeOf(card)) + (key === "ArrowRight" ? 1 : -1)];
  const cards = to ? [...to.querySelectorAll("[data-card]")] : [];
  return cards[Math.min([...card.parentElement.children].indexOf(card), cards.length - 1)];
}
