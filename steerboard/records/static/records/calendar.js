// The calendar: a plan that is carried to another day keeps its hour. A click into the empty part of a day plans there.
import { carry } from "./carry.js";

carry("[data-calendar]", {
  values: (card, day) => ({ planned_for_0: day.dataset.place, planned_for_1: card.dataset.clock, seen: card.dataset.seen }),
});

document.addEventListener("click", (event) => {
  const day = event.target.closest("[data-calendar] [data-place]");
  if (day && !event.target.closest("a, button, [data-card]") && matchMedia("(min-width: 900px)").matches) day.querySelector("[data-plan]")?.click();
});
