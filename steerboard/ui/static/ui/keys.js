// Keys: those that the page offers are marked in it with data-key; letters count only outside of fields.
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

function search() {
  const field = document.getElementById("search");
  if (field?.checkVisibility()) { field.focus(); field.select(); return true; }
  const link = document.querySelector(".tools-find");
  link?.click();
  return Boolean(link);
}

function undo() {
  const forms = document.querySelectorAll("[data-undo]");
  const last = forms[forms.length - 1];
  last?.requestSubmit();
  return Boolean(last);
}

function pressed(event) {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "k") return search();
  if (typing(event.target) || document.querySelector("dialog[open]")) return false;
  if (command) return event.key.toLowerCase() === "z" && !event.shiftKey && undo();
  if (event.altKey) return false;
  if (event.key === "/") return search();
  if (event.key === "?") { document.querySelector("[data-open=keys]")?.click(); return true; }
  const link = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  link?.click();
  return Boolean(link);
}

document.addEventListener("keydown", (event) => { if (!event.isComposing && pressed(event)) event.preventDefault(); });
