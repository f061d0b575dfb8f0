// The board: a deal that is carried to another lane moves to that stage. A loss has its reason: the sheet asks for it
// before anything moves.
import { carry } from "./carry.js";

carry("[data-board]", {
  values: (card, lane) => ({ stage: lane.dataset.place, seen: card.dataset.at === "0" ? "" : card.dataset.at }),
  asks: (lane) => lane.dataset.kind === "lost",
});
