// Sending one corrected cell: the answer is the new cell, or (409, 422) the reason it was refused.
import { text } from "./texts.js";
import { toast } from "./toast.js";

async function send(cell, editor) {
  const body = new URLSearchParams({ [cell.dataset.edit]: editor.value });
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  return fetch(cell.dataset.url, { method: "POST", body, headers }).catch(() => null);
}

function replace(cell, html, stay) {
  const { parentElement: row, cellIndex } = cell;
  cell.outerHTML = html;
  htmx.process(row.cells[cellIndex]);
  if (stay) row.cells[cellIndex].focus();
}

/** Save; `stay` puts the focus back into the cell. What was typed stays there when refused. */
export async function save(cell, editor, { stay }) {
  editor.readOnly = true;
  const answer = await send(cell, editor);
  const signedOut = answer?.redirected; // to the sign-in page, which must not land in the cell
  if (answer?.ok && !signedOut) {
    const said = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").toast;
    replace(cell, await answer.text(), stay);
    return void toast(said?.text ?? text("saved"), said);
  }
  editor.readOnly = false;
  editor.setAttribute("aria-invalid", "true");
  const refused = answer && [409, 422].includes(answer.status);
  const reason = refused ? await answer.text() : text(`error-${signedOut ? 401 : (answer?.status ?? "network")}`);
  toast(reason || text("error-500"), { bad: true });
  if (stay) editor.focus();
}
