// Draws the charts of a page from their JSON (steerboard/ui/charts.py). The library comes only where there is a chart;
// colours are those of the tokens, read again when the theme changes. The table beside a chart says the same, so the
// drawing itself takes no focus.
let library = null;
const drawn = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function load(address) {
  library ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: () => done(window.echarts), onerror: failed });
    document.head.append(script);
  });
  return library;
}

function colours(box) {
  const probe = box.appendChild(document.createElement("i"));
  probe.style.transitionProperty = "none"; // where motion is reduced every colour would take a moment to change
  const names = ["ink", "ink-2", "ink-3", "line", "surface", "track", "accent", "accent-soft", "better", "worse"];
  const found = Object.fromEntries(names.map((name) => {
    probe.style.color = `var(--${name})`; // light-dark() is settled only in a property that uses it
    return [name, getComputedStyle(probe).color];
  }));
  found.family = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return found;
}

const STEPS = { zh: [[1e8, "亿"], [1e4, "万"]], en: [[1e9, "B"], [1e6, "M"], [1e3, "k"]] };

/** A number of the axis: ¥300 万, 1.5M, 40 %. */
export function short(value, { unit, language, sign = "" }) {
  if (unit === "ratio") return `${+(value * 100).toFixed(1)}${language === "zh" ? "%" : "\u00a0%"}`;
  const size = Math.abs(value);
  const [step, name] = STEPS[language].find(([least]) => size >= least) ?? [1, ""];
  const digits = String(+(size / step).toPrecision(4));
  return `${value < 0 ? "−" : ""}${size ? sign : ""}${digits}${name && language === "zh" ? "\u00a0" : ""}${name}`;
}

function tip(heading, rows, note) {
  const box = Object.assign(document.createElement("div"), { className: "chart-tip" });
  const add = (to, tag, text) => to.append(Object.assign(document.createElement(tag), { textContent: text }));
  add(box, "b", heading);
  const list = box.appendChild(document.createElement("dl"));
  for (const [name, text] of rows) { add(list, "dt", name); add(list, "dd", text); }
  if (note) add(box, "p", note);
  return box;
}

function frame(data, c, names) {
  return {
    animation: !calm.matches, animationDuration: 240, animationDurationUpdate: 240, animationEasing: "cubicOut",
    textStyle: { fontFamily: c.family, fontSize: 12, color: c["ink-3"] },
    grid: { left: 4, right: 8, top: 16, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", confine: true, backgroundColor: "transparent", borderWidth: 0, padding: 0, shadowBlur: 0, extraCssText: "box-shadow:none", transitionDuration: 0, axisPointer: { type: "shadow", shadowStyle: { color: c.track, opacity: 0.4 } } },
    xAxis: {
      type: "category", data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: c.line } },
      axisLabel: { color: c["ink-3"], fontSize: 12, lineHeight: 15, hideOverlap: true },
    },
    yAxis: {
      type: "value", splitNumber: 3, axisLabel: { color: c["ink-3"], fontSize: 12, formatter: (v) => short(v, data) },
      splitLine: { lineStyle: { color: c.line } }, minInterval: data.unit === "count" ? 1 : 0,
    },
  };
}

const hatch = (c) => ({ symbol: "rect", color: c.accent, dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: Math.PI / 4, backgroundColor: c.surface });

function bars(data, c) {
  return [{
    type: "bar", name: data.label, barMaxWidth: 44, barCategoryGap: "28%", cursor: "pointer",
    data: data.points.map((p) => ({
      value: p.value, href: p.href,
      itemStyle: p.partial ? { color: c["accent-soft"], borderColor: c.accent, borderWidth: 1, borderType: "dashed", decal: hatch(c) } : { color: c.accent },
    })),
    emphasis: { disabled: true },
  }];
}

// The period that still runs hangs on a broken line with an open mark.
function line(data, c) {
  const last = data.points.length - 1;
  const open = data.points[last]?.partial;
  const mark = (p) => ({ value: p.value, href: p.href });
  const common = { type: "line", name: data.label, symbol: "circle", symbolSize: 7, cursor: "pointer", emphasis: { disabled: true } };
  const whole = data.points.map((p, n) => (open && n === last ? { value: null } : mark(p)));
  const found = [{ ...common, data: whole, lineStyle: { color: c.accent, width: 2 }, itemStyle: { color: c.accent, borderColor: c.surface, borderWidth: 1.5 } }];
  if (open)
    found.push({
      ...common, data: data.points.map((p, n) => (n >= last - 1 ? { ...mark(p), symbolSize: n === last ? 9 : 0 } : { value: null })),
      lineStyle: { color: c.accent, width: 2, type: [3, 4] }, itemStyle: { color: c.surface, borderColor: c.accent, borderWidth: 2 }, z: 4,
    });
  return found;
}

