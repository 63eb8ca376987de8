// A button above each table that copies it for a spreadsheet or a text: tab-separated, and as an HTML table.
// Browsers give the clipboard to pages over TLS or of this machine alone; elsewhere there is no button.
const PLAIN_NUMBER = /^[+-]?\d[\d.,eE+-]*$/;

// A spreadsheet would run such a text as a formula. The apostrophe makes it a text; numbers stay as they are.
const disarmed = (text) => (/^[=+\-@]/.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text);

function cellText(cell) {
  const words = cell.cloneNode(true);
  for (const drawing of words.querySelectorAll("svg")) drawing.remove();
  return disarmed(words.textContent.replace(/\s+/g, " ").trim());
}

function escaped(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}

function read(table) {
  const rows = [...table.rows].map((row) =>
    [...row.cells].flatMap((cell) => [cellText(cell), ...Array(cell.colSpan - 1).fill("")]),
  );
  const plain = rows.map((row) => row.join("\t")).join("\n");
  const body = rows.map((row) => `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`).join("");
  return { "text/plain": plain, "text/html": `<table>${body}</table>` };
}

async function copy(table) {
  const parts = Object.entries(read(table)).map(([type, text]) => [type, new Blob([text], { type })]);
  await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
}

function offer(table, number) {
  const holder = document.createElement("p");
  holder.className = "copy-table";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = "Copy this table";
  table.caption.id ||= `table-${number}`;
  button.setAttribute("aria-describedby", table.caption.id);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await copy(table);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser did not let the table be copied. Select it and copy it by keyboard.";
    }
  });
  holder.append(button, " ", said);
  (table.closest(".scroll") ?? table).before(holder);
}

if (navigator.clipboard?.write && window.ClipboardItem) {
  [...document.querySelectorAll("table.data")].filter((table) => table.caption).forEach(offer);
}
