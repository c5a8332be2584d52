// Makes the pages nicer; nothing on them needs it. Suggestions, results without a reload, copying.
const language = document.documentElement.lang;

// --- names while one types ---------------------------------------------------------------------------------------------
const box = document.getElementById("q"), names = document.getElementById("names");
let asked = 0, late;
box?.addEventListener("input", () => {
  clearTimeout(late);
  late = setTimeout(async () => {
    const typed = box.value.trim(), mine = ++asked;
    if (typed.length < 2) return names.replaceChildren();
    const answer = await fetch(`/v1/suggest?limit=8&q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const { data } = await answer.json();
    names.replaceChildren(...data.map(({ label, matched }) => {
      const option = document.createElement("option");
      option.value = label[language] ?? label.en;
      if (matched !== option.value) option.label = `${option.value} (${matched})`;
      return option;
    }));
  }, 150);
});

// --- filters at once ----------------------------------------------------------------------------------------------------
const parts = ["results", "filters", "data"];
async function show(address, push) {
  document.getElementById("results").setAttribute("aria-busy", "true");
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("results")) return location.assign(address);
  const focused = document.activeElement, scrolled = document.getElementById("filters").scrollTop;
  const again = focused?.matches("input[type=checkbox]") && `input[name="${focused.name}"][value="${CSS.escape(focused.value)}"]`;
  const open = document.getElementById("filters").open;
  for (const id of parts) document.getElementById(id).replaceWith(page.getElementById(id));
  document.getElementById("filters").open = open;
  document.querySelector(".language").href = page.querySelector(".language").href;
  document.title = page.title;
  if (push) history.pushState(null, "", answer.url);
  document.getElementById("filters").scrollTop = scrolled;
  if (again) document.querySelector(again)?.focus({ preventScroll: true });
  // Said by screen readers.
  document.getElementById("announcement").textContent = document.getElementById("found").textContent;
  ready();
}
function view() {
  const form = document.getElementById("f"), query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value);
  return query.size ? `/?${query}` : "/";
}
if (document.getElementById("results")) {
  // Beside the results they stand open; on a small screen above them, folded.
  if (matchMedia("(min-width: 60rem)").matches) document.getElementById("filters").open = true;
  document.addEventListener("change", ({ target }) => {
    if (target.matches("input[type=checkbox][form=f], #sort")) show(view(), true);
  });
  document.addEventListener("click", (event) => {
    const bar = event.target.closest?.(".timeline a");
    if (!bar || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(bar.href.baseVal ?? bar.href, true);
  });
  addEventListener("popstate", () => show(location.href, false));
}

// --- copying ------------------------------------------------------------------------------------------------------------
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.(".copy");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 1500);
});
function ready() {
  if (navigator.clipboard) for (const button of document.querySelectorAll(".copy")) button.hidden = false;
}
ready();