// A quiet line lies on a halo of the ground, so that it is seen on a bar too.
function compared(data, c, width) {
  const quiet = { type: "line", symbol: "circle", emphasis: { disabled: true }, silent: true, z: 3 };
  return data.lines.flatMap((l) => l.manner === "ticks"
    ? [{ type: "scatter", name: l.name, data: l.values, symbol: "rect", symbolSize: [Math.max(8, Math.min(48, (width / l.values.length) * 0.8)), 2.5], itemStyle: { color: c.ink, borderColor: c.surface, borderWidth: 0.5 }, emphasis: { disabled: true }, silent: true, z: 5 }]
    : [
      { ...quiet, data: l.values, symbolSize: 7, itemStyle: { color: c.surface }, lineStyle: { color: c.surface, width: 4, opacity: 0.75 } },
      { ...quiet, name: l.name, data: l.values, symbolSize: 4, itemStyle: { color: c["ink-2"] }, lineStyle: { color: c["ink-2"], width: 1.5, type: [2, 3] } },
    ]);
}

function trend(data, c, width) {
  const option = frame(data, c, data.points.map((p) => p.name));
  option.series = [...(data.shape === "line" ? line(data, c) : bars(data, c)), ...compared(data, c, width)];
  option.tooltip.formatter = ([{ dataIndex: n }]) => {
    const p = data.points[n];
    return tip(p.full, [[data.label, p.said], ...data.lines.filter((l) => l.values[n] !== null).map((l) => [l.name, l.said[n]])], p.note);
  };
  return option;
}

// A bar floats on a piece that is not drawn; one that crosses nought is two pieces.
function pieces({ from, to }) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  if (low >= 0) return { base: low, up: high - low, down: 0 };
  if (high <= 0) return { base: high, up: 0, down: low - high };
  return { base: 0, up: high, down: low };
}

const NARROW = 520; // below, the bars of a bridge lie one under the other: their names would run into each other

function bridge(data, c, width) {
  const lies = width < NARROW;
  const at = (n, value) => (lies ? [value, n] : [n, value]);
  const colour = (s) => (s.total ? c["ink-2"] : { better: c.better, worse: c.worse }[s.valence] ?? c["ink-3"]);
  const option = frame(data, c, data.steps.map((s) => s.name));
  Object.assign(option.grid, lies ? { top: 4, right: 64 } : { top: 28 });
  Object.assign(option.xAxis.axisLabel, { interval: 0, hideOverlap: false });
  if (lies) [option.xAxis, option.yAxis] = [{ ...option.yAxis, splitNumber: 2, axisLabel: { ...option.yAxis.axisLabel, hideOverlap: true } }, { ...option.xAxis, inverse: true }];
  const cut = data.steps.map(pieces);
  const common = { type: "bar", stack: "bridge", barMaxWidth: 64, barCategoryGap: "24%", emphasis: { disabled: true } };
  const shown = (part) => ({ ...common, cursor: "pointer", data: cut.map((p, n) => ({ value: p[part], href: data.steps[n].href, itemStyle: { color: colour(data.steps[n]) } })) });
  const upper = shown("up");
  const lower = shown("down");
  const marks = { type: "scatter", symbolSize: 0.1, emphasis: { disabled: true }, silent: true, data: data.steps.map((s, n) => at(n, Math.max(s.from, s.to))) };
  marks.label = { show: true, position: lies ? "right" : "top", distance: 6, color: c.ink, fontSize: 12, fontFamily: c.family, formatter: ({ dataIndex: n }) => data.steps[n].said };
  upper.markLine = {
    silent: true, symbol: "none", animation: false, label: { show: false }, lineStyle: { color: c["ink-3"], width: 1, type: "solid", opacity: 0.6 },
    data: data.steps.slice(0, -1).map((s, n) => [{ coord: at(n, s.to) }, { coord: at(n + 1, s.to) }]),
  };
  option.series = [{ ...common, silent: true, data: cut.map((p) => p.base), itemStyle: { color: "transparent" } }, upper, lower, marks];
  option.tooltip.formatter = ([{ dataIndex: n }]) => tip(data.steps[n].name, [[data.label, data.steps[n].said]], data.steps[n].note);
  return option;
}

const KINDS = { trend, bridge };

function paint(box) {
  const { chart, data } = drawn.get(box);
  chart.setOption(KINDS[data.kind](data, colours(box), chart.getWidth()), true);
}

async function draw(box) {
  if (drawn.has(box)) return;
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  drawn.set(box, null);
  const echarts = await load(box.dataset.draw);
  if (!box.isConnected) { drawn.delete(box); return; }
  const chart = echarts.init(box.querySelector(".chart-field"), null, { renderer: "svg" });
  drawn.set(box, { chart, data });
  chart.on("click", ({ data: item }) => { if (item?.href) location.assign(item.href); });
  paint(box);
  sizes.observe(box);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const { chart } = drawn.get(target) ?? {};
    if (!target.isConnected) { chart?.dispose(); sizes.unobserve(target); drawn.delete(target); } else if (chart && target.clientWidth !== chart.getWidth()) { chart.resize(); paint(target); }
  }
});

function enhance(root = document) {
  for (const box of root.querySelectorAll("[data-chart]")) draw(box);
}

function repaint() {
  for (const [box, made] of drawn) if (made && box.isConnected) paint(box);
}

enhance();
document.body.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentElement ?? document));
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
