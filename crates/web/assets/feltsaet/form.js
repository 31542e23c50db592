// A form on the screen, made from its questions: large things to touch, the keyboard each answer wants, and nothing that
// stayed at home. `state` holds the answers and is changed in place; `changed` is told after every change.
import { alert, button, el } from './dom.js';

const TYPES = { date: 'date', time: 'time', phone: 'tel', mail: 'email' };
const KEYBOARDS = { number: 'numeric', amount: 'decimal', hours: 'decimal' };
/** Never asked on a device: the number stands on the case alone, and papers are put on the case afterwards. */
const AT_HOME = { cpr: 'Står på sagen og skrives ikke her.', file: 'Lægges på sagen bagefter.', document: 'Lægges på sagen bagefter.' };

/** The address of a field's element. */
const idOf = (section, row, field) => ['felt', section, row, field].filter((part) => part !== null).join('-');

/** What is wrong with a field, as the server said it last. */
function wrongWith(entry, section, row, field) {
  const found = (entry.wrong ?? []).find((one) => one.field === field && (row === null ? !one.section : one.section === section && one.row === row));
  return found?.text;
}

/** Whether a field is asked, by the answers as they stand. */
const isShown = (field, state) => !field.shown_when || (state.fields[field.shown_when.field] ?? []).includes(field.shown_when.answer);

/** Draws the whole form. */
export function render(entry, changed) {
  const { form, state } = entry;
  const sections = form.sections.map((section) => {
    const body = el('div', {});
    const panel = el('section', { class: 'th-panel', 'aria-labelledby': `afsnit-${section.id}` },
      el('h2', { id: `afsnit-${section.id}` }, section.title), section.help && el('p', {}, section.help), body);
    const draw = () => {
      body.replaceChildren(...(section.rows ? rowsOf(entry, section, changed, draw) : section.fields.map((field) => plain(entry, section, field, again))));
    };
    const again = (field) => {
      changed();
      // Other questions may be asked now, or no longer.
      if (form.sections.some((one) => one.fields.some((other) => other.shown_when?.field === field.id))) redraw(field, section);
    };
    draw();
    return { panel, draw };
  });
  function redraw(field, section) {
    for (const one of sections) one.draw();
    document.getElementById(idOf(section.id, null, field.id))?.focus();
  }
  return sections.map((section) => section.panel);
}

function plain(entry, section, field, again) {
  const { state } = entry;
  if (!isShown(field, state)) return '';
  const box = question(entry, section, null, field, {
    given: state.fields[field.id] ?? [],
    stays: state.left_out.includes(field.id),
    answer: (given) => { state.fields[field.id] = given; again(field); },
  });
  return field.shown_when ? el('div', { class: 'th-sub' }, box) : box;
}

function rowsOf(entry, section, changed, draw) {
  const rows = (entry.state.rows[section.id] ??= []);
  const shown = rows.map((row, nr) => el('fieldset', { class: 'th-form-row' }, el('legend', {}, `Række ${nr + 1}`),
    section.fields.map((field) => question(entry, section, nr, field, {
      given: row.cells[field.id] ? [row.cells[field.id]] : [],
      stays: row.left_out.includes(field.id),
      answer: (given) => { row.cells[field.id] = given[0] ?? ''; changed(); },
    })),
    button(`Fjern række ${nr + 1}`, () => { rows.splice(nr, 1); changed(); draw(); }, 'tertiary')));
  const add = button('Tilføj en række', () => {
    rows.push({ from: null, cells: {}, left_out: [] });
    changed();
    draw();
    document.getElementById(idOf(section.id, rows.length - 1, section.fields[0]?.id))?.focus();
  }, 'secondary', { 'aria-label': `Tilføj en række: ${section.title}` });
  return [...shown, el('p', {}, add)];
}

