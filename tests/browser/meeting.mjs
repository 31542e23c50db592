// A meeting: planned with an agenda, nobody from outside without consent, called, held at its table today, and after it.
import { fill, look, ok, open, press, said, unfold } from './tools.mjs';

/** One meeting on a case, from the empty list to what is left to do. */
export async function meeting(page, caseAt, today) {
  await open(page, `${caseAt}/moeder`);
  await look(page, 'sagens-moeder');
  await open(page, `${caseAt}/moeder/ny`);
  await look(page, 'moede-slags');
  await open(page, `${caseAt}/moeder/ny?slags=koordinerende-moede`);
  await fill(page, { fra: 'halv ti' });
  await press(page, 'Planlæg mødet');
  await look(page, 'moede-ny-fejl');
  await fill(page, { dag: today, fra: '10.00', minutter: '90', sted: 'Rådhustorvet 1', lokale: 'Lokale 4' });
  await press(page, 'Planlæg mødet');
  ok(/mere end 60 minutter/.test(await said(page)), 'more than an hour is said softly');
  const path = new URL(page.url()).pathname;

  await unfold(page, 'Sæt en deltager på');
  for (const [id, text] of [['navn', 'Lis Bjerre'], ['arbejde', 'Tovby Boligforening'], ['hvorfor', 'Kender huslejen']]) await page.locator(`#${id}`).fill(text);
  await press(page, 'Sæt på mødet');
  ok(/Mangler samtykke eller bestemmelse/.test(await said(page)), 'who is from outside needs consent');
  await press(page, 'Indkald alle');
  await look(page, 'moede-uden-samtykke');
  ok(!/Brevene er lavet/.test(await said(page)), 'nobody is called to a meeting that one may not come to');

  await open(page, `${path}/bord`);
  await look(page, 'moedebord');
  for (const radio of await page.locator('input[name^="kom-"][value="ja"]').all()) await page.locator(`label[for="${await radio.getAttribute('id')}"]`).click();
  await page.getByLabel('Beslutning').first().fill('Vi ringer til udlejeren.');
  await page.locator('.th-table details summary').first().click();
  await page.locator('[name="hvad-1-0"]').fill('Ringer til udlejeren');
  await press(page, 'Afslut mødet');
  await look(page, 'moedebord-fejl');
  await page.locator('[name="hvem-1-0"]').selectOption({ index: 2 });
  await page.locator('[name="dag-1-0"]').fill(today);
  await press(page, 'Afslut mødet');
  ok(/Aftalerne er blevet til opgaver/.test(await said(page)), 'what was agreed is a task');
  await look(page, 'moede-holdt');
  await open(page, `${caseAt}/opgaver`);
  ok(/Ringer til udlejeren/.test(await said(page)), 'the task stands on the case');
  await open(page, '/i-dag');
  ok(/Referat mangler/.test(await said(page)), 'the minutes are asked for on the sheet');
  await look(page, 'i-dag-moede');
}
