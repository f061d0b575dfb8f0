// The grid of targets as a sheet: arrows and Enter move, a block is pasted, sums follow what is typed. The server checks
// and adds up again by the same rules; without this script the fields are filled one by one.
const UNITS = { 万: 1e4, 亿: 1e8, k: 1e3, m: 1e6 };
const WIDE = "０１２３４５６７８９．，－＋％￥＄（）";
const PLAIN = "0123456789.,-+%¥$()";
const TYPED = /^(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(万|亿|k|m)?$/i;
const shown = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });
let pasted = []; // what each of the last pastes put aside, until somebody types

/** The number that a text stands for; null of an empty one, NaN where it is none. */
export function read(text, unit) {
  let plain = [...text].map((c) => PLAIN[WIDE.indexOf(c)] ?? c).join("").replace(/\s+/g, " ").trim();
  if (!plain) return null;
  if (unit === "ratio") {
    if (!plain.endsWith("%")) return NaN;
    const minus = /^[-−]/.test(plain);
    return (number(plain.slice(0, -1).replace(/^[-−]/, "").trim()) / 100) * (minus ? -1 : 1);
  }
  if (unit === "money") plain = plain.replace(/^[¥$€£ ]+/, "").replace(/元$/, "").trim();
  if (unit === "days") plain = plain.replace(/(days?|d|天|日)$/i, "").trim();
  if (unit === "minutes") plain = plain.replace(/(minutes?|min|分钟|分)$/i, "").trim();
  return number(plain);
}

function number(plain) {
  const found = TYPED.exec(plain);
  return found ? Number(found[1].replace(/[, ]/g, "")) * (UNITS[found[2]?.toLowerCase()] ?? 1) : NaN;
}

function write(value, unit) {
  if (value === null) return "—";
  return unit === "ratio" ? `${shown.format(value * 100)}%` : shown.format(value);
}

/** Cells between tabs, quoted where they hold a line break, as sheets put them in the clipboard. */
export function cells(text) {
  const rows = [[""]];
  let quoted = false;
  const end = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let n = 0; n < end.length; n++) {
    const c = end[n];
    const row = rows.at(-1);
    if (quoted) {
      if (c !== '"') row[row.length - 1] += c;
      else if (end[n + 1] === '"') { row[row.length - 1] += '"'; n++; }
      else quoted = false;
    } else if (c === '"' && row.at(-1) === "") quoted = true;
    else if (c === "\t") row.push("");
    else if (c === "\n") rows.push([""]);
    else row[row.length - 1] += c;
  }
  return rows.map((row) => row.map((cell) => cell.trim()));
}

const rowsOf = (form) => [...form.querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("td.month")].map((td) => td.querySelector("input, [data-held]")));
const isField = (cell) => cell?.tagName === "INPUT";
const nameOf = (cell) => (isField(cell) ? cell.name : cell.dataset.held);
const textOf = (cell) => (isField(cell) ? cell.value : cell.textContent.replace("—", ""));

function place(form, field) {
  const rows = rowsOf(form);
  const row = rows.findIndex((cells_) => cells_.includes(field));
  return { rows, row, column: rows[row]?.indexOf(field) };
}

function move(form, field, down, right) {
  const { rows, row, column } = place(form, field);
  for (let r = row + down, c = column + right; rows[r] && c in rows[r]; r += down, c += right)
    if (isField(rows[r][c])) { rows[r][c].focus(); rows[r][c].select(); return true; }
  return false;
}

/** A sum without the dust of binary fractions; null where nothing is known. */
function total(values) {
  const known = values.filter((v) => v !== null && !Number.isNaN(v));
  return known.length ? Math.round(known.reduce((a, b) => a + b, 0) * 1e4) / 1e4 : null;
}

function difference(form, off, unit) {
  return (off > 0 ? form.dataset.wordsOpen : form.dataset.wordsOver).replace("{n}", write(Math.abs(off), unit));
}

