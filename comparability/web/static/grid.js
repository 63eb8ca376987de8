// The results grid with a keyboard: moving, taking back, and pasting a block from a spreadsheet.
// Every cell is a plain input of a plain form. What a text means is said by the server alone; the marks set
// here repeat what it answered, and nothing that was typed or pasted is changed.

const form = document.querySelector(".grid-form[data-check]");
const table = form?.querySelector("table.grid");
if (table) start(form, table);

function start(form, table) {
  const rows = [...table.tBodies[0].rows];
  const matrix = rows.map((row) => [...row.cells].slice(1, -1));
  const attributes = [...table.tHead.rows[0].cells]
    .slice(1, -1)
    .map((head) => Number(head.dataset.attribute));
  const said = form.querySelector(".grid-said");
  const undone = []; // steps to take back, each a list of {input, before}
  let entered = null; // the cell that has the focus and the text it had when it got it

  for (const [row, cells] of matrix.entries()) {
    for (const [column, cell] of cells.entries()) {
      cell.dataset.row = row;
      cell.dataset.column = column;
    }
  }
  for (const input of inputs()) mark(input);

  table.addEventListener("focusin", (event) => {
    const input = event.target;
    if (!isEntry(input)) return;
    entered = { input, before: input.value };
    input.select();
  });
  table.addEventListener("focusout", (event) => {
    if (isEntry(event.target)) leave(event.target);
  });
  table.addEventListener("input", (event) => {
    if (isEntry(event.target)) mark(event.target);
  });
  table.addEventListener("keydown", keydown);
  table.addEventListener("paste", paste);
  form.addEventListener("submit", () => removeEventListener("beforeunload", warn));
  addEventListener("beforeunload", warn);

  function keydown(event) {
    const cell = event.target.closest("td");
    if (!cell || cell.dataset.row === undefined || event.isComposing) return;
    const input = isEntry(event.target) ? event.target : null;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter" && input) {
      event.preventDefault(); // Enter would send the form
      move(cell, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "Escape" && input) {
      restore(input);
    } else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      takeBack(input);
    } else if (moves[event.key] && !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey) {
      if (input && moves[event.key][1] && !isAtEdge(input, event.key)) return; // the caret moves in the text
      event.preventDefault();
      move(cell, ...moves[event.key]);
    }
  }

  function isAtEdge(input, key) {
    const { selectionStart: from, selectionEnd: to, value } = input;
    if (from === 0 && to === value.length) return true; // all selected: nothing is being edited
    return from === to && (key === "ArrowLeft" ? from === 0 : to === value.length);
  }

  function move(cell, down, across) {
    let row = Number(cell.dataset.row) + down;
    let column = Number(cell.dataset.column) + across;
    for (; matrix[row]?.[column]; row += down, column += across) {
      const target = matrix[row][column].querySelector("input, a");
      if (target) {
        target.focus();
        return;
      }
    }
  }

  function leave(input) {
    if (!entered || entered.input !== input) return;
    if (entered.before !== input.value) {
      undone.push([{ input, before: entered.before }]);
      ask([input]);
    }
    entered = null;
  }

  function restore(input) {
    input.value = entered?.input === input ? entered.before : input.defaultValue;
    mark(input);
    input.select();
  }

  function takeBack(input) {
    if (input && entered?.input === input && entered.before !== input.value) {
      restore(input);
      return;
    }
    const step = undone.pop();
    if (!step) {
      say("There is nothing to take back.");
      return;
    }
    for (const { input: each, before } of step) {
      each.value = before;
      mark(each);
    }
    step[0].input.focus();
    if (entered) entered.before = entered.input.value;
    ask(step.map((each) => each.input));
    say(step.length === 1 ? "Taken back." : `${step.length} cells taken back.`);
  }

  function paste(event) {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isEntry(input) || !/[\t\r\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const cell = input.closest("td");
    const [top, left] = [Number(cell.dataset.row), Number(cell.dataset.column)];
    const block = readBlock(text);
    const room = [rows.length - top, attributes.length - left];
    const size = extent(block);
    if (size[0] > room[0] || size[1] > room[1]) {
      say(
        `Nothing was pasted: the block has ${number(size[0], "row")} and ${number(size[1], "column")}, and from ` +
          `this cell the grid has ${number(room[0], "row")} and ${number(room[1], "column")}. Start further up or ` +
          "left, or copy a smaller block.",
      );
      return;
    }
    const step = [];
    const counts = { filled: 0, held: 0 };
    for (const [down, line] of block.entries()) {
      for (const [across, value] of line.entries()) {
        if (value === "") continue; // an empty cell of the block says nothing
        const field = matrix[top + down][left + across].querySelector("input");
        if (!field) counts.held += 1;
        else {
          step.push({ input: field, before: field.value });
          // An input would drop line breaks silently; shown as a sign they are refused with the rest.
          field.value = value.replace(/[\r\n\t]+/g, " ⏎ ");
          mark(field);
          counts.filled += 1;
        }
      }
    }
    if (step.length) undone.push(step);
    entered = { input, before: input.value };
    input.select();
    ask(step.map((each) => each.input), counts);
  }

  async function ask(asked, counts = null) {
    const filled = asked.filter((input) => input.value.trim() !== "");
    for (const input of asked) if (!filled.includes(input)) judge(input, null);
    let refused = 0;
    try {
      const problems = filled.length ? await check(filled) : [];
      for (const [place, input] of filled.entries()) {
        judge(input, problems[place]);
        refused += problems[place] ? 1 : 0;
      }
    } catch {
      say("The cells could not be checked now; they are checked when you save.");
      return;
    }
    if (counts) sayPasted(counts, refused);
    else sayChanged();
  }

  async function check(filled) {
    const texts = filled.map((input) => input.value);
    const cells = filled.map((input) => ({
      attribute: attributes[Number(input.closest("td").dataset.column)],
      text: input.value,
    }));
    const response = await fetch(form.dataset.check, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": form.querySelector('input[name="csrf_token"]').value,
      },
      body: JSON.stringify({ cells }),
    });
    if (!response.ok) throw new Error(String(response.status));
    const { problems } = await response.json();
    // An answer about a text that was changed meanwhile is no answer.
    return problems.map((problem, place) => (filled[place].value === texts[place] ? problem : null));
  }

  function judge(input, problem) {
    const cell = input.closest("td");
    let message = cell.querySelector(".error");
    cell.classList.toggle("doubtful", Boolean(problem));
    if (!problem) {
      message?.remove();
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      return;
    }
    if (!message) {
      message = document.createElement("p");
      message.className = "error";
      message.id = `${input.name}-error`;
      cell.append(message);
    }
    message.textContent = problem;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", message.id);
  }

  function mark(input) {
    input.closest("td").classList.toggle("changed", input.value.trim() !== "");
  }

  function sayPasted({ filled, held }, refused) {
    const parts = [`${number(filled, "cell")} filled`];
    if (refused) parts.push(`${number(refused, "cell")} not understood, marked`);
    if (held) parts.push(`${number(held, "value")} not placed, because those cells hold results or are computed`);
    say(`${parts.join("; ")}. Nothing is saved yet.`);
  }

  function sayChanged() {
    const changed = [...inputs()].filter((input) => input.value.trim() !== "").length;
    const doubtful = table.querySelectorAll("td.doubtful").length;
    if (!changed) say("");
    else say(`${number(changed, "cell")} to save${doubtful ? `, ${doubtful} not understood` : ""}.`);
  }

  function warn(event) {
    if (entered) leave(entered.input);
    if ([...inputs()].some((input) => input.value !== input.defaultValue)) event.preventDefault();
  }

  function say(text) {
    said.textContent = text;
  }

  function inputs() {
    return table.querySelectorAll('td input[type="text"]');
  }
}

