"use strict";
// Tables sort by their headings, and those of many rows filter: all in the page, by keyboard too.
(() => {
  const manyRows = 8;
  const fewValues = 60;
  // What rows are looked for by, in this order, where it is a column with several values.
  const filtered = ["data set", "task", "method", "baseline", "verdict", "status", "rank", "learning-rate", "seed", "class", "module"];
  const announcement = document.getElementById("announcement");

  const cellText = (row, column) => row.cells[column].firstChild?.textContent?.trim() ?? "";

  // "0.720 ± 0.028 (2)", "1,540", "−0.02" and "+0.1" are numbers, "–" is none.
  function value(text) {
    const found = /^[+−-]?[\d,]*\.?\d+(e[+-]?\d+)?/i.exec(text);
    return found ? Number(found[0].replace("−", "-").replaceAll(",", "")) : NaN;
  }

  function compare(a, b, numeric, down) {
    if (numeric) {
      const [x, y] = [value(a), value(b)];
      if (Number.isNaN(x) || Number.isNaN(y)) {
        return Number.isNaN(x) - Number.isNaN(y);
      }
      return down ? y - x : x - y;
    }
    return down ? b.localeCompare(a, "en", { numeric: true }) : a.localeCompare(b, "en", { numeric: true });
  }

  function sort(table, column) {
    const heading = table.tHead.rows[0].cells[column];
    const down = heading.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    body.querySelectorAll(".detail").forEach((row) => row.remove());
    body.querySelectorAll(".open").forEach((button) => button.setAttribute("aria-expanded", "false"));
    const numeric = heading.classList.contains("n");
    const rows = [...body.rows].map((row) => [cellText(row, column), row]);
    rows.sort((a, b) => compare(a[0], b[0], numeric, down));
    body.append(...rows.map((row) => row[1]));
    for (const other of table.tHead.rows[0].cells) {
      other.setAttribute("aria-sort", other === heading ? (down ? "descending" : "ascending") : "none");
    }
    announcement.textContent = `Sorted by ${heading.textContent.trim()}, ${down ? "descending" : "ascending"}.`;
  }

  function field(name, control) {
    const label = document.createElement("label");
    label.append(name, control);
    return label;
  }

  function choices(table, column) {
    const values = new Set();
    for (const row of table.tBodies[0].rows) {
      values.add(cellText(row, column));
      if (values.size > fewValues) {
        return null;
      }
    }
    if (values.size < 2) {
      return null;
    }
    const select = document.createElement("select");
    select.append(new Option("all", ""));
    [...values].sort((a, b) => compare(a, b, false, false)).forEach((each) => select.append(new Option(each, each)));
    return select;
  }

  function tools(table) {
    const rows = [...table.tBodies[0].rows];
    const box = document.createElement("form");
    box.className = "tools";
    box.setAttribute("role", "search");
    box.setAttribute("aria-label", `Rows of the table ${table.id.replace("table-", "")}`);
    box.addEventListener("submit", (event) => event.preventDefault());
    const search = document.createElement("input");
    search.type = "search";
    search.placeholder = "words of a row";
    box.append(field("search", search));
    const selects = [];
    const headings = [...table.tHead.rows[0].cells].map((heading) => heading.textContent.trim());
    for (const name of filtered.filter((each) => headings.includes(each))) {
      const select = selects.length < 5 ? choices(table, headings.indexOf(name)) : null;
      if (select) {
        selects.push([headings.indexOf(name), select]);
        box.append(field(name, select));
      }
    }
    const count = document.createElement("output");
    box.append(count);
    let texts = null;
    const apply = () => {
      texts = texts || rows.map((row) => row.textContent.toLowerCase());
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      table.tBodies[0].querySelectorAll(".detail").forEach((row) => row.remove());
      table.querySelectorAll(".open").forEach((button) => button.setAttribute("aria-expanded", "false"));
      rows.forEach((row, i) => {
        const fits =
          words.every((word) => texts[i].includes(word)) &&
          selects.every(([column, select]) => !select.value || cellText(row, column) === select.value);
        row.hidden = !fits;
        left += fits;
      });
      count.textContent = `${left} of ${rows.length} rows`;
    };
    box.addEventListener("input", apply);
    table.addEventListener("showall", () => {
      search.value = "";
      selects.forEach(([, select]) => (select.value = ""));
      apply();
    });
    count.textContent = `${rows.length} rows`;
    table.closest(".scroll").before(box);
  }

  function prepare(table) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, column));
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
    });
    if (table.tBodies[0].rows.length >= manyRows) {
      tools(table);
    }
  }

  // Tables are prepared when they come near, as charts are.
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        near.unobserve(entry.target);
        prepare(entry.target.querySelector("table"));
      }
    },
    { rootMargin: "800px" },
  );
  document.querySelectorAll("figure.table").forEach((figure) => near.observe(figure));

  // A number opens to the trials it comes from.
  function origin(button) {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      button.nextElementSibling.remove();
      return;
    }
    const list = document.createElement("ul");
    list.className = "origin";
    for (const line of button.dataset.from.split("\n")) {
      const [label, ...ids] = line.split("\t");
      const item = document.createElement("li");
      item.append(`${label} `);
      for (const id of ids) {
        const link = document.createElement("a");
        link.href = `#trial-${id}`;
        const code = document.createElement("code");
        code.textContent = id;
        link.append(code);
        item.append(link, " ");
      }
      list.append(item);
    }
    button.after(list);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.from");
    if (button) {
      origin(button);
    }
  });
})();
