// Another line of an order: the template is copied with the next number, and the count that the server reads grows.
// The button shows itself; without this script the lines that are left open are what there is.
function ready(root) {
  for (const button of root.querySelectorAll?.("[data-add-line]") ?? []) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-line]");
  if (!button) return;
  const box = button.closest("[data-lines]");
  const total = box.querySelector(`[name="${box.dataset.lines}-TOTAL_FORMS"]`);
  const most = Number(box.querySelector(`[name="${box.dataset.lines}-MAX_NUM_FORMS"]`)?.value ?? 100);
  if (Number(total.value) >= most) return;
  const copy = box.querySelector("template").content.cloneNode(true);
  for (const element of copy.querySelectorAll("*"))
    for (const name of ["name", "id", "for"])
      if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace("__prefix__", total.value));
  const line = copy.querySelector("[data-line]");
  button.before(line);
  total.value = String(Number(total.value) + 1);
  document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: line }, bubbles: true })); // the search select
  line.querySelector("input:not([type=hidden]), select")?.focus();
});

ready(document);
document.body.addEventListener("htmx:afterSwap", (event) => ready(event.detail.target));
