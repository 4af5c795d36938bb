"use strict";
// A row of the table of all trials opens to the trial: settings, curves, attempts, and the command.
(() => {
  const { constants, trials } = JSON.parse(document.getElementById("details").textContent);
  const table = document.getElementById("table-trials");

  function element(tag, text, className) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) {
      made.className = className;
    }
    return made;
  }

  // A sweep file of one trial. JSON is YAML.
  function sweepFile(id, settings) {
    const { experiment, ...fixed } = settings;
    const lines = Object.entries(fixed).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
    return [`name: trial-${id}`, `experiment: ${experiment}`, "fixed:", ...lines].join("\n");
  }

  function command(id, trial, settings) {
    const box = document.createElement("div");
    box.className = "wide";
    box.append(element("h3", "Run it again"));
    if (trial.described) {
      box.append(element("p", `Its sweep file describes ${trial.described.join(", ")}: run that file.`));
      return box;
    }
    const text = `cat > trial-${id}.yaml <<'END'\n${sweepFile(id, settings)}\nEND\ndash-sweep run trial-${id}.yaml --out again`;
    const copy = element("button", "Copy", "copy");
    copy.type = "button";
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = "Copied";
      } catch {
        // A page from a file may not write to the clipboard: the text is selected instead.
        getSelection().selectAllChildren(pre);
        copy.textContent = "Selected: copy it by keyboard";
      }
    });
    const pre = element("pre", text);
    box.append(copy, pre);
    return box;
  }

  function curve(id, title, points) {
    const box = document.createElement("div");
    box.append(element("h3", title));
    const canvas = element("div", "", "canvas");
    const last = points[points.length - 1];
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${title} of trial ${id}: ${charts.text(last[1])} after update ${last[0]}`);
    box.append(canvas);
    return [box, () =>
      charts.draw(canvas, {
        kind: "LINES",
        axes: [{ title: "update" }, { title }],
        series: [{ label: title, method: "lora", points }],
      })];
  }

  function contents(id) {
    const trial = trials[id];
    const settings = { ...constants, ...trial.settings };
    const inside = element("div", "", "inside");
    const draws = [];
    for (const [title, points] of [["training loss", trial.loss], [trial.metric, trial.evaluations]]) {
      if (points && points.length > 1) {
        const [box, draw] = curve(id, title, points);
        inside.append(box);
        draws.push(draw);
      }
    }
    const facts = document.createElement("div");
    if (trial.failure) {
      facts.append(element("h3", "Failure"), element("p", trial.failure));
    }
    facts.append(element("h3", "Attempts"));
    const attempts = document.createElement("ul");
    (trial.attempts || ["none on record"]).forEach((text) => attempts.append(element("li", text)));
    facts.append(attempts);
    inside.append(facts);
    const list = document.createElement("dl");
    for (const [name, value] of Object.entries(settings).sort()) {
      list.append(element("dt", name), element("dd", Array.isArray(value) ? value.join(", ") : String(value)));
    }
    const box = document.createElement("div");
    box.append(element("h3", "Settings"), list);
    inside.append(box, command(id, trial, settings));
    return [inside, draws];
  }

  function toggle(row) {
    const id = row.id.replace("trial-", "");
    const button = row.querySelector(".open");
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      row.nextElementSibling.remove();
      return;
    }
    const detail = document.createElement("tr");
    detail.className = "detail";
    const cell = detail.insertCell();
    cell.colSpan = row.cells.length;
    const [inside, draws] = contents(id);
    cell.append(inside);
    row.after(detail);
    draws.forEach((draw) => draw());
  }

  table.addEventListener("click", (event) => {
    const button = event.target.closest(".open");
    if (button) {
      toggle(button.closest("tr"));
    }
  });

  // A link to a trial shows its row, whatever the filter hides.
  function arrive() {
    const row = location.hash.startsWith("#trial-") ? document.getElementById(location.hash.slice(1)) : null;
    if (row) {
      if (row.hidden) {
        table.dispatchEvent(new Event("showall"));
      }
      if (row.querySelector(".open").getAttribute("aria-expanded") === "false") {
        toggle(row);
      }
      row.scrollIntoView({ block: "start" });
    }
  }
  window.addEventListener("hashchange", arrive);
  arrive();
})();
