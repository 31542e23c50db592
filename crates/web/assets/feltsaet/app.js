// The field kit on the device: its screens, and what moves between them. Sealing is in vault.js, the talk with the server
// in send.js, a form in form.js.
import * as vault from './vault.js';
import * as server from './send.js';
import { beside } from './conflict.js';
import { alert, button, clock, counted, day, el, show, today } from './dom.js';
import { missing, render, summary } from './form.js';
import { paper } from './print.js';
import { signing } from './sign.js';

const IDLE = 10 * 60_000;
const PAUSE = 300;
const DAY = 24 * 60 * 60_000;

/** What is open: entries while the vault is, and the message the next screen begins with. */
let entries = [];
let broken = 0;
let message = null;
let wanted = new URLSearchParams(location.hash.slice(1)).get('hent');
let last = Date.now();

const id = (name) => document.getElementById(name);
const sendable = () => entries.filter((entry) => entry.changed && !entry.sent && !entry.conflict);

// --- What is kept, and when ---

let writing = Promise.resolve();
let waiting = null;
let timer;

/** Seals an entry; one after the other, so that an older text never lies on a newer. */
function keep(entry) {
  writing = writing.catch(() => {}).then(() => vault.put(entry));
  return writing;
}

/** Something was written: sealed as soon as one pauses. */
function later(entry) {
  entry.changed = true;
  waiting = entry;
  id('gemt-nu')?.replaceChildren('Gemmer …');
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
}

async function flush() {
  clearTimeout(timer);
  const entry = waiting;
  waiting = null;
  if (!entry || !vault.isOpen()) return writing;
  try {
    await keep(entry);
    id('gemt-nu')?.replaceChildren(`Gemt krypteret på tabletten kl. ${clock(Date.now())}`);
    await tell();
  } catch {
    id('gemt-nu')?.replaceChildren(alert('error', 'Det kunne ikke gemmes på tabletten', 'Skriv det også ned på papir.'));
  }
}

/** Says what is stored where; without the key too. */
async function tell() {
  const outside = await vault.outside();
  const parts = [];
  if (outside.count === 0) parts.push('På denne tablet: ingen skemaer.');
  else {
    const here = outside.count - outside.sent;
    parts.push(here === 0 ? 'På denne tablet: ingen skemaer.' : `På denne tablet: ${counted(here, 'skema', 'skemaer')}, krypteret, slettes ${day(outside.until)}.`);
    parts.push(`Sendt: ${outside.sent}.`);
    if (outside.unsent > 0) parts.push(`Skrevet og ikke sendt: ${outside.unsent}.`);
    if (outside.unsent > 0 && outside.until - Date.now() < DAY) parts.push('Send i dag: herefter slettes det.');
  }
  // Said again only when it is something else: it is read aloud.
  const text = parts.join(' ');
  if (id('gemt').textContent !== text) id('gemt').textContent = text;
}

function net(on) {
  id('net').textContent = on ? 'Med net' : 'Uden net: alt gemmes på tabletten';
}

// --- Screens ---

/** The message the screen before left, once. */
function said() {
  const told = message;
  message = null;
  return told;
}

/** No kit on the device. */
function empty() {
  id('vaerktoej').replaceChildren();
  show('Feltsæt', said(), el('p', {}, 'Der er ingen skemaer på denne tablet. Vælg dem, mens du har net.'),
    el('p', {}, el('a', { class: 'button button-primary', href: '/feltsaet' }, 'Vælg skemaer')));
}

