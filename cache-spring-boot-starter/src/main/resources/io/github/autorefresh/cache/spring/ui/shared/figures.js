/** Charts with their titles and their values in words: the present ones, or those of the time that is pointed at. */

import { chart, group } from './chart.js';
import { setText } from './elements.js';
import { at, clock, number } from './format.js';

/**
 * Makes a chart of each figure in `place`: a `title`, its `series` as a chart has them, `value(sample)` and
 * `note(sample)` in words, and perhaps how the `axis` writes values. A series may have a `reading(sample)` for its legend.
 * Gives what draws them.
 */
export function figures(place, definitions, { windowSeconds, leastSeconds = 60, gapMillis }) {
  const together = group();
  const shown = definitions.map(figure => show(figure, place, { windowSeconds, leastSeconds, gapMillis, together }));
  return {
    draw(samples) {
      shown.forEach(one => one.draw(samples));
    },
  };
}

function show(figure, place, times) {
  const element = document.createElement('figure');
  element.className = 'card figure';
  const caption = child(element, 'figcaption');
  child(caption, 'h3', figure.title);
  const reading = child(caption, 'p');
  reading.className = 'reading';
  const value = child(reading, 'strong', '0');
  reading.append(' ');
  const note = child(reading, 'span');
  note.className = 'soft';
  const legends = figure.series.length > 1 ? legend(figure.series, caption) : [];
  const box = child(element, 'div');
  box.className = 'plot';
  place.append(element);

  let samples = [];
  const picture = chart(box, {
    ...times,
    series: figure.series,
    axis: figure.axis ?? number,
    clock,
    least: figure.least,
    pointed: read,
  });

  function read(index) {
    const sample = samples[index ?? samples.length - 1];
    if (!sample) {
      return;
    }
    setText(value, figure.value(sample));
    setText(note, figure.note(sample) + (index === null ? '' : ` ${at(sample.at)}`));
    legends.forEach((place, i) => setText(place, figure.series[i].reading ? ` ${figure.series[i].reading(sample)}` : ''));
  }

  return {
    draw(present) {
      samples = present;
      picture.draw(present);
    },
  };
}

function legend(series, caption) {
  const list = child(caption, 'ul');
  list.className = 'legend';
  return series.map(({ label, colour, dash }) => {
    const item = child(list, 'li');
    const swatch = child(item, 'i');
    swatch.className = dash ? 'dashed' : '';
    swatch.style.setProperty('--colour', `var(${colour})`);
    item.append(label);
    return child(item, 'span');
  });
}

function child(parent, name, text) {
  const made = parent.appendChild(document.createElement(name));
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
