/** What every page does to its elements. */

/** Does nothing if it is there already, so that a selection in the text stays. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A busy or unavailable button keeps the focus, which a disabled one would lose. */
export function isInert(button) {
  return button.ariaDisabled === 'true' || button.ariaBusy === 'true';
}