/** The first time: how the key is made. */
async function setUp() {
  const passphrase = el('input', { class: 'form-input', type: 'password', id: 'frase', autocomplete: 'new-password', 'aria-describedby': 'frase-hint' });
  const again = el('input', { class: 'form-input', type: 'password', id: 'frase-igen', autocomplete: 'new-password' });
  const wrong = el('p', { class: 'form-error-message', role: 'alert' });
  const create = async (event) => {
    event.preventDefault();
    if ([...passphrase.value].length < vault.SHORTEST) { wrong.textContent = `Skriv mindst ${vault.SHORTEST} tegn.`; passphrase.focus(); return; }
    if (passphrase.value !== again.value) { wrong.textContent = 'De to er ikke ens. Skriv dem igen.'; again.focus(); return; }
    wrong.textContent = 'Låser …';
    await vault.createWithPassphrase(passphrase.value);
    await enter();
  };
  const byDevice = async () => {
    try {
      if (await vault.createWithAuthenticator()) return await enter();
    } catch { /* The person said no, or the device cannot: the passphrase is there. */ }
    wrong.textContent = 'Tabletten kunne ikke lave en nøgle. Brug en adgangsfrase i stedet.';
  };
  show('Lås feltsættet', el('p', {}, 'Skemaerne krypteres på tabletten. Nøglen gemmes ikke: glemmer du adgangsfrasen, kan ingen åbne det, du ikke har sendt.'),
    (await vault.mayHaveAuthenticator()) && el('section', { class: 'th-panel' }, el('h2', {}, 'Med tablettens egen lås'),
      el('p', {}, 'Fingeraftryk, ansigt eller tablettens kode.'), button('Brug tablettens lås', byDevice)),
    el('form', { class: 'th-panel', onsubmit: create }, el('h2', {}, 'Med en adgangsfrase'),
      el('div', { class: 'form-group' }, el('label', { class: 'form-label', for: 'frase' }, 'Adgangsfrase'),
        el('span', { class: 'form-hint', id: 'frase-hint' }, `Mindst ${vault.SHORTEST} tegn. Fire tilfældige ord er gode. Ikke din kode til Tovholder.`), passphrase),
      el('div', { class: 'form-group' }, el('label', { class: 'form-label', for: 'frase-igen' }, 'Skriv den igen'), again),
      wrong, el('div', { class: 'th-acts' }, el('button', { type: 'submit', class: 'button button-primary' }, 'Lås, og tag med'))));
}

/** Locked: asks for the key. */
async function locked(...why) {
  id('vaerktoej').replaceChildren();
  await tell();
  const way = await vault.way();
  if (!way) return wanted ? setUp() : empty();
  const wrong = el('p', { class: 'form-error-message', role: 'alert' });
  const passphrase = el('input', { class: 'form-input', type: 'password', id: 'frase', autocomplete: 'current-password' });
  const open = async (event) => {
    event.preventDefault();
    wrong.textContent = 'Åbner …';
    let right = false;
    try { right = await vault.unlock(passphrase.value); } catch { /* The person said no to the device. */ }
    if (right) return enter();
    wrong.textContent = way === 'passphrase' ? 'Det er ikke den rigtige adgangsfrase. Intet er åbnet.' : 'Tabletten åbnede ikke låsen. Prøv igen.';
    passphrase.value = '';
  };
  show('Feltsættet er låst', said(), why.map((line) => el('p', {}, line)),
    el('form', { class: 'th-panel', onsubmit: open },
      way === 'passphrase' && el('div', { class: 'form-group' }, el('label', { class: 'form-label', for: 'frase' }, 'Adgangsfrase'), passphrase),
      wrong, el('div', { class: 'th-acts' }, el('button', { type: 'submit', class: 'button button-primary' }, way === 'passphrase' ? 'Lås op' : 'Lås op med tabletten'))),
    el('p', {}, button('Glemt? Slet alt på tabletten', wipeAll, 'tertiary')));
  if (way === 'passphrase') passphrase.focus();
}

/** The key is there: everything is opened, and what was chosen is fetched. */
async function enter() {
  last = Date.now();
  await reload();
  if (wanted) await fetchKit();
  id('vaerktoej').replaceChildren(button('Lås', () => lock('Du låste feltsættet.'), 'tertiary'));
  home();
}

async function reload() {
  ({ entries, broken } = await vault.all());
  entries.sort((one, other) => one.number.localeCompare(other.number) || one.form.title.localeCompare(other.form.title));
}

/** Fetches a kit onto the device and seals each form before the next is looked at. */
async function fetchKit() {
  try {
    const kit = await server.contents(wanted);
    for (const item of kit.forms) {
      if (entries.some((entry) => entry.kit === kit.id && entry.case === item.case && entry.form.id === item.form.id)) continue;
      const entry = {
        id: crypto.randomUUID(), kit: kit.id, until: Date.now() + kit.left, case: item.case, number: item.number,
        initials: item.initials, base: item.base, form: item.form, home: item.taken,
        state: { ...structuredClone(item.taken), signatures: [], note: '' },
        changed: false, sending: null, sent: null, conflict: null, wrong: [],
      };
      await keep(entry);
    }
    await reload();
    message = alert('success', 'Taget med', `${counted(kit.forms.length, 'skema', 'skemaer')} ligger krypteret på tabletten. Du kan gå uden for net.`);
    wanted = null;
    history.replaceState(null, '', location.pathname);
  } catch (error) {
    message = alert('error', 'Ikke taget med', why(error, 'Skemaerne blev ikke hentet.'));
  }
}

