// A click on a field, a value or a function puts it where one was typing; without this script one types it.
let last = null;

document.addEventListener("focusin", (event) => { if (event.target.matches(".define .code")) last = event.target; });

function put(text) {
  const form = document.querySelector(".define");
  const field = last && form.contains(last) ? last : form.querySelector("#made .code:not([name=value], [name=each])") ?? form.querySelector("#made .code");
  if (!field) return;
  const { selectionStart: from, selectionEnd: to, value } = field;
  const before = value.slice(0, from);
  const gap = before && !/[\s(]$/.test(before) ? " " : "";
  field.setRangeText(gap + text, from, to, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const word = event.target.closest("[data-insert]");
  if (word) put(word.dataset.insert);
});

document.addEventListener("change", (event) => {
  const choice = event.target;
  if (!choice.matches("[data-insert-choice]") || !choice.value) return;
  put(choice.value);
  choice.value = "";
  const search = choice.parentElement.querySelector("input");
  if (search) search.value = "";
});