/** One question with what is answered. */
function question(entry, section, row, field, { given, stays, answer }) {
  const id = idOf(section.id, row, field.id);
  if (field.known || AT_HOME[field.kind]) {
    return el('p', { class: 'th-kit-home' }, el('strong', {}, field.title), ' ', field.known ? 'Står på sagen og sættes på, når skemaet er sendt.' : AT_HOME[field.kind]);
  }
  const wrong = wrongWith(entry, section.id, row, field.id);
  const hints = [field.help, field.own_words && 'Borgerens egne ord.', stays && 'Svaret er blevet på sagen. Skriv kun, hvis det er ændret.'].filter(Boolean);
  const optional = !field.required || stays;
  const words = [field.title, optional && el('span', { class: 'weight-normal' }, ' (frivilligt)')];
  const hint = hints.length > 0 && el('span', { class: 'form-hint', id: `${id}-hint` }, hints.join(' '));
  const error = wrong && el('span', { class: 'form-error-message', id: `${id}-error` }, el('span', { class: 'sr-only' }, 'Fejl: '), wrong);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || null;
  const aria = { 'aria-describedby': described, 'aria-invalid': wrong ? 'true' : null, 'aria-required': optional ? null : 'true' };
  const group = { class: `form-group${wrong ? ' form-error' : ''}` };
  const options = { yes_no: ['ja', 'nej'], choice: field.options, multi_choice: field.options }[field.kind];
  if (field.kind === 'tick') {
    const box = el('input', { type: 'checkbox', class: 'form-checkbox', id, checked: given.includes('ja'), onchange: (event) => answer(event.target.checked ? ['ja'] : []), ...aria });
    return el('div', group, error, el('div', { class: 'form-group-checkbox' }, box, el('label', { for: id }, words)), hint);
  }
  if (options) {
    const many = field.kind === 'multi_choice';
    const kind = many ? 'checkbox' : 'radio';
    const choices = options.map((option, nr) => {
      const box = el('input', { type: kind, class: `form-${kind}`, id: nr === 0 ? id : `${id}-${nr}`, name: id, value: option, checked: given.includes(option) });
      box.addEventListener('change', () => answer([...box.closest('fieldset').querySelectorAll('input:checked')].map((one) => one.value)));
      return el('div', { class: `form-group-${kind}` }, box, el('label', { for: nr === 0 ? id : `${id}-${nr}` }, option === 'ja' ? 'Ja' : option === 'nej' ? 'Nej' : option));
    });
    const none = !many && optional && given.length > 0 && button('Fjern svaret', (event) => {
      for (const box of event.target.closest('fieldset').querySelectorAll('input')) box.checked = false;
      event.target.remove();
      answer([]);
    }, 'tertiary', { 'aria-label': `Fjern svaret: ${field.title}` });
    return el('div', group, el('fieldset', { 'aria-describedby': described }, el('legend', { class: 'form-label' }, words), hint, error, choices, none));
  }
  const shared = { class: 'form-input', id, oninput: (event) => answer(event.target.value === '' ? [] : [event.target.value]), autocomplete: 'off', ...aria };
  const long = field.kind === 'long_text' || field.kind === 'address';
  const box = long ? el('textarea', { ...shared, rows: field.kind === 'address' ? 3 : 5 })
    : el('input', { ...shared, type: TYPES[field.kind] ?? 'text', inputmode: KEYBOARDS[field.kind] ?? null });
  box.value = given[0] ?? '';
  return el('div', group, el('label', { class: 'form-label', for: id }, words), hint, error, box);
}

/** What must be answered and is not, and does not stand on the case already. */
export function missing({ form, state }) {
  const lacks = (field, given, stays) => field.required && !field.known && !AT_HOME[field.kind] && !stays && !(given ?? '').trim();
  const found = [];
  for (const section of form.sections) {
    if (!section.rows) {
      for (const field of section.fields) {
        if (isShown(field, state) && lacks(field, (state.fields[field.id] ?? []).join(''), state.left_out.includes(field.id))) found.push(field.title);
      }
      continue;
    }
    for (const row of state.rows[section.id] ?? []) {
      if (row.left_out.length === 0 && !Object.values(row.cells).some((cell) => cell.trim())) continue;
      for (const field of section.fields) if (lacks(field, row.cells[field.id], row.left_out.includes(field.id))) found.push(`${section.title}: ${field.title}`);
    }
  }
  return found;
}

/** The mistakes the server found, on top of the form, each leading to its field. */
export function summary({ wrong }) {
  if (!wrong?.length) return null;
  const lines = wrong.map((one) => el('li', {}, el('a', { class: 'function-link', href: `#${idOf(one.section ?? '', one.section ? one.row : null, one.field)}`, onclick: (event) => {
    event.preventDefault();
    const id = one.section ? idOf(one.section, one.row, one.field) : null;
    (id ? document.getElementById(id) : document.querySelector(`[id^="felt-"][id$="-${CSS.escape(one.field)}"]`))?.focus();
  } }, one.text)));
  return alert('error', 'Skemaet er ikke sendt: der er noget at rette', el('ul', { class: 'nobullet-list' }, lines));
}