/** The list of what is on the device. */
function home() {
  tell();
  const ready = sendable();
  const line = (entry) => {
    const standing = entry.sent ? `Sendt kl. ${clock(entry.sent.at)} og gemt på sagen` : entry.conflict ? 'Nogen gemte imens: vælg, hvad der gælder'
      : entry.sending ? 'Sendt uden svar: send igen, det gemmes kun én gang' : entry.changed ? 'Udfyldt på tabletten, ikke sendt' : 'Ikke rørt endnu';
    const acts = entry.sent ? [] : entry.conflict ? [button('Vælg', () => conflict(entry), 'primary', { 'aria-label': `Vælg udgave: ${entry.form.title}, ${entry.initials}` })]
      : [button(entry.sending ? 'Se' : 'Udfyld', () => form(entry), 'secondary', { 'aria-label': `${entry.sending ? 'Se' : 'Udfyld'} ${entry.form.title}, ${entry.initials}` }),
        entry.changed && button('Send', () => send([entry]), 'primary', { 'aria-label': `Send ${entry.form.title}, ${entry.initials}` })];
    return el('li', {}, el('div', {}, el('p', {}, el('span', { class: 'th-row-title' }, entry.form.title)), el('p', {}, `${entry.initials} · sag ${entry.number}`), el('p', { class: 'th-quiet' }, standing)),
      el('div', { class: 'th-acts' }, acts));
  };
  show('Feltsæt', said(),
    broken > 0 && alert('error', `${counted(broken, 'skema', 'skemaer')} på tabletten kan ikke åbnes`, 'Det er ændret uden om siden og er ladt urørt.'),
    wanted && el('p', {}, button('Hent skemaerne igen', enter, 'primary')),
    entries.length === 0 ? el('p', {}, 'Der er ingen skemaer på denne tablet.') : el('ul', { class: 'th-rows' }, entries.map(line)),
    el('div', { class: 'th-acts' }, ready.length > 1 && button(`Send alle (${ready.length})`, () => send(ready), 'primary'),
      el('a', { class: 'button button-secondary', href: '/feltsaet' }, 'Tag flere med'), button('Slet alt på tabletten', wipeAll, 'tertiary')));
}

/** One form. */
function form(entry) {
  for (const field of entry.form.sections.filter((section) => !section.rows).flatMap((section) => section.fields)) {
    // The day of the visit, until another is written.
    if (field.today && !entry.changed && !entry.state.fields[field.id]) entry.state.fields[field.id] = [today()];
  }
  const signed = entry.state.signatures.length > 0;
  const closed = signed || entry.sending !== null;
  const redraw = () => form(entry);
  const changed = () => later(entry);
  const lacks = missing(entry);
  const note = el('textarea', { class: 'form-input', id: 'noter', rows: 4, disabled: entry.sending !== null, oninput: (event) => { entry.state.note = event.target.value; changed(); } });
  note.value = entry.state.note;
  const fields = el('fieldset', { class: 'th-kit-fields', disabled: closed }, el('legend', { class: 'sr-only' }, entry.form.title), render(entry, changed));
  show(entry.form.title, said(), el('p', {}, `${entry.initials} · sag ${entry.number}`), entry.form.help && el('p', { class: 'font-lead' }, entry.form.help),
    el('div', { id: 'gemt-nu', class: 'th-quiet' }), summary(entry),
    entry.sending && alert('info', 'Sendt uden svar', 'Skemaet er sendt, men svaret kom ikke frem. Send det igen: det gemmes kun én gang. Til da kan det ikke ændres.'),
    signed && !entry.sending && alert('info', 'Der er skrevet under', 'Svarene er låst, så underskriften gælder det, der står.', button('Ret svarene, og slet underskrifterne', () => { entry.state.signatures = []; changed(); redraw(); }, 'tertiary')),
    fields,
    el('section', { class: 'th-panel', 'aria-labelledby': 'noter-titel' }, el('h2', { id: 'noter-titel' }, 'Egne noter'),
      el('div', { class: 'form-group' }, el('label', { class: 'form-label', for: 'noter' }, 'Noter fra besøget ', el('span', { class: 'weight-normal' }, '(frivilligt)')),
        el('span', { class: 'form-hint' }, 'Bliver et notat i journalen, når skemaet sendes.'), note)),
    !entry.sending && signing(entry, changed, redraw),
    lacks.length > 0 && !entry.sending && el('details', { class: 'th-more' }, el('summary', {}, `${counted(lacks.length, 'svar mangler', 'svar mangler')}`), el('ul', {}, lacks.map((title) => el('li', {}, title)))),
    el('div', { class: 'th-acts' }, button('Til oversigten', async () => { await flush(); home(); }),
      button('Vis og udskriv', async () => { await flush(); paper(entry, redraw); }),
      button('Send', async () => { await flush(); await send([entry]); }, 'primary')));
}

