// Small things of every page: exact numbers in the clipboard, and the place on a page that Back returns to.

// A copied figure is its exact value, not the short form that the screen shows.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const figure = (around.nodeType === Node.ELEMENT_NODE ? around : around.parentElement).closest("[data-value]");
  const part = range.cloneContents();
  const inside = part.querySelectorAll("[data-value]");
  if (figure && selection.toString().trim() === figure.textContent.trim()) {
    event.clipboardData.setData("text/plain", figure.dataset.value);
    event.preventDefault();
  } else if (inside.length === 1 && part.textContent.trim() === inside[0].textContent.trim()) {
    event.clipboardData.setData("text/plain", inside[0].dataset.value);
    event.preventDefault();
  }
});

// Fragments change a page's height after it has come back, so the browser's own memory of the scroll is not enough.
const key = () => `scroll:${location.pathname}${location.search}`;
addEventListener("pagehide", () => { try { sessionStorage.setItem(key(), String(scrollY)); } catch { /* the browser's own memory holds */ } });
const [visit] = performance.getEntriesByType("navigation");
if (visit?.type === "back_forward") {
  const y = Number(sessionStorage.getItem(key()) ?? 0);
  if (y) addEventListener("load", () => scrollTo({ top: y, behavior: "instant" }));
}
