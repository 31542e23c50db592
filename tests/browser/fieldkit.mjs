// The field kit where it is used: forms are taken along, the net is cut and the server is gone, the form is filled in and
// signed, the tab is closed and opened again, and back at the desk it is sent once.
import net from 'node:net';
import { choose, cprOfChild, fill, look, ok, open, press, said, signIn } from './tools.mjs';

const PHRASE = 'fire grønne både sejler';
const NAME = 'Torben Lyngholm';
const CPR = cprOfChild(41);
const SECRET = 'Torben vil gerne ud at gå, når det bliver lyst.';
const NOTE = 'Trappen er uden gelænder.';
const FORM = 'opfoelgningsplan';
const TITLE = /^Opfølgningsplan/;

/** A door to the town that can be shut: the browser then finds no server at all. */
async function door(address) {
  const { port, hostname } = new URL(address);
  const open = new Set();
  let shut = false;
  const server = net.createServer((from) => {
    if (shut) return from.destroy();
    const to = net.connect(Number(port), hostname);
    for (const end of [from, to]) {
      open.add(end);
      end.on('error', () => {});
      end.on('close', () => { from.destroy(); to.destroy(); open.delete(end); });
    }
    from.pipe(to).pipe(from);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    address: `http://localhost:${server.address().port}`,
    shut() { shut = true; for (const end of open) end.destroy(); },
    opened() { shut = false; },
    close() { server.close(); for (const end of open) end.destroy(); },
  };
}

/** Everything the browser keeps for us, as text: the database, the caches, and the small stores. */
const kept = (page) => page.evaluate(async () => {
  const parts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  const bytes = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder('utf-8').decode(value) + new TextDecoder('utf-16le').decode(value);
    if (value && typeof value === 'object') return Object.entries(value).map(([key, one]) => `${key} ${bytes(one)}`).join(' ');
    return String(value);
  };
  let keys = 0;
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((resolve) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
    for (const store of db.objectStoreNames) {
      const all = await new Promise((resolve) => { const asked = db.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => resolve(asked.result); });
      keys += all.filter((one) => Object.values(one).some((value) => value instanceof CryptoKey)).length;
      parts.push(...all.map(bytes));
    }
    db.close();
  }
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      pages.push(new URL(request.url).pathname);
      parts.push(await (await cache.match(request)).text());
    }
  }
  return { text: parts.join('\n'), keys, pages, databases: (await indexedDB.databases()).map((one) => one.name) };
});

/** Nothing of the citizen and nothing of what was written can be read in what the browser keeps. */
async function sealed(page, when) {
  const { text, keys, pages } = await kept(page);
  for (const secret of [NAME, 'Lyngholm', CPR, CPR.replace('-', ''), SECRET, 'gå, når det', NOTE, PHRASE, 'Kirsten', 'K.L.', 'T.L.']) {
    ok(!text.includes(secret), `${when}: "${secret}" cannot be read on the device`);
  }
  ok(/AES|passphrase|authenticator/.test(text), `${when}: what is kept was read at all`);
  ok(keys === 0, `${when}: no key is stored`);
  ok(pages.every((path) => path === '/feltsaet/tablet/' || path.startsWith('/static/')), `${when}: only the frame and its files are kept (${pages.join(' ')})`);
}

const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();
const act = (page, name) => page.getByRole('button', { name }).first().click();

/** A citizen of Pia's own, with an open case. */
async function begin(pia, address) {
  await pia.goto(`${address}/ansoegning/ny`);
  await pia.getByLabel('Borgerens CPR-nummer').fill(CPR);
  await press(pia, 'Videre');
  await fill(pia, { navn: NAME, vej: 'Spilvej 41', by: '9999 Tovby', soegt: 'Støtte til at komme ud' });
  await choose(pia, 'ydelse', 'ledsagelse-voksen');
  await pia.locator('[name=modtaget]').fill(new Date(Date.now() - 864e5).toISOString().slice(0, 10));
  await press(pia, 'Registrér ansøgningen og opret sagen');
  return new URL(pia.url()).pathname;
}

/** Chooses the form of the case and takes it along, with a passphrase of one's own. */
async function takeAlong(pia, address, caseAt) {
  await pia.goto(`${address}/feltsaet`);
  await look(pia, 'feltsaet');
  const box = pia.locator(`input[value="${caseAt.split('/').pop()}/${FORM}"]`);
  await box.evaluate((element) => { element.closest('details').open = true; });
  await pia.locator(`label[for="${await box.getAttribute('id')}"]`).click();
  await pia.getByRole('button', { name: 'Tag med på denne tablet' }).click();
}

