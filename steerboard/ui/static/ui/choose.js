// A select with data-choose becomes a search over its choices (and, with an address, over the server's). The select
// keeps the value, so the form is sent as before; without this script it is a plain select.
let count = 0;

class Choose {
  constructor(select) {
    this.select = select;
    this.url = select.dataset.choose === "here" ? "" : select.dataset.choose;
    this.at = -1;
    this.found = [];
    this.build();
    this.listen();
  }

  build() {
    const id = `choose-${++count}`;
    this.input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", value: this.label() });
    this.list = Object.assign(document.createElement("div"), { className: "choose-list", id, hidden: true });
    this.list.setAttribute("role", "listbox");
    const label = this.select.labels[0];
    if (label) { label.id ||= `${id}-label`; this.list.setAttribute("aria-labelledby", label.id); this.input.setAttribute("aria-labelledby", label.id); label.htmlFor = this.input.id = `${id}-input`; }
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", id], ["aria-autocomplete", "list"]]) this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    this.input.required = this.select.required;
    const box = Object.assign(document.createElement("div"), { className: "choose" });
    this.select.before(box);
    this.select.tabIndex = -1;
    this.select.setAttribute("aria-hidden", "true");
    box.append(this.select, this.input, this.list);
  }

  label() {
    const chosen = this.select.selectedOptions[0];
    return chosen?.value ? chosen.text : "";
  }

  listen() {
    this.input.addEventListener("input", () => { this.searching = true; this.look(); });
    this.input.addEventListener("focus", () => { this.searching = false; this.input.select(); this.look(""); });
    this.input.addEventListener("blur", () => { this.hide(); if (!this.input.value) this.take({ value: "", label: "" }); else this.input.value = this.label(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.take(this.found[Number(option.dataset.n)]);
    });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { this.searching = true; if (this.list.hidden) this.look(""); else this.mark((this.at + step + this.found.length) % this.found.length); event.preventDefault(); }
    else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) { this.take(this.found[this.at]); event.preventDefault(); }
    // Esc leaves a search that was begun; a list that only opened with the focus lets it close the sheet.
    else if (event.key === "Escape" && !this.list.hidden && this.searching) { this.searching = false; this.input.value = this.label(); this.hide(); event.preventDefault(); event.stopPropagation(); }
  }

  async look(text = this.input.value) {
    const wanted = text.trim().toLowerCase();
    const here = [...this.select.options].filter((o) => o.value && o.text.toLowerCase().includes(wanted)).map((o) => ({ value: o.value, label: o.text, hint: o.dataset.hint }));
    this.show(here);
    if (!this.url || !wanted) return;
    this.asked?.abort();
    this.asked = new AbortController();
    const address = new URL(this.url, location.href);
    address.searchParams.set("q", wanted);
    try {
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === this.input) this.show(await answer.json());
    } catch (error) { if (error.name !== "AbortError") this.show(here); }
  }

  show(found) {
    this.found = found.slice(0, 50);
    this.list.replaceChildren(...this.found.map((choice, n) => this.option(choice, n)));
    this.list.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.found.length) this.mark(0); else { this.at = -1; this.input.removeAttribute("aria-activedescendant"); }
  }

  option(choice, n) {
    const option = Object.assign(document.createElement("div"), { id: `${this.list.id}-${n}` });
    option.setAttribute("role", "option");
    option.dataset.n = n;
    option.append(choice.label);
    if (choice.hint) option.append(Object.assign(document.createElement("span"), { className: "xs", textContent: choice.hint }));
    return option;
  }

  mark(n) {
    this.at = n;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === n)));
    this.list.children[n]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${n}`);
  }

  take({ value, label }) {
    if (value && ![...this.select.options].some((o) => o.value === String(value))) this.select.add(new Option(label, value));
    const changed = this.select.value !== String(value);
    this.select.value = value;
    this.input.value = label;
    this.hide();
    if (changed) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  hide() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

function enhance(root) {
  for (const select of root.querySelectorAll("select[data-choose]:not([aria-hidden])")) new Choose(select);
}
enhance(document);
document.body.addEventListener("htmx:afterSwap", (event) => enhance(event.detail.target)); // before a sheet opens
document.body.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentElement ?? document));