function conflict(entry) {
  beside(entry, async (whole) => {
    Object.assign(entry, whole);
    await keep(entry);
    message = alert('success', 'Dit valg er gemt på tabletten', 'Se skemaet igennem, og send det.');
    form(entry);
  }, home);
}

// --- Home with the forms ---

/** Why nothing came of it. */
function why(error, consequence) {
  if (error instanceof server.SignedOut) return [`${consequence} Du er ikke logget ind.`, el('p', { class: 'alert-text' }, el('a', { href: '/log-ind?til=/feltsaet/tablet/' }, 'Log ind, og kom tilbage hertil'))];
  if (error instanceof server.Offline) { net(false); return `${consequence} Der er ikke net, eller serveren svarer ikke. Prøv igen, når der er.`; }
  return `${consequence} Serveren tog ikke imod: enten er feltsættet ikke dit længere, eller sagen kan ikke åbnes af dig. Tal med din leder.`;
}

/** Sends forms one after the other; each is removed here only after the server has said that it is saved. */
async function send(list, lateBecause = '') {
  let known;
  try {
    known = await server.known();
    net(true);
  } catch (error) {
    message = alert('warning', 'Ikke sendt', why(error, 'Alt ligger stadig på tabletten.'));
    return home();
  }
  for (const entry of list) {
    const outcome = await sendOne(entry, known, lateBecause);
    if (!vault.isOpen()) return;
    if (outcome !== 'saved') return outcome === 'shown' ? undefined : home();
  }
  message = alert('success', counted(list.length, 'skema er sendt og gemt på sagen', 'skemaer er sendt og gemt på deres sager'));
  home();
  await forget(list);
}

/** What was saved and has been shown as saved leaves the device; that it was sent stays. */
async function forget(list) {
  await new Promise((resolve) => { requestAnimationFrame(() => resolve()); });
  for (const entry of list) {
    const { id: own, kit, until, number, initials, sent } = entry;
    const rest = { id: own, kit, until, number, initials, sent, changed: false, case: null, form: { id: '', title: entry.form.title } };
    if (!vault.isOpen()) return;
    await keep(rest);
    Object.assign(entry, { state: null, home: null, sending: null }, rest);
  }
  await tell();
}

async function sendOne(entry, known, lateBecause) {
  const there = known.kits.find((kit) => kit.id === entry.kit);
  if (there?.standing === 'revoked') return gone(entry.kit);
  entry.sending ??= { key: crypto.randomUUID(), body: server.body(entry, lateBecause) };
  entry.wrong = [];
  await keep(entry);
  let answer;
  try {
    answer = await server.deliver(entry, known.csrf);
  } catch (error) {
    // Whether it was saved is not known: the same is sent again, under the same key, until there is an answer.
    if (error instanceof server.Refused && Number(error.message) < 500) { entry.sending = null; if (vault.isOpen()) await keep(entry); }
    message = alert('warning', 'Ikke sendt', why(error, `${entry.form.title} ligger stadig på tabletten.`));
    return 'stopped';
  }
  if (!vault.isOpen()) return 'stopped';
  if (answer.outcome === 'saved') {
    entry.sent = { at: Date.now(), nr: answer.nr };
    await keep(entry);
    return 'saved';
  }
  entry.sending = null;
  if (answer.outcome === 'stale') entry.conflict = { theirs: answer.theirs };
  if (answer.outcome === 'incomplete') entry.wrong = answer.wrong;
  await keep(entry);
  if (answer.outcome === 'stale') conflict(entry);
  else if (answer.outcome === 'incomplete') form(entry);
  else if (answer.code === 'field_kit_revoked') return gone(entry.kit);
  else if (answer.code === 'field_kit_late') tooLate(entry, answer.text);
  else { message = alert('error', 'Ikke sendt', answer.text); form(entry); }
  return 'shown';
}

