// What a person asks for, of no element in particular. htmx keeps of the requests that wait at one element
// only the newest, and forgets those of an element replaced meanwhile: each has an element of its own.

export async function send(verb, url, context) {
  const source = document.body.appendChild(document.createElement("i"));
  source.hidden = true;
  try {
    await htmx.ajax(verb, url, { source, event: new Event("click"), ...context });
  } finally {
    source.remove();
  }
}
