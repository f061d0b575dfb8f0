// The board: a card that is dropped on another lane moves at once, and goes back where the server has a question first.
// Keys: arrows go from card to card, M moves the one at hand. Everything is also in the sheet behind "Move…".
const board = () => document.querySelector("[data-board]");
const sheet = document.getElementById("sheet");
let held = null; // the card in the hand
let missed = false; // the board was asked to fetch itself while a card was in the hand

const laneOf = (element) => element.closest("[data-lane]");

function mark(lane) {
  for (const marked of document.querySelectorAll(".lane-over")) if (marked !== lane) marked.classList.remove("lane-over");
  lane?.classList.add("lane-over");
}

const takes = (lane) => held && lane && lane.dataset.kind !== "none" && lane.dataset.lane !== held.dataset.stage;

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-move]");
  if (!card) return;
  held = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector("a").textContent);
  requestAnimationFrame(() => card.classList.add("deal-held")); // the picture under the pointer is taken before
});
document.addEventListener("dragover", (event) => {
  const lane = event.target.closest?.("[data-lane]");
  mark(takes(lane) ? lane : null);
  if (takes(lane)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const lane = event.target.closest?.("[data-lane]");
  if (!takes(lane)) return;
  event.preventDefault();
  move(held, lane);
});
document.addEventListener("dragend", () => {
  held?.classList.remove("deal-held");
  held = null;
  mark(null);
  if (missed) { missed = false; htmx.trigger(board(), "live:again"); }
});

async function move(card, lane) {
  if (lane.dataset.kind === "lost") return ask(card, lane); // a loss has its reason: nothing is moved before it is said
  const from = laneOf(card);
  const after = card.nextElementSibling;
  const seen = card.dataset.stage;
  lane.querySelector(".lane-cards").prepend(card);
  card.classList.add("deal-sent");
  const back = () => {
    if (!card.isConnected) return; // the board has been fetched anew
    card.classList.remove("deal-sent");
    from.querySelector(".lane-cards").insertBefore(card, after?.isConnected ? after : null);
  };
  const settled = (event) => {
    if (event.detail.elt !== card) return;
    document.body.removeEventListener("htmx:afterRequest", settled);
    const { status } = event.detail.xhr;
    if (status >= 200 && status < 300) card.dataset.stage = lane.dataset.lane;
    else back(); // a question, which the sheet asks, or no answer, which the frame says
  };
  document.body.addEventListener("htmx:afterRequest", settled);
  await htmx.ajax("POST", card.dataset.move, { source: card, target: "#sheet-body", swap: "innerHTML", values: { stage: lane.dataset.lane, seen: seen === "0" ? "" : seen } });
}

function ask(card, lane) {
  return htmx.ajax("GET", `${card.dataset.move}?stage=${lane.dataset.lane}`, { source: card.querySelector(".deal-move"), target: "#sheet-body", swap: "innerHTML" });
}

// While a card is in the hand the lanes stay as they are.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!held || event.detail.elt !== board()) return;
  event.preventDefault();
  missed = true;
});

// A lane that was scrolled stays where it was when the board is fetched anew.
const scrolled = new Map();
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== board()) return;
  for (const lane of board().querySelectorAll("[data-lane]")) scrolled.set(lane.dataset.lane, lane.querySelector(".lane-cards").scrollTop);
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== board()) return;
  for (const lane of board().querySelectorAll("[data-lane]")) lane.querySelector(".lane-cards").scrollTop = scrolled.get(lane.dataset.lane) ?? 0;
});

function beside(card, key) {
  if (key === "ArrowDown") return card.nextElementSibling;
  if (key === "ArrowUp") return card.previousElementSibling;
  const lanes = [...board().querySelectorAll("[data-lane]")].filter((lane) => lane.querySelector("[data-deal]"));
  const to = lanes[lanes.indexOf(laneOf(card)) + (key === "ArrowRight" ? 1 : -1)];
  const place = [...card.parentElement.children].indexOf(card);
  const cards = to ? [...to.querySelectorAll("[data-deal]")] : [];
  return cards[Math.min(place, cards.length - 1)];
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-deal]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey || sheet.open) return;
  if (event.key.toLowerCase() === "m" && card.dataset.move) card.querySelector(".deal-move").click();
  else if (event.key.startsWith("Arrow")) beside(card, event.key)?.querySelector("a").focus();
  else return;
  event.preventDefault();
});