function isEntry(element) {
  return element instanceof HTMLInputElement && element.type === "text" && element.name.startsWith("cell-");
}

function number(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

// Rows and columns of a block up to its last cell that holds something.
function extent(block) {
  const widths = block.map((line) => line.findLastIndex((value) => value !== "") + 1);
  return [widths.findLastIndex((width) => width > 0) + 1, Math.max(0, ...widths)];
}

// Tab-separated lines as spreadsheets copy them: a field with a tab, a line break or a quotation mark in it
// stands between quotation marks, which are doubled inside. A field is taken as it stands, spaces included.
function readBlock(text) {
  const lines = [];
  let line = [];
  let place = 0;
  const end = text.length;
  while (place <= end) {
    let field = "";
    if (text[place] === '"') {
      const match = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
      match.lastIndex = place;
      const found = match.exec(text);
      if (found) {
        field = found[1].replaceAll('""', '"');
        place = match.lastIndex;
      }
    }
    while (place < end && !"\t\r\n".includes(text[place])) field += text[place++];
    line.push(field);
    if (text[place] === "\t") {
      place += 1;
      continue;
    }
    lines.push(line);
    line = [];
    if (text[place] === "\r") place += 1;
    if (text[place] === "\n") place += 1;
    if (place >= end) break;
  }
  return lines;
}
