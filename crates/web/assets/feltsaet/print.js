// A filled-in form as it is read, shown and printed, also without a connection: the browser's print makes the PDF.
import { button, el, show } from './dom.js';
import { picture } from './sign.js';

const said = (field, given, stays) => {
  const answer = given.filter((one) => one.trim()).map((one) => (field.kind === 'date' ? one.split('-').reverse().join('.') : one)).join(', ');
  return answer || (stays || field.known ? 'Står på sagen' : 'Ikke besvaret');
};

/** The answers of a form as texts. */
export function read({ form, state }) {
  return form.sections.map((section) => {
    if (!section.rows) {
      const lines = section.fields.filter((field) => !field.shown_when || (state.fields[field.shown_when.field] ?? []).includes(field.shown_when.answer));
      return { title: section.title, lines: lines.map((field) => [field.title, said(field, state.fields[field.id] ?? [], state.left_out.includes(field.id))]) };
    }
    const rows = (state.rows[section.id] ?? []).map((row) => section.fields.map((field) => [field.title, said(field, [row.cells[field.id] ?? ''], row.left_out.includes(field.id))]));
    return { title: section.title, rows };
  });
}

const list = (lines) => el('dl', { class: 'th-facts th-filled-in' }, lines.map(([title, answer]) => [el('dt', {}, title), el('dd', { class: 'th-text' }, answer)]));

/** Shows it; `back` leads back to the form. */
export function paper(entry, back) {
  const { form, state } = entry;
  const sections = read(entry).map(({ title, lines, rows }) => [el('h2', {}, title),
    lines ? list(lines) : rows.length === 0 ? el('p', { class: 'th-quiet' }, 'Ingen rækker.') : rows.map((row) => el('div', { class: 'th-print-line' }, list(row)))]);
  const signatures = state.signatures.map((one) => el('div', { class: 'th-kit-sign' },
    one.drawing ? picture(one.drawing, `Underskrift: ${one.name}`) : el('p', {}, 'Skrevet under med navn og kryds.'),
    el('p', {}, `${form.signs.find((sign) => sign.role === one.role)?.title ?? ''}: ${one.name}, ${one.signed_on.split('-').reverse().join('.')}`)));
  show(form.title,
    el('p', { class: 'd-print-none' }, button('Tilbage til skemaet', back), ' ', button('Udskriv eller gem som PDF', () => window.print(), 'primary')),
    el('p', {}, `${entry.initials} · sag ${entry.number}`), sections,
    signatures.length > 0 && [el('h2', {}, 'Underskrift'), signatures],
    el('p', { class: 'th-quiet' }, 'Udskrevet fra feltsættet. Navn, CPR-nummer og adresse står på sagen.'));
}