/** Makes the vault and waits until the forms are in it. */
async function seal(pia) {
  await heading(pia, 'Lås feltsættet');
  await look(pia, 'feltsaet-laas');
  await pia.getByLabel('Adgangsfrase').fill('for kort');
  await pia.getByLabel('Skriv den igen').fill('for kort');
  await act(pia, 'Lås, og tag med');
  ok(/mindst 12 tegn/.test(await said(pia)), 'a passphrase of eight characters is not taken');
  await pia.getByLabel('Adgangsfrase').fill(PHRASE);
  await pia.getByLabel('Skriv den igen').fill(PHRASE);
  await act(pia, 'Lås, og tag med');
  await heading(pia, /^Feltsæt$/);
  ok(/1 skema, krypteret, slettes \S+dag den \d+\. \S+/.test(await pia.locator('#gemt').innerText()), 'the page says what is stored, how, and until when');
  await look(pia, 'feltsaet-tablet');
}

async function unlock(page) {
  await heading(page, 'Feltsættet er låst');
  await page.getByLabel('Adgangsfrase').fill(PHRASE);
  await act(page, 'Lås op');
  await heading(page, /^Feltsæt$/);
}

/** Fills in and signs without a connection. */
async function fillIn(page) {
  await act(page, /^Udfyld Opfølgningsplan/);
  await heading(page, TITLE);
  await page.getByLabel('Hvilken dag slutter forløbet?').fill(new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10));
  ok((await page.getByLabel('Hvornår mødes vi?').count()) === 0, 'what is not asked is not shown');
  await page.locator('section[aria-labelledby="afsnit-aftalen"] label', { hasText: /^Ja$/ }).click();
  await page.getByLabel('Hvornår mødes vi?').fill(new Date(Date.now() + 120 * 864e5).toISOString().slice(0, 10));
  await page.getByLabel(/Hvordan kan du mærke, at det går godt/).fill(SECRET);
  await act(page, /Tilføj en række: Hvor går du hen nu/);
  const row = page.locator('section[aria-labelledby="afsnit-hvor-nu"] fieldset').first();
  await row.getByLabel('Navn').fill('Kirsten Lyngholm');
  await row.getByLabel('Sted eller tilbud').fill('Værestedet Broen');
  await page.getByLabel('Noter fra besøget').fill(NOTE);
  await look(page, 'feltsaet-skema');
}

async function sign(page) {
  const pad = page.locator('.th-kit-pad').first();
  if ((await pad.count()) === 0) return false;
  await page.locator('.th-kit-sign').first().getByLabel('Navn', { exact: true }).fill(NAME);
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 20, box.y + 40);
  await page.mouse.down();
  for (const [x, y] of [[60, 20], [90, 60], [140, 30], [180, 50]]) await page.mouse.move(box.x + x, box.y + y);
  await page.mouse.up();
  await act(page, /^Skriv under:/);
  await page.locator('.th-kit-drawing').first().waitFor();
  ok(await page.locator('.th-kit-fields input').first().isDisabled(), 'what is signed is locked');
  await look(page, 'feltsaet-underskrift');
  return true;
}

/** The whole of it. `pia` goes out; `colleague` is at the desk of the same department. */
export async function fieldKit(browser, town) {
  const gate = await door(town.address);
  const address = gate.address;
  const context = await browser.newContext({ baseURL: address, locale: 'da-DK', serviceWorkers: 'allow' });
  context.setDefaultTimeout(30_000);
  try {
    const pia = await signIn(context, address, 'Pia Nørrevang');
    const caseAt = await begin(pia, address);
    await takeAlong(pia, address, caseAt);
    await seal(pia);
    await pia.waitForFunction(() => navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready.then(() => true));
    await sealed(pia, 'taken along');
    const signed = await outside(context, pia, gate, address);
    await back(pia, gate, address, caseAt, signed);
    const susanne = await signIn(await browser.newContext({ baseURL: town.address, locale: 'da-DK' }), town.address, 'Susanne Holtegård');
    await together(context, pia, address, caseAt, susanne);
    await forgotten(context, address, caseAt);
    await lost(context, gate, address, caseAt, susanne);
    await out(pia, address);
  } finally {
    gate.close();
    await context.close();
  }
}

