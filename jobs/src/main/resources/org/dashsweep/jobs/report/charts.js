"use strict";
// Makes ECharts options of the figures. A colour and a shape stand for a method, dashes for its ranks:
// no line is told from another by its colour alone.
const charts = (() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  // Okabe and Ito's colours, and lighter ones on black. Blue and vermillion are LoRA's and LoRA-Dash's.
  const onWhite = ["#0072b2", "#d55e00", "#009e73", "#b8609a", "#b57d00", "#3a9bd9", "#1c2128"];
  const onBlack = ["#4fa8e0", "#ff8d4d", "#2ec79d", "#e39bc6", "#f0b429", "#8fd3fb", "#e3e7ec"];
  const shapes = ["circle", "diamond", "triangle", "rect", "emptyCircle", "emptyDiamond", "emptyTriangle", "emptyRect"];
  const dashes = ["solid", [7, 4], [2, 3], [10, 3, 2, 3]];
  const plain = new Set(["none", "head-only", "random", "front"]);
  // Dark over light or light over dark: cividis is made for those who do not tell red from green.
  const cividis = ["#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838"];
  const fewPoints = 24;
  // Millimetres of the style sheet for paper, in pixels.
  const paper = { wide: 680, narrow: 330, height: 225 };
  const places = new Map([["lora", 0], ["lora-dash", 1]]);
  const shown = new Map();
  let printing = false;

  for (const figure of figures) {
    for (const panel of figure.panels) {
      for (const series of panel.series || []) {
        if (!plain.has(series.method) && !places.has(series.method)) {
          places.set(series.method, places.size);
        }
      }
    }
  }

  const isDark = () => dark.matches && !printing;
  const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

  function text(value) {
    if (number(value) === null) {
      return "–";
    }
    const size = Math.abs(value);
    if (size >= 1e6) {
      return `${text(value / 1e6)} million`;
    }
    return size !== 0 && size < 1e-4
      ? value.toExponential(2)
      : String(Number(value.toPrecision(4))).replace("-", "−");
  }

  function look(panel, series) {
    const place = places.get(series.method);
    const palette = isDark() ? onBlack : onWhite;
    const siblings = (panel.series || []).filter((each) => each.method === series.method);
    return {
      colour: place === undefined ? variable("--muted") : palette[place % palette.length],
      shape: place === undefined ? "none" : shapes[place % shapes.length],
      dash: dashes[siblings.indexOf(series) % dashes.length],
    };
  }

  function axis(of, more) {
    const names = of.categories || [];
    const categorical = names.length > 0;
    return {
      type: categorical ? "category" : of.scale === "LOGARITHMIC" ? "log" : "value",
      name: of.title,
      nameLocation: "middle",
      data: categorical ? names : undefined,
      min: of.low,
      max: of.high,
      scale: true,
      nameTextStyle: { color: variable("--muted") },
      axisLabel: {
        color: variable("--muted"),
        hideOverlap: true,
        interval: categorical && names.length <= 12 ? 0 : undefined,
        showMinLabel: of.low === undefined ? undefined : false,
        showMaxLabel: of.high === undefined ? undefined : false,
        formatter: categorical ? undefined : text,
      },
      axisLine: { show: true, onZero: false, lineStyle: { color: variable("--rule") } },
      splitLine: { lineStyle: { color: variable("--rule") } },
      ...more,
    };
  }

  function common() {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: variable("--ink") },
      backgroundColor: "transparent",
      tooltip: {
        confine: true,
        backgroundColor: variable("--paper"),
        borderColor: variable("--rule"),
        textStyle: { color: variable("--ink"), fontSize: 13 },
      },
    };
  }

  const label = (axisOf, value) => (axisOf.categories ? axisOf.categories[value] : text(value));

  function tip(panel, series, point) {
    const bold = document.createElement("b");
    bold.textContent = series.label;
    const lines = [bold.outerHTML];
    point.forEach((value, i) => {
      const of = panel.axes[panel.kind === "INTERVALS" ? [1, 0][i] : i];
      const name = of ? of.title : ["from", "to"][i - 2];
      const line = document.createElement("span");
      line.textContent = `${name}: ${of ? label(of, value) : text(value)}`;
      lines.push(line.outerHTML);
    });
    return lines.join("<br>");
  }

  function widthOf(element) {
    if (printing) {
      return element.parentElement.matches(".intervals, .parallel") ? paper.wide : paper.narrow;
    }
    return element.clientWidth;
  }

  // Room for the names of places: what they need, or less than half of the chart.
  function namesWidth(of, element) {
    const longest = Math.max(...of.categories.map((name) => echarts.format.getTextRect(name, "12px sans-serif").width));
    return Math.min(1.2 * longest + 6, widthOf(element) * 0.46);
  }

  // The interval around a line, from its points with low and high.
  function band(series, colour) {
    const points = series.points.filter((point) => number(point[2]) !== null);
    return {
      type: "custom",
      name: series.label,
      silent: true,
      // The axis reaches as far as low and high do. One polygon is for all points.
      data: points.length > 1 ? points : [],
      encode: { x: 0, y: [1, 2, 3] },
      renderItem: (params, api) =>
        params.dataIndex > 0
          ? null
          : {
              type: "polygon",
              shape: {
                points: [
                  ...points.map((point) => api.coord([point[0], point[3]])),
                  ...points.map((point) => api.coord([point[0], point[2]])).reverse(),
                ],
              },
              style: { fill: colour, opacity: 0.13 },
            },
      clip: true,
    };
  }

  // Lines from low to high of each point, with the value at `at` of them.
  function whiskers(series, colour, ends) {
    const points = series.points.filter((point) => number(point[2]) !== null);
    return {
      type: "custom",
      name: series.label,
      silent: true,
      clip: true,
      data: points,
      encode: { x: [1, 2, 3], y: 0 },
      renderItem: (params, api) => {
        const [from, to] = ends(points[params.dataIndex]).map((end) => api.coord(end));
        return {
          type: "line",
          shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
          style: { stroke: colour, lineWidth: 2 },
        };
      },
    };
  }

  function line(panel, series) {
    const { colour, shape, dash } = look(panel, series);
    const length = series.points.length;
    const every = length > fewPoints ? Math.ceil(length / 6) : 1;
    const offset = (places.get(series.method) || 0) % every;
    return {
      type: "line",
      name: series.label,
      data: series.points.map((point) => [point[0], number(point[1])]),
      color: colour,
      symbol: shape,
      showSymbol: shape !== "none",
      showAllSymbol: true,
      symbolSize: (value, params) => (params.dataIndex % every === offset % every ? 8 : 0),
      lineStyle: { type: dash, width: 2 },
      tooltip: { formatter: (hit) => tip(panel, series, series.points[hit.dataIndex]) },
      emphasis: { focus: "series" },
      clip: true,
    };
  }

  const kinds = {
    LINES: (panel) => ({
      grid: { left: 68, right: 16, top: 14, bottom: 48 },
      xAxis: axis(panel.axes[0], { nameGap: 28 }),
      yAxis: axis(panel.axes[1], { nameGap: 54 }),
      series: panel.series.flatMap((series) => [
        ...(panel.axes[1].scale === "LOGARITHMIC" ? [] : [band(series, look(panel, series).colour)]),
        line(panel, series),
      ]),
    }),
    BARS: (panel) => ({
      grid: { left: 58, right: 16, top: 14, bottom: 48 },
      xAxis: axis(panel.axes[0], { nameGap: 28 }),
      yAxis: axis(panel.axes[1], { nameGap: 40, scale: false }),
      aria: { decal: { show: panel.series.length > 1 } },
      series: panel.series.map((series) => ({
        type: "bar",
        name: series.label,
        data: series.points.map((point) => number(point[1])),
        color: look(panel, series).colour,
        tooltip: { formatter: (hit) => tip(panel, series, series.points[hit.dataIndex]) },
      })),
    }),
    HEAT_MAP: (panel, element) => ({
      grid: { left: namesWidth(panel.axes[1], element) + 12, right: 16, top: 8, bottom: 100 },
      xAxis: axis(panel.axes[0], { nameGap: 26, splitLine: { show: false } }),
      yAxis: axis(panel.axes[1], {
        name: "",
        splitLine: { show: false },
        axisLabel: { color: variable("--muted"), width: namesWidth(panel.axes[1], element), overflow: "break" },
      }),
      visualMap: {
        min: panel.axes[2].low,
        max: panel.axes[2].high,
        orient: "horizontal",
        left: "center",
        bottom: 0,
        itemHeight: 110,
        calculable: false,
        formatter: text,
        text: [text(panel.axes[2].high), `${panel.axes[2].title}  ${text(panel.axes[2].low)}`],
        textStyle: { color: variable("--muted") },
        inRange: { color: cividis },
      },
      series: panel.series.map((series) => ({
        type: "heatmap",
        name: series.label,
        data: series.points.map((point) => [point[0], point[1], number(point[2])]),
        label: {
          show: (panel.axes[0].categories || []).length <= 8,
          formatter: (hit) => text(Number(hit.value[2].toPrecision(3))),
          color: "#fff",
          textBorderColor: "#00224e",
          textBorderWidth: 2,
        },
        itemStyle: { borderColor: variable("--paper"), borderWidth: 1 },
        tooltip: { formatter: (hit) => tip(panel, series, series.points[hit.dataIndex]) },
      })),
    }),
    POINTS: (panel) => ({
      grid: { left: 58, right: 20, top: 14, bottom: 48 },
      xAxis: axis(panel.axes[0], { nameGap: 28 }),
      yAxis: axis(panel.axes[1], { nameGap: 44 }),
      series: panel.series.map((series) => {
        const { colour, shape } = look(panel, series);
        return series.method === "front"
          ? { ...line(panel, series), step: "end", z: 1, silent: true, lineStyle: { color: colour, width: 2 } }
          : {
              type: "scatter",
              name: series.label,
              data: series.points,
              symbol: shape === "none" ? "circle" : shape,
              symbolSize: 10,
              color: colour,
              tooltip: { formatter: (hit) => tip(panel, series, series.points[hit.dataIndex]) },
            };
      }),
    }),
    INTERVALS: (panel, element) => ({
      grid: { left: namesWidth(panel.axes[1], element) + 12, right: 16, top: 8, bottom: 46 },
      xAxis: axis(panel.axes[0], { nameGap: 28, scale: false }),
      yAxis: axis(panel.axes[1], {
        name: "",
        inverse: true,
        axisTick: { show: false },
        splitLine: { show: true, lineStyle: { color: variable("--rule"), type: "dotted" } },
        axisLabel: {
          color: variable("--ink"),
          interval: 0,
          width: namesWidth(panel.axes[1], element),
          lineHeight: 14,
          overflow: "break",
        },
      }),
      series: [
        {
          type: "line",
          data: [],
          markLine: {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: variable("--ink"), type: "solid", width: 1 },
            data: [{ xAxis: 0 }],
          },
          markArea: panel.margin
            ? {
                silent: true,
                itemStyle: { color: variable("--muted"), opacity: 0.16 },
                data: [[{ xAxis: -panel.margin }, { xAxis: panel.margin }]],
              }
            : undefined,
        },
        ...panel.series.flatMap((series) => {
          const { colour, shape } = look(panel, series);
          return [
            whiskers(series, colour, (point) => [[point[2], point[0]], [point[3], point[0]]]),
            {
              type: "scatter",
              name: series.label,
              data: series.points.map((point) => [number(point[1]), point[0]]),
              symbol: shape === "none" ? "circle" : shape,
              symbolSize: 11,
              color: colour,
              tooltip: { formatter: (hit) => tip(panel, series, series.points[hit.dataIndex]) },
            },
          ];
        }),
      ],
    }),
    PARALLEL: (panel) => ({
      parallel: { left: 70, right: 70, top: 34, bottom: 24 },
      parallelAxis: panel.axes.map((of, dim) => ({
        ...axis(of, { dim, nameLocation: "end", nameGap: 12 }),
        splitLine: { show: false },
        axisLabel: { color: variable("--ink"), interval: 0, formatter: of.categories ? undefined : text },
        axisLine: { lineStyle: { color: variable("--muted") } },
      })),
      series: panel.series.map((series) => ({
        type: "parallel",
        name: series.label,
        smooth: false,
        data: series.points.map((point) => point.map((value) => (number(value) === null ? "-" : value))),
        lineStyle: { color: look(panel, series).colour, width: 1.5, opacity: 0.55, type: look(panel, series).dash },
      })),
    }),
  };

  function height(panel, element) {
    if (panel.kind === "INTERVALS") {
      const rows = panel.axes[1].categories.length;
      return 70 + rows * (widthOf(element) < 520 ? 46 : 28);
    }
    return panel.kind === "HEAT_MAP" && panel.axes[1].categories.length > 5
      ? 150 + panel.axes[1].categories.length * 26
      : null;
  }

  function draw(element, panel, hidden = new Set()) {
    const known = shown.get(element);
    if (known) {
      known.dispose();
    }
    const high = height(panel, element);
    if (high !== null) {
      element.style.height = `${high}px`;
    }
    // The page is not laid out for paper yet when charts are drawn for it.
    const size = printing ? { width: widthOf(element), height: high ?? paper.height } : {};
    const chart = echarts.init(element, null, { renderer: "svg", ...size });
    shown.set(element, chart);
    const visible = { ...panel, series: panel.series.filter((series) => !hidden.has(series.label)) };
    // Places and dashes are those of all series, whichever are hidden.
    const option = kinds[panel.kind](panel, element);
    option.series = option.series.filter((series) => !series.name || !hidden.has(series.name));
    if (panel.kind === "HEAT_MAP") {
      option.series = kinds.HEAT_MAP(visible, element).series;
    }
    chart.setOption({
      ...common(),
      ...option,
      aria: { ...option.aria, enabled: true, label: { description: element.getAttribute("aria-label") } },
    });
    element.setAttribute("role", "img");
  }

  function swatch(panel, series) {
    const element = document.createElement("span");
    element.className = "swatch";
    element.setAttribute("aria-hidden", "true");
    const { colour, shape, dash } = look(panel, series);
    const chart = echarts.init(element, null, { renderer: "svg", width: 34, height: 12 });
    chart.setOption({
      animation: false,
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { show: false, min: 0, max: 2 },
      yAxis: { show: false, min: 0, max: 2 },
      series: [
        {
          type: "line",
          silent: true,
          data: [[0, 1], [1, 1], [2, 1]],
          color: colour,
          symbol: shape === "none" && panel.kind === "POINTS" && series.method !== "front" ? "circle" : shape,
          showAllSymbol: true,
          symbolSize: (value, params) => (params.dataIndex === 1 ? 8 : 0),
          lineStyle: { type: dash, width: panel.kind === "POINTS" && series.method !== "front" ? 0 : 2 },
        },
      ],
    });
    return element;
  }

  // One legend for all panels of a figure: text of the page, whose buttons hide and show.
  class Drawn {
    constructor(figure) {
      this.figure = figure;
      this.element = document.getElementById(`figure-${figure.panels[0].id}`);
      this.hidden = new Set();
      this.visible = new Set();
      this.element.querySelector(".numbers").addEventListener("toggle", (event) => this.tabulate(event.target), { once: true });
    }

    canvas(panel) {
      return document.getElementById(panel.id);
    }

    legend() {
      const panels = this.figure.panels;
      const labels = new Map();
      for (const panel of panels) {
        for (const series of panel.series) {
          if (!labels.has(series.label)) {
            labels.set(series.label, [panel, series]);
          }
        }
      }
      const old = this.element.querySelector(".legend");
      const alone = panels.every((panel) => panel.series.length === 1);
      if (panels[0].kind === "HEAT_MAP" || (alone && labels.size === 1) || (alone && labels.size === panels.length)) {
        return;
      }
      const list = document.createElement("ul");
      list.className = "legend";
      list.setAttribute("aria-label", "Legend: shows and hides lines");
      for (const [name, [panel, series]] of labels) {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
        button.append(swatch(panel, series), name);
        button.addEventListener("click", () => this.toggle(name));
        const item = document.createElement("li");
        item.append(button);
        list.append(item);
      }
      if (old) {
        old.replaceWith(list);
      } else {
        this.element.querySelector(".panels").before(list);
      }
    }

    toggle(name) {
      if (!this.hidden.delete(name)) {
        this.hidden.add(name);
      }
      for (const button of this.element.querySelectorAll(".legend button")) {
        button.setAttribute("aria-pressed", String(!this.hidden.has(button.textContent)));
      }
      this.figure.panels.filter((panel) => this.visible.has(panel)).forEach((panel) => this.show(panel));
    }

    show(panel) {
      if (this.visible.size === 0) {
        this.legend();
      }
      this.visible.add(panel);
      draw(this.canvas(panel), panel, this.hidden);
    }

    again() {
      if (this.visible.size > 0) {
        this.legend();
        this.visible.forEach((panel) => this.show(panel));
      }
    }

    showAll() {
      this.figure.panels.forEach((panel) => this.show(panel));
    }

    // What the charts show, as a table that is made when it is asked for.
    tabulate(details) {
      const table = document.createElement("table");
      const head = table.createTHead().insertRow();
      const panels = this.figure.panels;
      const first = panels[0];
      const titles = first.kind === "INTERVALS" ? [first.axes[1].title, first.axes[0].title] : first.axes.map((of) => of.title);
      const ends = panels.some((panel) => panel.series.some((series) => series.points.some((point) => point.length > titles.length)));
      for (const title of ["chart", "line", ...titles, ...(ends ? ["from", "to"] : []), "trials"]) {
        const cell = document.createElement("th");
        cell.scope = "col";
        cell.textContent = title;
        head.append(cell);
      }
      const body = table.createTBody();
      for (const panel of panels) {
        const axes = panel.kind === "INTERVALS" ? [panel.axes[1], panel.axes[0]] : panel.axes;
        for (const series of panel.series) {
          series.points.forEach((point, at) => {
            const row = body.insertRow();
            row.insertCell().textContent = panel.title;
            row.insertCell().textContent = series.label;
            for (let i = 0; i < titles.length + (ends ? 2 : 0); i++) {
              const cell = row.insertCell();
              cell.className = "n";
              cell.textContent = i >= point.length ? "–" : axes[i] ? label(axes[i], point[i]) : text(point[i]);
            }
            const trials = row.insertCell();
            for (const id of at === 0 ? series.trialIds || [] : []) {
              const link = document.createElement("a");
              link.href = `#trial-${id}`;
              link.textContent = id;
              trials.append(link, " ");
            }
          });
        }
      }
      const frame = document.createElement("div");
      frame.className = "scroll";
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", `Numbers of ${this.figure.title}`);
      frame.append(table);
      details.append(frame);
    }
  }

  const drawn = figures.map((figure) => new Drawn(figure));
  const waiting = new Map();
  // Charts are drawn when they come near: a page of hundreds opens at once.
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        near.unobserve(entry.target);
        const [of, panel] = waiting.get(entry.target);
        of.show(panel);
      }
    },
    { rootMargin: "800px" },
  );
  for (const of of drawn) {
    for (const panel of of.figure.panels) {
      waiting.set(of.canvas(panel), [of, panel]);
      near.observe(of.canvas(panel));
    }
  }

  let width = window.innerWidth;
  let timer = 0;
  window.addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (window.innerWidth !== width && !printing) {
        width = window.innerWidth;
        drawn.forEach((of) => of.again());
      }
    }, 150);
  });
  dark.addEventListener("change", () => drawn.forEach((of) => of.again()));
  // Paper is white and shows everything.
  window.addEventListener("beforeprint", () => {
    printing = true;
    near.disconnect();
    drawn.forEach((of) => of.showAll());
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    drawn.forEach((of) => of.again());
  });
  return { draw, text };
})();
