// Toasts leave after eight seconds, not while a hand or the keyboard is on them. What is undone fetches the page's
// parts again through the events that the server names.
const toasts = document.getElementById("toasts");
const STAY = 8000;

function dismiss(toast) {
  toast.classList.add("toast-leaving");
  setTimeout(() => { toast.remove(); if (!toasts.childElementCount) toasts.hidePopover(); }, 300);
}

function keep(toast) {
  if (toasts.matches(":popover-open")) toasts.hidePopover(); // shown anew it stands above a sheet opened since
  toasts.showPopover();
  let timer = 0;
  const start = () => { clearTimeout(timer); timer = setTimeout(() => dismiss(toast), STAY); };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

toasts?.querySelectorAll("[data-toast]").forEach(keep);
if (toasts)
  new MutationObserver((records) => {
    for (const record of records)
      for (const node of record.addedNodes) if (node instanceof Element && node.matches("[data-toast]")) keep(node);
  }).observe(toasts, { childList: true });

toasts?.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) dismiss(event.target.closest("[data-toast]"));
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const undo = event.detail.elt.closest?.("[data-undo]");
  if (undo && event.detail.successful) dismiss(undo.closest("[data-toast]"));
});
// An entry that could not be sent says so; the form keeps what was typed.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
  document.body.addEventListener(name, () => {
    const said = document.getElementById("not-sent")?.content.firstElementChild?.cloneNode(true);
    if (said && !toasts.querySelector("[data-not-sent]")) toasts.append(said);
  });
