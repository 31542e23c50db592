// Signing on the screen: with a finger, a pen or a mouse, or by typing one's name and ticking that one signs. What is
// drawn becomes the moves and lines of a path in a box of 600 times 200, as the server keeps it.
import { button, el, today } from './dom.js';

const WIDTH = 600;
const HEIGHT = 200;
const LONGEST = 19_000;
const SVG = 'http://www.w3.org/2000/svg';

/** A drawing as a picture. */
export function picture(drawing, label) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  for (const [name, value] of [['viewBox', `0 0 ${WIDTH} ${HEIGHT}`], ['class', 'th-kit-drawing'], ['role', 'img'], ['aria-label', label]]) svg.setAttribute(name, value);
  path.setAttribute('d', drawing);
  svg.append(path);
  return svg;
}

const inside = (number, most) => Math.round(Math.min(Math.max(number, 0), most) * 10) / 10;

/** A pad one draws on; `drawing()` is the path so far, empty until there is a line. */
function pad(label) {
  const svg = picture('', label);
  svg.setAttribute('class', 'th-kit-pad');
  const path = svg.firstChild;
  let said = '';
  let drawing = false;
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    return `${inside(((event.clientX - box.left) / box.width) * WIDTH, WIDTH)} ${inside(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT)}`;
  };
  const add = (mark, event) => {
    if (said.length > LONGEST) return;
    said += mark + point(event);
    path.setAttribute('d', said);
  };
  svg.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    drawing = true;
    add('M', event);
  });
  svg.addEventListener('pointermove', (event) => { if (drawing) add('L', event); });
  for (const end of ['pointerup', 'pointercancel']) svg.addEventListener(end, () => { drawing = false; });
  return { svg, drawing: () => (said.includes('L') ? said : ''), clear: () => { said = ''; path.setAttribute('d', ''); } };
}

/** The place where the form's signers sign. `changed` is told when somebody has, or a signature is taken away. */
export function signing(entry, changed, redraw) {
  const { form, state } = entry;
  if (form.signs.length === 0) return null;
  const boxes = form.signs.map(({ role, title }, nr) => {
    const signed = state.signatures.find((one) => one.role === role);
    const id = `underskrift-${nr}`;
    if (signed) {
      return el('div', { class: 'th-kit-sign' }, el('h3', {}, title),
        signed.drawing ? picture(signed.drawing, `Underskrift: ${signed.name}`) : el('p', {}, 'Skrevet under med navn og kryds.'),
        el('p', {}, `${signed.name}, ${signed.signed_on.split('-').reverse().join('.')}`));
    }
    const drawn = pad(`Felt til underskrift: ${title}`);
    const name = el('input', { class: 'form-input', id, autocomplete: 'off' });
    const tick = el('input', { type: 'checkbox', class: 'form-checkbox', id: `${id}-kryds` });
    const said = el('p', { role: 'status' });
    const sign = () => {
      const drawing = drawn.drawing();
      if (!name.value.trim()) { said.textContent = 'Skriv navnet på den, der skriver under.'; name.focus(); return; }
      if (!drawing && !tick.checked) { said.textContent = 'Tegn underskriften i feltet, eller sæt kryds ved »Jeg skriver under«.'; return; }
      state.signatures.push({ role, name: name.value.trim(), signed_on: today(), drawing: drawing || null });
      changed();
      redraw();
    };
    return el('div', { class: 'th-kit-sign' }, el('h3', {}, title),
      el('div', { class: 'form-group' }, el('label', { class: 'form-label', for: id }, 'Navn'), name),
      el('p', { class: 'form-hint' }, 'Skriv under i feltet med finger, pen eller mus.'), drawn.svg,
      el('p', {}, button('Visk ud', drawn.clear, 'tertiary', { 'aria-label': `Visk ud: ${title}` })),
      el('div', { class: 'form-group-checkbox' }, tick, el('label', { for: `${id}-kryds` }, 'Jeg skriver under med mit navn uden at tegne')),
      el('p', {}, button('Skriv under', sign, 'primary', { 'aria-label': `Skriv under: ${title}` })), said);
  });
  return el('section', { class: 'th-panel', 'aria-labelledby': 'underskrifter' }, el('h2', { id: 'underskrifter' }, 'Underskrift'),
    el('p', {}, 'En underskrift gælder det, der står i skemaet nu. Skal noget rettes bagefter, skrives der under igen.'), boxes);
}