/** Without a connection: reloaded, filled in, signed, the tab closed and opened again. */
async function outside(context, pia, gate, address) {
  gate.shut();
  await context.setOffline(true);
  await pia.reload();
  await heading(pia, 'Feltsættet er låst');
  ok(/Uden net/.test(await pia.locator('#net').innerText()), 'the page says that there is no connection');
  await look(pia, 'feltsaet-laast');
  await pia.getByLabel('Adgangsfrase').fill('en helt anden adgangsfrase');
  await act(pia, 'Lås op');
  await pia.getByText('Det er ikke den rigtige adgangsfrase').waitFor();
  ok(!/Opfølgningsplan/.test(await pia.locator('main').innerText()), 'a wrong passphrase opens nothing');
  await unlock(pia);
  await fillIn(pia);
  const signed = await sign(pia);
  await pia.getByText(/Gemt krypteret på tabletten/).waitFor();
  await sealed(pia, 'filled in without a connection');
  await act(pia, 'Vis og udskriv');
  await pia.getByRole('button', { name: 'Udskriv eller gem som PDF' }).waitFor();
  await pia.emulateMedia({ media: 'print' });
  ok(!(await pia.getByRole('button', { name: 'Udskriv eller gem som PDF' }).isVisible()) && (await said(pia)).includes(SECRET), 'it prints without its buttons');
  await pia.emulateMedia({ media: null });
  await look(pia, 'feltsaet-papir');
  await pia.close();
  return signed;
}

/** Back: still there, sent when there is a server again, and on the case with its signature. */
async function back(closed, gate, address, caseAt, signed) {
  const context = closed.context();
  const page = await context.newPage();
  page.on('pageerror', (error) => ok(false, `a script failed: ${error.message}`));
  await page.goto(`${address}/feltsaet/tablet/`);
  await unlock(page);
  ok(/Udfyldt på tabletten, ikke sendt/.test(await said(page)), 'after the tab was closed all is still there');
  await act(page, /^Udfyld Opfølgningsplan/);
  ok((await page.getByLabel(/det går godt/).inputValue()) === SECRET, 'to the last word');
  await act(page, 'Til oversigten');
  await act(page, /^Send Opfølgningsplan/);
  await page.getByText(/Der er ikke net/).waitFor();
  ok(/Skrevet og ikke sendt: 1/.test(await page.locator('#gemt').innerText()), 'what could not be sent is still there');
  gate.opened();
  await context.setOffline(false);
  await act(page, /^Send Opfølgningsplan/);
  await page.getByText('skema er sendt og gemt på sagen').waitFor();
  await look(page, 'feltsaet-sendt');
  ok(/Sendt: 1/.test(await page.locator('#gemt').innerText()), 'the page says what was sent');
  await sealed(page, 'sent');
  await page.goto(`${address}${caseAt}/skema/${FORM}`);
  const text = await said(page);
  ok(text.includes(SECRET) && text.includes(NAME), 'the case has the form, with the name that stayed at home');
  ok(!signed || (await page.locator('main svg path').count()) > 0, 'and with the signature');
  await page.goto(`${address}${caseAt}/journal`);
  ok((await said(page)).split('Skema fra tablet gemt').length === 2 && (await said(page)).includes(NOTE), 'once, with the note, in the journal');
  await page.close();
}

