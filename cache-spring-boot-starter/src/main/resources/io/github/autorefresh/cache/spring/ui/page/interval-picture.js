/**
 * A small picture of the interval that is planned at each age of a state. Ages grow by factors, and so does its axis. It is a
 * picture only: the shortest and the longest interval are told in words beside it.
 */

import { element } from '../shared/chart.js';

const WIDTH = 160;
const HEIGHT = 36;
const MARGIN = 2;

export function intervalPicture() {
  const svg = element('svg', { class: 'intervals', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true', focusable: 'false' });
  svg.append(element('line', { class: 'ground', x1: MARGIN, x2: WIDTH - MARGIN, y1: HEIGHT - MARGIN, y2: HEIGHT - MARGIN }));
  const line = svg.appendChild(element('path', { class: 'line' }));

  return {
    element: svg,
    /** `points`: each with an `age` and an `interval`, in milliseconds, the youngest first. */
    draw(points) {
      svg.style.visibility = points.length > 1 ? 'visible' : 'hidden'; // so that nothing jumps when there is more to show
      if (points.length <= 1) {
        return;
      }
      const oldest = Math.log1p(points.at(-1).age);
      const longest = Math.max(...points.map(({ interval }) => interval));
      const x = age => MARGIN + (Math.log1p(age) / oldest) * (WIDTH - 2 * MARGIN);
      const y = interval => HEIGHT - MARGIN - (interval / longest) * (HEIGHT - 2 * MARGIN);
      line.setAttribute('d', points.map(({ age, interval }, i) => `${i === 0 ? 'M' : 'L'}${x(age).toFixed(1)} ${y(interval).toFixed(1)}`).join(''));
    },
  };
}