function tellParts(form, box, sum, own, unit) {
  if (!box) return;
  box.textContent = sum === null ? "" : form.dataset.wordsSum.replace("{n}", write(sum, unit));
  const off = sum === null || own === null || Number.isNaN(own) ? 0 : Math.round((own - sum) * 1e4) / 1e4;
  if (off) box.append(" ", Object.assign(document.createElement("b"), { className: "worse", textContent: difference(form, off, unit) }));
}

/** The lines of the grid: whose, below whom, and their cells by month. Who moved has a line in each of his places. */
function linesOf(form) {
  return [...form.querySelectorAll("tbody tr")].map((tr) => {
    const found = [...tr.querySelectorAll("td.month")].map((td) => td.querySelector("input, [data-held]")).filter(Boolean);
    return { tr, key: tr.dataset.row, above: tr.dataset.above ?? "", months: new Map(found.map((cell) => [nameOf(cell).split(".")[1], cell])) };
  });
}

/** All sums of the grid, from the lowest lines up; a line without a target of its own counts for what stands below it. */
function add(form) {
  const { unit } = form.dataset;
  const boxes = new Map([...form.querySelectorAll("[data-parts]")].map((box) => [box.dataset.parts, box]));
  const lines = linesOf(form);
  const below = (key) => lines.filter((line) => line.above === key);
  const counts = new Map(); // by name of the cell: the line's own, else what stands below it
  const own = (cell) => read(textOf(cell), unit);
  for (const { tr, key, months } of [...lines].reverse()) {
    const sums = [...months].map(([month, cell]) => {
      const name = `${key}.${month}`;
      const box = boxes.get(name);
      const sum = box ? total(below(key).filter((line) => line.months.has(month)).map((line) => counts.get(`${line.key}.${month}`))) : null;
      counts.set(name, own(cell) ?? sum);
      tellParts(form, box, sum, own(cell), unit);
      return sum;
    });
    if (!key) continue;
    const whole = total([...months.values()].map(own));
    tellParts(form, boxes.get(`${key}.sum`), total(sums), whole, unit);
    const box = tr.querySelector("[data-total]");
    if (box) box.textContent = write(whole, unit);
  }
  const single = form.querySelector("tfoot [data-total]");
  if (single) single.textContent = write(total(lines.flatMap((line) => [...line.months.values()].map(own))), unit);
  const feet = [...form.querySelectorAll("[data-foot]")];
  const sums = feet.map((box) => total(below("").map((line) => counts.get(`${line.key}.${box.dataset.foot}`))));
  feet.forEach((box, n) => { box.textContent = write(sums[n], unit); });
  const whole = form.querySelector("[data-foot-total]");
  if (whole) whole.textContent = write(total(sums), unit);
}

/** Marks what differs from what is saved, and what is no number; says how many differ. */
function mark(form) {
  const before = new Map();
  for (const input of form.querySelectorAll("input[name^='was-']")) before.set(input.name.slice(4), input.value.split("|"));
  const months = form.dataset.months.split(" ");
  let changed = 0;
  for (const cell of rowsOf(form).flat()) {
    if (!isField(cell)) continue;
    const [key, month] = cell.name.split(".");
    const differs = cell.value.trim() !== (before.get(key)?.[months.indexOf(month)] ?? "");
    changed += differs;
    cell.classList.toggle("is-changed", differs);
    const wrong = Number.isNaN(read(cell.value, form.dataset.unit));
    if (wrong) cell.setAttribute("aria-invalid", "true"); else cell.removeAttribute("aria-invalid");
    cell.title = wrong ? form.dataset.wrong : "";
    if (cell.value !== cell.defaultValue) document.getElementById(`${cell.id}-error`)?.remove();
  }
  const words = form.querySelector("[data-changed]");
  if (!words) return;
  words.textContent = changed === 0 ? "" : changed === 1 ? words.dataset.one : words.dataset.many.replace("{n}", changed);
  form.querySelector("[data-undo-all]").hidden = changed === 0;
  form.dataset.changes = changed;
  if (changed) form.dataset.typed = ""; else delete form.dataset.typed; // live.js leaves a form alone that was typed into
}

