/**
 * A chart of samples over time, as SVG. Its colours are variables of the style sheet, so that it follows the colour scheme by
 * itself. It is a picture only: what it shows is to be told in words beside it, for who cannot see or point.
 */

const SVG = 'http://www.w3.org/2000/svg';
const LEFT = 52;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 22;
const PIXELS_PER_TIME = 80;
const PIXELS_PER_VALUE = 36;
const TIME_STEPS = [15, 30, 60, 120, 300, 600];
const STRIPE = 3;

/** Charts of one group point at the same time. */
export function group() {
  return { charts: new Set(), at: null };
}

/**
 * Draws into `box`, however large it is.
 *
 * `series`: of each `of(sample)` gives a number or, where there is none, null; `colour` is a variable; `fill` colours the
 * area below it, `stacked` does it opaquely, for series that are drawn from the highest to the lowest; `dash` dashes it.
 * `axis(value)` writes a value, `clock(millis)` a time; `least` is the least value that the chart is high;
 * `windowSeconds` and `leastSeconds` bound the time that it shows. `pointed(index)` is told of the sample that is pointed
 * at, or null. Samples have a time `at`, in milliseconds; a gap of more than `gapMillis` breaks the lines.
 */
export function chart(box, { series, axis, clock, least, windowSeconds, leastSeconds, gapMillis, pointed, together }) {
  const svg = box.appendChild(element('svg', { 'aria-hidden': 'true', focusable: 'false' }));
  const grid = svg.appendChild(element('g', { class: 'grid' }));
  const lines = series.map(one => ({ ...one, area: null, line: null }));
  for (const line of lines) {
    if (line.fill || line.stacked) {
      line.area = svg.appendChild(element('path', { class: line.stacked ? 'area stacked' : 'area' }));
      line.area.style.fill = `var(${line.colour})`;
    }
    if (!line.stacked) {
      line.line = svg.appendChild(element('path', { class: line.dash ? 'line dashed' : 'line' }));
      line.line.style.stroke = `var(${line.colour})`;
    }
  }
  const cursor = svg.appendChild(element('line', { class: 'cursor' }));
  const self = { draw, point };
  let samples = [];
  let size = { width: 0, height: 0 };

  new ResizeObserver(() => {
    size = { width: box.clientWidth, height: box.clientHeight };
    svg.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
    draw(samples);
  }).observe(box);
  together.charts.add(self);
  svg.addEventListener('pointermove', event => pointAt(timeAt(event.clientX - svg.getBoundingClientRect().left)));
  svg.addEventListener('pointerleave', () => pointAt(null));

  function pointAt(time) {
    together.at = time;
    together.charts.forEach(other => other.point());
  }

  function times() {
    const end = samples.at(-1)?.at ?? Date.now();
    const begin = Math.max(end - windowSeconds * 1000, Math.min(samples[0]?.at ?? end, end - leastSeconds * 1000));
    return { begin, end };
  }

  function timeAt(x) {
    const { begin, end } = times();
    return begin + ((x - LEFT) / (size.width - LEFT - RIGHT)) * (end - begin);
  }

  function draw(present) {
    samples = present;
    if (size.width <= LEFT + RIGHT || size.height <= TOP + BOTTOM) {
      return; // not shown just now
    }
    const { begin, end } = times();
    const values = samples.flatMap(sample => lines.map(line => line.of(sample) ?? 0));
    const high = Math.max(least, ...values) * 1.1;
    const x = time => LEFT + ((time - begin) / (end - begin)) * (size.width - LEFT - RIGHT);
    const y = value => size.height - BOTTOM - (value / high) * (size.height - TOP - BOTTOM);
    for (const line of lines) {
      const runs = unbroken(samples, line.of, gapMillis);
      line.line?.setAttribute('d', runs.map(run => path(run, x, y)).join(''));
      line.area?.setAttribute('d', runs.map(run => `${path(run, x, y)}${closed(run, x, y(0))}`).join(''));
    }
    drawGrid(begin, end, high, x, y);
    point();
  }

  function drawGrid(begin, end, high, x, y) {
    const marks = [];
    const step = niceStep(high / Math.max(1, (size.height - TOP - BOTTOM) / PIXELS_PER_VALUE));
    for (let value = 0; value <= high; value += step) {
      marks.push(element('line', { x1: LEFT, x2: size.width - RIGHT, y1: y(value), y2: y(value) }));
      marks.push(label(LEFT - 6, y(value) + STRIPE, 'end', axis(value)));
    }
    const most = (size.width - LEFT - RIGHT) / PIXELS_PER_TIME;
    const seconds = TIME_STEPS.find(candidate => (end - begin) / 1000 / candidate <= most) ?? TIME_STEPS.at(-1);
    for (let time = Math.ceil(begin / seconds / 1000) * seconds * 1000; time <= end; time += seconds * 1000) {
      if (x(time) > LEFT + PIXELS_PER_TIME / 4 && x(time) < size.width - PIXELS_PER_TIME / 3) {
        marks.push(label(x(time), size.height - 6, 'middle', clock(time)));
      }
    }
    grid.replaceChildren(...marks);
  }

  function point() {
    const { at } = together;
    const { begin, end } = times();
    const index = at === null || at < begin || samples.length === 0 ? null : nearest(samples, at);
    cursor.style.display = index === null ? 'none' : '';
    if (index !== null) {
      const x = LEFT + ((samples[index].at - begin) / (end - begin)) * (size.width - LEFT - RIGHT);
      for (const [name, value] of Object.entries({ x1: x, x2: x, y1: TOP, y2: size.height - BOTTOM })) {
        cursor.setAttribute(name, value);
      }
    }
    pointed(index);
  }

  return self;
}

/** Runs of points without a gap. */
function unbroken(samples, of, gapMillis) {
  const runs = [];
  let run = null;
  let last = -Infinity;
  for (const sample of samples) {
    const value = of(sample);
    if (value === null || value === undefined) {
      run = null;
      continue;
    }
    if (run === null || sample.at - last > gapMillis) {
      run = [];
      runs.push(run);
    }
    run.push({ at: sample.at, value });
    last = sample.at;
  }
  return runs;
}

function path(run, x, y) {
  return run.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('');
}

function closed(run, x, ground) {
  return `L${x(run.at(-1).at).toFixed(1)} ${ground.toFixed(1)}L${x(run[0].at).toFixed(1)} ${ground.toFixed(1)}Z`;
}

/** 1, 2 or 5 times a power of ten, and at least that. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least);
}

function nearest(samples, at) {
  let best = 0;
  samples.forEach((sample, i) => {
    if (Math.abs(sample.at - at) < Math.abs(samples[best].at - at)) {
      best = i;
    }
  });
  return best;
}

function label(x, y, anchor, text) {
  const made = element('text', { x, y, 'text-anchor': anchor });
  made.textContent = text;
  return made;
}

/** Of SVG, with these attributes. */
export function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  return made;
}
