// Small pieces every screen of the field kit is made of. Text is always set as text, never as markup.

/** An element with attributes and children; children are elements or texts, and what is false or null is left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value') element.value = value;
    else if (value === true) element.setAttribute(key, '');
    else element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button; the kind is the design system's. */
export function button(text, act, kind = 'secondary', more = {}) {
  return el('button', { type: 'button', class: `button button-${kind}`, onclick: act, ...more }, text);
}

/** A message in the page; what went wrong is spoken at once. */
export function alert(tone, heading, ...text) {
  const words = text.flat().filter(Boolean).map((line) => (typeof line === 'string' ? el('p', { class: 'alert-text' }, line) : line));
  const spoken = { error: 'Fejl', warning: 'Advarsel', success: 'Udført', info: 'Information' }[tone];
  const body = el('div', { class: 'alert-body' }, el('p', { class: 'alert-heading' }, el('span', { class: 'sr-only' }, `${spoken}: `), heading), words);
  return el('div', { class: `alert alert-${tone} alert--paragraph`, role: tone === 'error' || tone === 'warning' ? 'alert' : 'status' }, body);
}

/** Puts a screen in place of the one before, and the reader at its heading. */
export function show(title, ...children) {
  const main = document.getElementById('indhold');
  const heading = el('h1', { tabindex: '-1' }, title);
  main.replaceChildren(heading, ...children.flat(Infinity).filter(Boolean));
  document.title = `${title} – Tovholder`;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  return main;
}

/** "1 skema", "2 skemaer". */
export const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** "søndag den 29. november". */
export function day(instant) {
  const date = new Date(instant);
  const weekday = date.toLocaleDateString('da-DK', { weekday: 'long' });
  const rest = date.toLocaleDateString('da-DK', { day: 'numeric', month: 'long' });
  return `${weekday} den ${rest}`;
}

/** "14.05". */
export const clock = (instant) => new Date(instant).toLocaleTimeString('da-DK', { hour: '2-digit', minute: '2-digit' });

/** Today as a form keeps it. */
export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