function renew(form) {
  add(form);
  mark(form);
}

/** Whether the block says itself whose its lines are: then the server finds them by name. */
function isNamed(form, block) {
  const names = new Set([...form.querySelectorAll("tbody th .row-link")].map((link) => link.textContent.trim()));
  return block.some((row) => row.length > 1 && names.has(row[0]));
}

function send(form, text) {
  const sent = Object.assign(document.createElement("form"), { method: "post", action: form.dataset.bring, hidden: true });
  const add_ = (name, value) => sent.append(Object.assign(document.createElement("textarea"), { name, value }));
  add_("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  add_("text", text);
  document.body.append(sent);
  form.dataset.leaving = "";
  sent.submit();
}

function fill(form, field, block) {
  const { rows, row, column } = place(form, field);
  const put = [];
  const left = [];
  block.forEach((line, r) => line.forEach((text, c) => {
    const cell = rows[row + r]?.[column + c];
    if (isField(cell)) { put.push([cell, cell.value]); cell.value = text; } else if (text) (left[r] ??= [])[c] = text;
  }));
  pasted.push(put);
  const box = form.querySelector("[data-left]");
  if (box) {
    box.hidden = left.length === 0;
    box.querySelector("textarea").value = left.map((line) => Array.from(line ?? [], (text) => text ?? "").join("\t")).join("\n").trim();
  }
  renew(form);
}

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form[data-grid]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!form || !event.target.closest("td.month") || !/[\t\n]/.test(text.replace(/\n$/, ""))) return;
  event.preventDefault();
  let block = cells(text);
  if (form.dataset.bring && isNamed(form, block)) return send(form, text);
  if (rowsOf(form)[0].length === 1 && block.length === 1) block = block[0].map((cell) => [cell]);
  fill(form, event.target, block);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const form = field.closest?.("form[data-grid]");
  if (!form || !field.closest("td.month") || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  const all = field.selectionEnd - field.selectionStart === field.value.length;
  let done = true;
  if (event.key === "Enter" && command) form.requestSubmit();
  else if (command && event.key.toLowerCase() === "z" && pasted.length) {
    for (const [cell, value] of pasted.pop()) cell.value = value;
    renew(form);
  } else if (command || event.altKey) return;
  else if (event.key === "Enter") move(form, field, event.shiftKey ? -1 : 1, 0);
  else if (event.key === "ArrowDown") move(form, field, 1, 0);
  else if (event.key === "ArrowUp") move(form, field, -1, 0);
  else if (event.key === "ArrowRight" && (all || field.selectionStart === field.value.length)) done = move(form, field, 0, 1);
  else if (event.key === "ArrowLeft" && (all || field.selectionEnd === 0)) done = move(form, field, 0, -1);
  else if (event.key === "Escape" && field.value !== field.defaultValue) { field.value = field.defaultValue; renew(form); } else return;
  if (done) event.preventDefault();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-grid]");
  if (!form) return;
  pasted = [];
  renew(form);
});
document.addEventListener("reset", (event) => { if (event.target.matches("form[data-grid]")) setTimeout(() => renew(event.target)); });
document.addEventListener("submit", (event) => { if (event.target.matches("form[data-grid]")) event.target.dataset.leaving = ""; });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-left-close]")) event.target.closest("[data-left]").hidden = true; });
document.addEventListener("change", (event) => { if (event.target.closest?.("form[data-choose-kpi]")) event.target.form.requestSubmit(); });
addEventListener("beforeunload", (event) => {
  const form = document.querySelector("form[data-grid]");
  if (Number(form?.dataset.changes) && !("leaving" in form.dataset)) event.preventDefault();
});

function ready(root) {
  for (const button of root.querySelectorAll?.("[data-show]") ?? []) button.hidden = true;
  for (const form of root.querySelectorAll?.("form[data-grid]") ?? []) mark(form);
}

ready(document);
document.body.addEventListener("htmx:load", (event) => ready(event.detail.elt.parentElement ?? document));
