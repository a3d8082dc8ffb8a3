// Signing in again in another tab changes the token under the pages that stand open; what was typed there
// would be refused. Looked at again, a page takes the token of now.
function renew() {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!token) return;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
}

window.addEventListener("focus", renew);
document.addEventListener("visibilitychange", renew);
