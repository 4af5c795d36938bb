"use strict";
// A hue for each method, a shade for each of its ranks: lines of one method belong together.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const hues = { "head-only": null, random: null, lora: 212, "lora-dash": 22 };
  const spare = [150, 280, 340, 90, 185, 50];
  const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
  const drawn = [];

  const methods = [...new Set(charts.flatMap((chart) => chart.series.map((s) => s.method)))];
  for (const method of methods) {
    if (!(method in hues)) {
      hues[method] = spare[Object.keys(hues).length % spare.length];
    }
  }

  function colour(hue, shade) {
    // Shades go towards the page's ink: darker on white, lighter on black.
    const lightness = dark.matches ? 48 + 30 * shade : 64 - 32 * shade;
    return hue === null ? `hsl(0 0% ${lightness}%)` : `hsl(${hue} 80% ${lightness}%)`;
  }

  function dataset(chart, series) {
    const siblings = chart.series.filter((s) => s.method === series.method);
    const place = siblings.indexOf(series);
    const shade = siblings.length < 2 ? 0.5 : place / (siblings.length - 1);
    const paint = colour(hues[series.method], shade);
    return {
      label: series.label,
      data:
        chart.kind === "bar"
          ? series.points.map((point) => point[1])
          : series.points.map(([x, y]) => ({ x, y })),
      borderColor: paint,
      backgroundColor: paint,
      borderWidth: chart.kind === "bar" ? 0 : 2,
      borderDash: chart.kind === "bar" ? [] : dashes[(siblings.length - 1 - place) % dashes.length],
      pointRadius: 0,
      pointHitRadius: 6,
    };
  }

  // With point styles Chart.js forgets a line's dashes.
  function legend(chart) {
    return Chart.defaults.plugins.legend.labels
      .generateLabels(chart)
      .map((item) => ({ ...item, lineDash: chart.data.datasets[item.datasetIndex].borderDash }));
  }

  function axis(style, title, more) {
    return {
      title: { display: true, text: title, color: style.getPropertyValue("--muted") },
      grid: { color: style.getPropertyValue("--rule") },
      ticks: { color: style.getPropertyValue("--muted") },
      ...more,
    };
  }

  function xScale(chart) {
    if (chart.kind === "bar") {
      return {};
    }
    const lowest = Math.min(0, ...chart.series.flatMap((s) => s.points.map((point) => point[0])));
    return chart.scales === "DOUBLY_LOGARITHMIC"
      ? { type: "logarithmic" }
      : { type: "linear", min: lowest };
  }

  function yScale(chart) {
    if (chart.kind === "bar") {
      return { beginAtZero: true };
    }
    return chart.scales === "LINEAR" ? {} : { type: "logarithmic" };
  }

  function draw() {
    drawn.splice(0).forEach((chart) => chart.destroy());
    const style = getComputedStyle(document.documentElement);
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    for (const chart of charts) {
      drawn.push(
        new Chart(document.getElementById(chart.id), {
          type: chart.kind,
          data: {
            labels: chart.kind === "bar" ? chart.categories : undefined,
            datasets: chart.series.map((series) => dataset(chart, series)),
          },
          options: {
            animation: false,
            maintainAspectRatio: false,
            interaction: { mode: chart.kind === "bar" ? "index" : "nearest", intersect: false },
            scales: {
              x: axis(style, chart.xTitle, xScale(chart)),
              y: axis(style, chart.yTitle, yScale(chart)),
            },
            plugins: {
              legend: {
                position: "bottom",
                align: "start",
                labels: {
                  color: style.getPropertyValue("--ink"),
                  usePointStyle: chart.kind !== "bar",
                  pointStyle: "line",
                  pointStyleWidth: 34,
                  boxHeight: 8,
                  generateLabels: legend,
                },
              },
            },
          },
        }),
      );
    }
  }

  draw();
  dark.addEventListener("change", draw);
})();
