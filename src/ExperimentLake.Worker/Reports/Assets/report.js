// Draws the charts of the page from the numbers in it. Text goes into the page as text, never as markup.
(() => {
  'use strict';
  const charts = JSON.parse(document.getElementById('charts').textContent);
  const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
  const color = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const isNarrow = element => element.clientWidth < 480;

  /** An element with text in it. */
  const make = (name, text) => {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  };

  /** What is said of one place: its name, its values, the highest on top, and the note that the lake has on it. */
  const tip = (chart, index) => {
    const box = document.createElement('div');
    box.append(make('b', chart.axis ? `${chart.axis} ${chart.categories[index]}` : chart.categories[index]));
    const lines = chart.series.map(one => [one, one.values[index]]).filter(([, value]) => value !== null && (value !== 0 || chart.series.length < 4));
    for (const [one, value] of chart.kind === 'areas' || chart.kind === 'stack' ? lines.reverse() : lines) {
      const line = document.createElement('div');
      const name = make('span', one.name);
      const swatch = document.createElement('i');
      swatch.style.background = color(`c-${one.color}`);
      name.prepend(swatch);
      line.append(name);
      if (chart.kind !== 'calendar') {
        line.append(make('span', number.format(value)));
      }

      box.append(line);
    }

    if (chart.notes[index]) {
      box.append(make('span', chart.notes[index]));
    }

    return box;
  };

  /** Room for the legend, by a guess at how wide its names are, and for the unit under it. */
  const top = (chart, element) => {
    const all = [...chart.series, ...chart.marks];
    return 36 + (all.length < 2 ? 0 : 22 * Math.ceil(all.reduce((sum, one) => sum + 26 + 6.8 * one.name.length, 0) / element.clientWidth));
  };

  const common = (chart, element) => ({
    animation: false,
    aria: { enabled: true, label: { description: `${chart.label} The table has the numbers.` } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: color('text') },
    legend: {
      show: chart.series.length + chart.marks.length > 1, top: 0, left: 0, right: 0, itemWidth: 12, itemHeight: 12, icon: 'roundRect', textStyle: { color: color('text') },
      data: [...chart.series, ...chart.marks].map(one => one.name),
    },
    grid: { top: top(chart, element), left: 8, right: 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis', confine: true, className: 'tip', backgroundColor: color('card'), borderColor: color('line'), textStyle: { color: color('text') },
      axisPointer: { type: 'shadow' },
      formatter: given => tip(chart, (Array.isArray(given) ? given[0] : given).dataIndex),
    },
  });

  const names = chart => ({
    type: 'category', data: chart.categories, axisLabel: { color: color('soft'), hideOverlap: true, interval: chart.categories.length <= 8 ? 0 : 'auto' }, axisTick: { alignWithLabel: true }, axisLine: { lineStyle: { color: color('line') } },
  });

  const values = chart => ({
    type: 'value', minInterval: 1, name: chart.unit, nameLocation: 'end', nameTextStyle: { color: color('soft'), align: 'left' },
    axisLabel: { color: color('soft'), formatter: value => number.format(value), hideOverlap: true }, splitLine: { lineStyle: { color: color('line') } },
  });

  const bars = (chart, stack, more) => chart.series.map(one => ({
    type: 'bar', name: one.name, stack, barMaxWidth: 36, itemStyle: { color: color(`c-${one.color}`) }, data: one.values, ...more,
  }));

  /** Room for the legend and the names of months. */
  const calendarTop = element => isNarrow(element) ? 128 : 56;

  /** A date alone among dates without numbers would be no line. */
  const seen = list => list.map((value, index) =>
    value !== null && (list[index - 1] ?? null) === null && (list[index + 1] ?? null) === null ? { value, symbol: 'circle', symbolSize: 7 } : value);

  const kinds = {
    areas: (chart, element) => ({
      ...common(chart, element),
      xAxis: names(chart),
      // Those of the marks: a date without numbers is one from its bottom to its top, one with some has a strip in front of them.
      yAxis: [values(chart), { type: 'value', min: 0, max: 1, show: false }, { type: 'value', min: 0, max: 20, show: false }],
      series: [
        ...chart.series.map(one => ({
          type: 'line', name: one.name, stack: 'all', symbol: 'none', showAllSymbol: true, data: seen(one.values),
          itemStyle: { color: color(`c-${one.color}`) }, lineStyle: { width: 1, color: color(`c-${one.color}`) }, areaStyle: { color: color(`c-${one.color}`), opacity: 0.9 },
        })),
        ...chart.marks.map(one => ({
          type: 'bar', name: one.name, yAxisIndex: one.color === 'missing' ? 1 : 2, barWidth: '100%', barGap: '-100%', z: 4, silent: true, data: one.values,
          itemStyle: { color: color(`c-${one.color}`), opacity: one.color === 'missing' ? 0.35 : 1 },
        })),
      ],
    }),
    columns: (chart, element) => ({ ...common(chart, element), xAxis: names(chart), yAxis: values(chart), series: bars(chart) }),
    stack: (chart, element) => ({ ...common(chart, element), xAxis: names(chart), yAxis: values(chart), series: bars(chart, 'all') }),
    bars: (chart, element) => ({
      ...common(chart, element),
      grid: { ...common(chart, element).grid, top: top(chart, element) - 28, bottom: 36 },
      xAxis: { ...values(chart), nameLocation: 'middle', nameGap: 28, nameTextStyle: { color: color('soft') }, splitNumber: isNarrow(element) ? 2 : 5 },
      yAxis: { ...names(chart), inverse: true, axisLabel: { color: color('text'), width: isNarrow(element) ? 100 : 170, overflow: 'truncate', interval: 0 } },
      series: bars(chart, 'all', { barMaxWidth: 18 }),
    }),
    calendar: (chart, element) => {
      const years = [...new Set(chart.categories.map(date => date.slice(0, 4)))];
      const { grid, legend, ...rest } = common(chart, element);
      return {
        ...rest,
        tooltip: { ...rest.tooltip, trigger: 'item', formatter: item => tip(chart, chart.categories.indexOf(item.value[0])) },
        visualMap: {
          type: 'piecewise', dimension: 1, orient: isNarrow(element) ? 'vertical' : 'horizontal', inverse: isNarrow(element), top: 0, left: 0, itemWidth: 12, itemHeight: 12, hoverLink: false, selectedMode: false, textStyle: { color: color('text') },
          pieces: chart.series.map((one, index) => ({ value: index, label: one.name, color: color(`c-${one.color}`) })),
        },
        calendar: years.map((year, index) => ({
          range: year, top: calendarTop(element) + index * 150, left: 64, right: 8, cellSize: ['auto', 15],
          yearLabel: { color: color('soft'), fontSize: 14, margin: 36 }, monthLabel: { color: color('soft'), nameMap: isNarrow(element) ? [...'JFMAMJJASOND'] : 'EN' }, dayLabel: { firstDay: 1, color: color('soft'), nameMap: ['', 'Mon', '', 'Wed', '', 'Fri', ''], fontSize: 10 },
          itemStyle: { color: 'transparent', borderColor: color('line'), borderWidth: 1 }, splitLine: { lineStyle: { color: color('soft'), width: 1 } },
        })),
        series: years.map((year, index) => ({
          type: 'heatmap', name: year, coordinateSystem: 'calendar', calendarIndex: index,
          data: chart.categories.flatMap((date, place) => {
            const one = chart.series.findIndex(series => series.values[place] !== null);
            // A cross too, for paper without colours.
            return !date.startsWith(year) ? [] : [{ value: [date, one], label: { show: chart.series[one].color === 'missing', formatter: '×', color: color('back'), fontSize: 11 } }];
          }),
        })),
      };
    },
  };

  const height = (chart, element) => chart.kind === 'bars' ? 100 + 26 * chart.categories.length
    : chart.kind === 'calendar' ? calendarTop(element) - 6 + 150 * new Set(chart.categories.map(date => date.slice(0, 4))).size
    : 360;

  /** Draws a chart anew: its size and colours are those of the medium that the page is shown on now. */
  const draw = one => {
    const { chart, element } = one;
    one.width = element.clientWidth;
    // A tab in the background may have no size yet, and a chart that was once drawn into nothing keeps its clipping.
    if (one.width > 0) {
      element.style.height = `${height(chart, element)}px`;
      one.instance ??= echarts.init(element, null, { renderer: 'svg' });
      one.instance.resize();
      one.instance.setOption(kinds[chart.kind](chart, element), { notMerge: true });
    }
  };

  document.documentElement.classList.add('js');
  const all = Object.entries(charts).map(([id, chart]) => ({ chart, element: document.querySelector(`[data-chart="${id}"]`), width: 0 }));
  all.forEach(draw);
  const sizes = new ResizeObserver(() => all.filter(one => one.element.clientWidth !== one.width).forEach(draw));
  all.forEach(one => sizes.observe(one.element));
  for (const query of ['(prefers-color-scheme: dark)', 'print']) {
    matchMedia(query).addEventListener('change', () => all.forEach(draw));
  }
})();
