// Requests to the server of this page.
const base = document.body.dataset.base;
export const article = document.getElementById("text")?.dataset.article;

function address(path, parameters = {}) {
  return `${base}${path}?${new URLSearchParams({ ...parameters, lang: document.documentElement.lang })}`;
}

export async function get(path, parameters) {
  const response = await fetch(address(path, parameters));
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** Sends JSON; returns the status and the answer. Without an answer the status is 0. */
export async function post(path, body) {
  try {
    const response = await fetch(address(path), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  } catch {
    return { status: 0, answer: { message: document.getElementById("claim").dataset.offline } };
  }
}
