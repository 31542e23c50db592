// The network card: built up row by row, drawn, put right, printed; and a form that is signed with the mouse.
import { look, ok, open, pdf, press, said } from './tools.mjs';

/** Adds somebody to a sector, through the sector's own link. */
async function add(page, caseAt, sector, fields) {
  await open(page, `${caseAt}/netvaerk?ny=${sector}`);
  for (const [name, value] of Object.entries(fields)) {
    if (value === 'ja' || value === 'nej') {
      const radio = page.locator(`[name="${name}"][value="${value}"]`);
      await page.locator(`label[for="${await radio.getAttribute('id')}"]`).click();
    } else await page.locator(`[name="${name}"]`).fill(value);
  }
  await press(page, 'Sæt på kortet');
}

const people = [
  ['private', { 'k-navn': 'Birgit Ågesen', 'k-hvem': 'søster', 'k-telefon': '20 10 20 10', 'k-kontakt': 'ja', 'k-samtykke': 'ja' }],
  ['private', { 'k-navn': 'Kaj Sand', 'k-hvem': 'nabo, har nøgle og fodrer katten', 'k-kontakt': 'ja', 'k-samtykke': 'nej' }],
  ['bolig', { 'k-navn': 'Yvonne Krag', 'k-hvem': 'boligsocial rådgiver', 'k-sted': 'Tovby Boligselskab', 'k-kontakt': 'nej' }],
  ['sundhed', { 'k-navn': 'Lone Dahl', 'k-hvem': 'egen læge', 'k-sted': 'Lægehuset Torvet', 'k-telefon': '70 10 70 10', 'k-kontakt': 'nej', 'k-samtykke': 'ja' }],
  ['tolke', { 'k-sprog': 'dansk tegnsprog', 'k-navn': 'Per Lyng' }],
];

/** The card of a case from empty to printed. */
export async function network(page, caseAt) {
  await open(page, `${caseAt}/netvaerk`);
  await look(page, 'netvaerk-tomt');
  for (const [sector, fields] of people) await add(page, caseAt, sector, fields);
  await look(page, 'netvaerk');
  const drawn = await page.locator('svg.network-map .network-contact').count();
  ok(drawn === people.length, `the map shows ${drawn} of ${people.length}`);
  const told = await page.locator('svg.network-map desc').textContent();
  for (const [, fields] of people) ok(told.includes(fields['k-navn']), `the map's text says ${fields['k-navn']}`);

  // A wrong row keeps what was typed and says what is missing.
  await open(page, `${caseAt}/netvaerk?ny=uddannelse`);
  await page.locator('[name="k-hvem"]').fill('studievejleder');
  await press(page, 'Sæt på kortet');
  ok((await page.locator('[name="k-hvem"]').inputValue()) === 'studievejleder', 'what was typed is still there');
  await look(page, 'netvaerk-fejl');

  await open(page, `${caseAt}/netvaerk?ret=private-1`);
  await look(page, 'netvaerk-ret');
  await page.locator('[name="k-telefon"]').fill('60 50 40 30');
  await press(page, 'Gem');
  ok((await said(page)).includes('Ændret: Kaj Sand'), 'the history says what was changed');
  await press(page, 'Bekræft alle: set igennem i dag');
  await open(page, `${caseAt}/netvaerk/udskriv`);
  await look(page, 'netvaerk-udskriv');
}

/** A form filled in, signed by drawing and by typing, and printed. */
export async function signing(page, caseAt, today) {
  const at = `${caseAt}/skema/opfoelgningsplan`;
  await open(page, at);
  await look(page, 'skema-underskrift');
  await page.locator('[name="f-slut"]').fill(today);
  await page.locator('label[for="f-moedes"]').click();
  await page.locator('[name="u-0-navn"]').fill('Torben Ågesen');
  const canvas = page.locator('[data-sign] canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const point = (x, y) => page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 6 });
  await point(0.1, 0.6);
  await page.mouse.down();
  for (const [x, y] of [[0.2, 0.2], [0.3, 0.8], [0.45, 0.3], [0.6, 0.7], [0.85, 0.4]]) await point(x, y);
  await page.mouse.up();
  const path = await page.locator('[name="u-0-streg"]').inputValue();
  ok(/^M\d+ \d+(L\d+ \d+){10,}$/.test(path), `the drawing is moves and lines: ${path.slice(0, 40)}`);
  await page.locator('label[for="u-1-kryds"]').click();
  await press(page, 'Gem skemaet');
  ok((await page.locator(`path[d="${path}"]`).count()) === 1, 'the signature stands on the saved form');
  await look(page, 'skema-underskrevet');
  await pdf(page, page.locator('main a', { hasText: 'Hent som PDF' }), 'skema-underskrevet');
  await open(page, `${at}/udskriv?nr=1`);
  await look(page, 'skema-udskrevet');
  await open(page, '/vaerktoejskasse/skemaer/netvaerkskort/udskriv');
  await look(page, 'skema-tomt');
}