/** The kit's time is over: taken in only when the person says why. */
function tooLate(entry, text) {
  const reason = el('textarea', { class: 'form-input', id: 'hvorfor', rows: 3 });
  const wrong = el('p', { class: 'form-error-message', role: 'alert' });
  const go = () => {
    if ([...reason.value.trim()].length < 10) { wrong.textContent = 'Skriv mindst 10 tegn.'; reason.focus(); return; }
    send([entry], reason.value.trim());
  };
  show('Feltsættets tid er gået', el('p', {}, text), el('p', {}, `${entry.form.title} · ${entry.initials} · sag ${entry.number}`),
    el('div', { class: 'form-group' }, el('label', { class: 'form-label', for: 'hvorfor' }, 'Hvorfor sendes det først nu?'), wrong, reason),
    el('div', { class: 'th-acts' }, button('Send alligevel', go, 'primary'), button('Vent', home)));
}

// --- Locking and wiping ---

async function lock(...why) {
  await flush();
  await writing.catch(() => {});
  vault.lock();
  entries = [];
  await locked(...why);
}

/** A kit was revoked by the leader: it goes, unsent or not. */
async function gone(kit) {
  waiting = null;
  await writing.catch(() => {});
  await vault.wipeKit(kit);
  message = alert('warning', 'Feltsættet er spærret og slettet', 'Din leder har spærret det. Der tages intet imod fra det.');
  if (!vault.isOpen()) { entries = []; await locked(); return 'shown'; }
  await reload();
  home();
  return 'shown';
}

async function wipeAll() {
  const { unsent } = await vault.outside();
  const yes = async () => {
    waiting = null;
    await writing.catch(() => {});
    await vault.wipe();
    entries = [];
    try { await server.ended((await server.known()).csrf); } catch { /* The server learns it by its own clock. */ }
    message = alert('success', 'Alt er slettet fra tabletten');
    await tell();
    empty();
  };
  show('Slet alt på tabletten?', unsent > 0 ? alert('warning', counted(unsent, 'skema er skrevet og ikke sendt', 'skemaer er skrevet og ikke sendt'), 'Det går tabt og kan ikke hentes igen.') : el('p', {}, 'Alt, der er skrevet, er sendt.'),
    el('div', { class: 'th-acts' }, button('Slet', yes, 'warning'), button('Behold', () => (vault.isOpen() ? home() : locked()), 'secondary')));
}

/** Asks, without a session, whether a kit on the device is revoked. */
async function contact() {
  for (const kit of (await vault.outside()).kits) {
    try {
      const wipe = await server.isRevoked(kit);
      net(true);
      if (wipe) await gone(kit);
    } catch (error) {
      net(!(error instanceof server.Offline));
      return;
    }
  }
}

async function minute() {
  if ((await vault.wipeOld()) === 0) return;
  message = alert('warning', 'Feltsættet er slettet', 'Dets syv dage er gået.');
  waiting = null;
  if (vault.isOpen() && (await vault.way())) { await reload(); home(); } else { vault.lock(); entries = []; await locked(); }
  await tell();
}

function watch() {
  for (const kind of ['pointerdown', 'keydown', 'input']) window.addEventListener(kind, () => { last = Date.now(); }, { passive: true });
  const idle = () => { if (vault.isOpen() && Date.now() - last >= IDLE) lock('Feltsættet blev låst, fordi det ikke blev brugt i ti minutter. Det, du skrev, er gemt.'); };
  setInterval(idle, 5000);
  setInterval(minute, 60_000);
  setInterval(contact, 5 * 60_000);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') flush(); else idle(); });
  window.addEventListener('pagehide', flush);
  window.addEventListener('online', contact);
  window.addEventListener('offline', () => net(false));
}

async function begin() {
  if (!window.isSecureContext || !navigator.serviceWorker || !window.indexedDB || !crypto.subtle || !navigator.locks) {
    show('Feltsæt', alert('error', 'Browseren kan ikke bruges', 'Den kan ikke kryptere og gemme skemaer. Brug en nyere browser over en sikker forbindelse.'));
    return;
  }
  net(navigator.onLine);
  navigator.serviceWorker.register('/feltsaet/tablet/sw.js', { scope: '/feltsaet/tablet/', updateViaCache: 'none' }).catch(() => {});
  if ((await vault.wipeOld()) > 0) message = alert('warning', 'Feltsættet er slettet', 'Dets syv dage er gået.');
  watch();
  await locked();
  await contact();
}

/** Two pages on the same texts would write over each other: the first one open has them, the next waits for it. */
async function alone() {
  const slow = setTimeout(() => show('Feltsæt', alert('info', 'Feltsættet er åbent i et andet vindue', 'Luk det, så åbner det her.')), 1000);
  await navigator.locks.request('tovholder-feltsaet', async () => {
    clearTimeout(slow);
    await begin();
    return new Promise(() => {});
  });
}

if (navigator.locks) alone();
else begin();
