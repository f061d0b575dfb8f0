// Light, dark, or as the system has it; the same in every tab.
const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-to]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeTo === (root.dataset.theme ?? "auto")));
}

function choose(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  show();
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest?.("[data-theme-to]")?.dataset.themeTo;
  if (!theme) return;
  choose(theme);
  try { localStorage.setItem("theme", theme); } catch { /* holds for this page */ }
});
addEventListener("storage", (event) => { if (event.key === "theme") choose(event.newValue); });
show();
