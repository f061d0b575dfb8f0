// Sheets: a link with data-sheet fetches its content into the one dialog, which then opens. Esc, the backdrop and
// [data-close] close it; the focus goes back to where it was, or to the page where that is gone.
const sheet = document.getElementById("sheet");
const body = document.getElementById("sheet-body");
let opener = null;

function open(dialog) {
  if (dialog.open) return;
  opener = document.activeElement;
  dialog.showModal();
  dialog.querySelector("[autofocus], .form :is(input:not([type=hidden]), select:not([aria-hidden]), textarea)")?.focus();
}

function closeAll() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
}

// A link inside a part inherits how the part fetches itself (outerHTML, a piece of the answer); a sheet takes it whole.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === body) Object.assign(event.detail, { swapOverride: "innerHTML", selectOverride: "unset" });
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== body || event.detail.xhr.getResponseHeader("HX-Reswap") === "none") return;
  open(sheet);
  body.querySelector("[aria-invalid=true]")?.focus();
});
document.body.addEventListener("sheet:close", closeAll);

document.addEventListener("click", (event) => {
  const dialog = event.target.closest?.("dialog");
  if (event.target === dialog || event.target.closest?.("[data-close]")) dialog?.close();
  const named = event.target.closest?.("[data-open]")?.dataset.open;
  if (!named) return;
  event.target.closest("[popover]")?.hidePopover();
  open(document.getElementById(named));
});

for (const dialog of document.querySelectorAll("dialog"))
  dialog.addEventListener("close", () => {
    if (dialog === sheet) body.replaceChildren();
    const back = opener?.isConnected && opener.checkVisibility?.() ? opener : document.getElementById("main");
    back.focus({ preventScroll: true });
    opener = null;
  });
