// Somebody saved the form while it was out: theirs and mine beside each other, and a choice for each that differs.
// Nothing is chosen for the person but what only one of the two has changed.
import { alert, button, el, show } from './dom.js';

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const answered = (given) => (given ?? []).filter((one) => one.trim());
const cells = (rows) => (rows ?? []).map((row) => Object.fromEntries(Object.entries(row.cells).filter(([, cell]) => cell.trim()).sort()));

/** What differs between what they saved and what is written here; each with what it was when it was taken along. */
export function differences({ form, state, home, conflict }) {
  const { taken } = conflict.theirs;
  const found = [];
  for (const section of form.sections) {
    if (section.rows) {
      const [theirs, mine, before] = [taken.rows, state.rows, home.rows].map((rows) => cells(rows[section.id]));
      if (!same(theirs, mine)) found.push({ id: `afsnit ${section.id}`, title: section.title, section, theirs, mine, before });
      continue;
    }
    for (const field of section.fields) {
      const [theirs, mine, before] = [taken.fields, state.fields, home.fields].map((fields) => answered(fields[field.id]));
      if (!same(theirs, mine)) found.push({ id: field.id, title: field.title, field, theirs, mine, before });
    }
  }
  return found;
}

function text({ section, field }, value) {
  if (field) return value.join(', ') || 'Ikke besvaret';
  if (value.length === 0) return 'Ingen rækker';
  const title = (id) => section.fields.find((one) => one.id === id)?.title ?? id;
  return value.map((row, nr) => `Række ${nr + 1}: ${Object.entries(row).map(([id, cell]) => `${title(id)} ${cell}`).join(' · ')}`).join('\n');
}

/** The answers joined as chosen. */
export function joined(entry, found, chosen) {
  const { taken, nr } = entry.conflict.theirs;
  const fields = { ...entry.state.fields };
  const rows = { ...entry.state.rows };
  let theirs = false;
  for (const one of found) {
    if (chosen[one.id] !== 'deres') continue;
    theirs = true;
    if (one.field) fields[one.id] = taken.fields[one.id] ?? [];
    else rows[one.section.id] = taken.rows[one.section.id] ?? [];
  }
  const state = { ...entry.state, fields, rows, left_out: taken.left_out };
  // Nobody signed what the others wrote.
  if (theirs) state.signatures = [];
  return { ...entry, state: structuredClone(state), home: structuredClone(taken), base: nr, conflict: null, changed: true, wrong: [] };
}

/** Shows both; `done` gets the joined entry, `later` leaves it as it stands. */
export function beside(entry, done, later) {
  const found = differences(entry);
  const { by, on } = entry.conflict.theirs;
  const chosen = {};
  for (const one of found) {
    if (same(one.mine, one.before)) chosen[one.id] = 'deres';
    else if (same(one.theirs, one.before)) chosen[one.id] = 'mine';
  }
  const said = el('p', { role: 'status' });
  const boxes = [];
  const choice = (one, nr, which, heading, value) => {
    const id = `valg-${nr}-${which}`;
    const box = el('input', { type: 'radio', class: 'form-radio', id, name: `valg-${nr}`, value: which, checked: chosen[one.id] === which, onchange: () => { chosen[one.id] = which; } });
    boxes.push({ one, which, box });
    return el('div', {}, el('div', { class: 'form-group-radio' }, box, el('label', { for: id }, heading)), el('p', { class: 'th-text' }, value));
  };
  const all = (which) => () => {
    for (const each of boxes) { each.box.checked = each.which === which; chosen[each.one.id] = which; }
  };
  const save = () => {
    const open = found.filter((one) => !chosen[one.id]);
    if (open.length > 0) { said.textContent = `Vælg også ved: ${open.map((one) => one.title).join(', ')}`; return; }
    done(joined(entry, found, chosen));
  };
  show('To udgaver af skemaet',
    el('p', {}, `${entry.form.title} · ${entry.initials} · sag ${entry.number}`),
    alert('warning', `${by} gemte skemaet ${on}, mens du havde det med`, 'Intet er overskrevet, og dit ligger stadig på tabletten. Vælg for hvert svar, hvad der skal gælde, og send igen. Deres udgave bliver stående på sagen.',
      entry.state.signatures.length > 0 && 'Vælger du noget af deres, skal der skrives under igen: ingen har skrevet under på det.'),
    found.length === 0 && el('p', {}, 'De to udgaver siger det samme.'),
    found.length > 1 && el('p', { class: 'th-acts' }, button('Vælg alle mine', all('mine')), button('Vælg alle deres', all('deres'))),
    found.map((one, nr) => el('fieldset', { class: 'th-panel th-conflict' }, el('legend', { class: 'form-label' }, one.title),
      el('div', { class: 'th-two' }, choice(one, nr, 'deres', `Deres (${by})`, text(one, one.theirs)), choice(one, nr, 'mine', 'Mit', text(one, one.mine))))),
    said, el('div', { class: 'th-acts' }, button('Gem valget', save, 'primary'), button('Vent med det', later)));
}