/** Somebody at the desk saves while it is out: both are shown, one chooses, and both stand on the case. */
async function together(context, closed, address, caseAt, susanne) {
  const page = await context.newPage();
  page.on('pageerror', (error) => ok(false, `a script failed: ${error.message}`));
  await takeAlong(page, address, caseAt);
  await unlock(page);
  await act(page, /^Udfyld Opfølgningsplan/);
  ok(/Svaret er blevet på sagen/.test(await said(page)), 'a name that stayed at home is not on the tablet, and the page says so');
  await page.getByLabel(/Hvem må sige til/).fill('Søsteren, hun ringer om søndagen');
  await page.getByText(/Gemt krypteret/).waitFor();
  await open(susanne, `${caseAt}/skema/${FORM}`);
  await susanne.getByLabel(/Hvordan vil du helst kontaktes/).fill('på sms');
  await press(susanne, 'Gem skemaet');
  await act(page, /^Send$/);
  await heading(page, 'To udgaver af skemaet');
  ok(/Susanne Holtegård gemte skemaet/.test(await said(page)), 'it says who came first');
  await look(page, 'feltsaet-to-udgaver');
  await act(page, 'Gem valget');
  await heading(page, TITLE);
  // The server saves it, and its answer is lost in the air.
  let heard = 0;
  await page.route('**/aflever', async (route) => {
    heard += 1;
    if (heard > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await act(page, /^Send$/);
  await page.getByText('Sendt uden svar: send igen').waitFor();
  await act(page, /^Send Opfølgningsplan/);
  await page.getByText('skema er sendt og gemt på sagen').waitFor();
  ok(heard === 2, `it was sent again (${heard})`);
  await page.goto(`${address}${caseAt}/skema/${FORM}`);
  const text = await said(page);
  ok(/Udfyldt \(3 udgaver\)/.test(text), 'and it is there once: three versions in all');
  ok(text.includes('ringer om søndagen') && text.includes('på sms') && text.includes('Kirsten Lyngholm') && text.includes('Susanne'), 'both versions stand on the case');
  await page.close();
}

/** Ten idle minutes lock it, with the last word sealed; after seven days it is gone, sent or not. */
async function forgotten(context, address, caseAt) {
  const page = await context.newPage();
  await page.clock.install();
  await takeAlong(page, address, caseAt);
  await unlock(page);
  await act(page, /^Udfyld Opfølgningsplan/);
  await page.getByLabel('Noter fra besøget').fill('Det sidste ord');
  await page.clock.fastForward(610_000);
  await heading(page, 'Feltsættet er låst');
  ok(!(await page.locator('body').innerText()).includes('Det sidste ord'), 'a locked page shows nothing');
  await unlock(page);
  await act(page, /^Udfyld Opfølgningsplan/);
  ok((await page.getByLabel('Noter fra besøget').inputValue()) === 'Det sidste ord', 'what was typed was sealed before the key was dropped');
  await act(page, 'Lås');
  await heading(page, 'Feltsættet er låst');
  await page.clock.fastForward(169 * 3_600_000);
  await page.getByText('Dets syv dage er gået').waitFor();
  await page.reload();
  await page.getByText('Der er ingen skemaer på denne tablet').waitFor();
  await page.close();
}

/** The tablet's own lock makes the key; the leader revokes it, and it wipes itself when there is a connection again. */
async function lost(context, gate, address, caseAt, susanne) {
  const page = await context.newPage();
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await takeAlong(page, address, caseAt);
  await heading(page, 'Lås feltsættet');
  await act(page, 'Brug tablettens lås');
  await page.getByText('Taget med').waitFor();
  gate.shut();
  await context.setOffline(true);
  await page.reload();
  await act(page, 'Lås op med tabletten');
  await heading(page, /^Feltsæt$/);
  ok(/Ikke rørt endnu/.test(await said(page)), 'the tablet\'s own lock opens it without a connection');
  await sealed(page, 'under the key of the tablet');
  await open(susanne, '/holdet/feltsaet');
  await susanne.locator('summary', { hasText: 'Tabt eller stjålet?' }).first().click();
  await look(susanne, 'holdets-feltsaet');
  await susanne.getByLabel('Hvorfor spærres det?').first().fill('Glemt på en bænk ved Broen.');
  await susanne.getByRole('button', { name: /^Spær feltsættet/ }).first().click();
  await susanne.waitForLoadState('networkidle');
  ok(/Glemt på en bænk/.test(await said(susanne)), 'the leader sees that it is revoked');
  gate.opened();
  await context.setOffline(false);
  await page.reload();
  await page.getByText('Feltsættet er spærret og slettet').waitFor();
  ok(/ingen skemaer/.test(await page.locator('#gemt').innerText()), 'a revoked kit wipes itself at its next contact');
  await page.close();
}

/** Signing out asks about what is unsent, and then nothing is left. */
async function out(closed, address) {
  const page = await closed.context().newPage();
  await page.goto(`${address}/mine-sager`);
  const caseAt = await page.locator('a[href^="/sager/"]').first().getAttribute('href');
  await takeAlong(page, address, caseAt);
  await seal(page);
  await act(page, /^Udfyld Opfølgningsplan/);
  await page.getByLabel('Noter fra besøget').fill('Ikke sendt endnu.');
  await page.getByText(/Gemt krypteret/).waitFor();
  await page.goto(`${address}/i-dag`);
  await act(page, 'Log ud');
  await page.getByRole('heading', { name: /ikke sendt/ }).waitFor();
  await look(page, 'feltsaet-log-ud');
  await act(page, 'Bliv logget på');
  ok(new URL(page.url()).pathname === '/i-dag', 'one may stay');
  await act(page, 'Log ud');
  await act(page, 'Slet det, og log ud');
  await page.waitForURL('**/log-ind');
  const { databases, pages } = await kept(page);
  ok(databases.length === 0 && pages.length === 0, `signing out leaves nothing (${databases.join(' ')} ${pages.join(' ')})`);
  await page.close();
}
