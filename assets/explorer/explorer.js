// Optional enhancements: name suggestions, filtering without a reload, copy buttons. Every page works without them.
const language = document.documentElement.lang;
const base = document.documentElement.dataset.base ?? "";

// --- name suggestions --------------------------------------------------------------------------------------------------
// A field with `data-suggest` offers names of that kind of record only.
for (const box of document.querySelectorAll("input[list]")) {
  const names = box.list, resource = box.dataset.suggest ? `&resource=${box.dataset.suggest}` : "";
  let lastRequest = 0, timer;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = box.value.trim(), request = ++lastRequest;
      if (text.length < 2) return names.replaceChildren();
      const response = await fetch(`${base}/v1/suggest?limit=8${resource}&q=${encodeURIComponent(text)}`).catch(() => null);
      if (!response?.ok || request !== lastRequest) return;
      const { data } = await response.json();
      names.replaceChildren(...data.map(({ label, matched }) => {
        const option = document.createElement("option");
        option.value = label[language] ?? Object.values(label)[0];
        if (matched !== option.value) option.label = `${option.value} (${matched})`;
        return option;
      }));
    }, 150);
  });
}

// --- filtering without a reload ----------------------------------------------------------------------------------------------------
const parts = ["results", "side", "data"];
const isHome = (page) => page.getElementById("home") !== null;
const view = () => location.pathname + location.search;
let shown = view();
async function show(address, push) {
  const load = () => (push ? location.assign(address) : location.reload());
  // The start page has more than its results.
  if (isHome(document)) return load();
  document.getElementById("results").setAttribute("aria-busy", "true");
  const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return load();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("results") || isHome(page)) return load();
  const focused = document.activeElement, scrolled = document.getElementById("side").scrollTop;
  const focusedInput = focused?.matches("input[type=checkbox]") && `input[name="${focused.name}"][value="${CSS.escape(focused.value)}"]`;
  const open = [...document.querySelectorAll("#side details[open]")].map(({ id }) => id);
  for (const id of parts) document.getElementById(id).replaceWith(page.getElementById(id));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  document.querySelector(".language").href = page.querySelector(".language").href;
  document.title = page.title;
  if (push) history.pushState(null, "", response.url);
  shown = view();
  document.getElementById("side").scrollTop = scrolled;
  if (focusedInput) document.querySelector(focusedInput)?.focus({ preventScroll: true });
  // Screen readers announce the number of results.
  document.getElementById("announcement").textContent = document.getElementById("found").textContent;
  showCopyButtons();
}
function currentView() {
  const data = new FormData(document.getElementById("f")), query = new URLSearchParams();
  const isDated = data.get("date_from")?.trim() || data.get("date_to")?.trim();
  for (const [name, value] of data) if (value.trim() && (isDated || name !== "date_field")) query.append(name, value);
  return query.size ? `${base}/?${query}` : `${base}/`;
}
if (document.getElementById("results")) {
  // Filters are open beside the results, and closed above them on small screens.
  if (matchMedia("(min-width: 60rem)").matches) document.getElementById("filters").open = true;
  document.addEventListener("change", ({ target }) => {
    if (target.matches("input[type=checkbox][form=f], #sort")) show(currentView(), true);
  });
  document.addEventListener("click", (event) => {
    const bar = event.target.closest?.(".timeline a");
    if (!bar || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(bar.href.baseVal ?? bar.href, true);
  });
  // A link to a place on the page changes no more than the fragment.
  addEventListener("popstate", () => { if (view() !== shown) show(location.href, false); });
}

// --- the menu of the navigation --------------------------------------------------------------------------------------------
const menu = document.getElementById("more");
document.addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
menu.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// --- copy buttons ------------------------------------------------------------------------------------------------------------
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.(".copy");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 1500);
});
function showCopyButtons() {
  if (navigator.clipboard) for (const button of document.querySelectorAll(".copy")) button.hidden = false;
}
showCopyButtons();
