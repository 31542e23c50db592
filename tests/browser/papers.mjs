// Papers of a case: a letter by hand, drafts of texts, several files at once, access to documents.
import { button, choose, day, fill, look, ok, open, pdf, press, said } from './tools.mjs';

/** A letter is chosen by name, asks for what the case does not know, and is read through before it leaves. */
export async function letterByHand(karen, caseAt, today) {
  await open(karen, `${caseAt}/dokumenter`);
  await karen.locator('main a', { hasText: 'Vælg et andet brev' }).click();
  await karen.waitForLoadState('networkidle');
  await look(karen, 'brev-vaelg');
  ok((await karen.locator('main .th-rows li').count()) > 5, 'there are letters to choose between');
  await karen.locator('main a', { hasText: 'Indbydelse til opfølgningsmøde' }).click();
  await karen.waitForLoadState('networkidle');
  await press(karen, 'Lav brevet');
  ok((await karen.locator('.form-error-message').count()) > 2, 'a letter that asks is not made without its answers');
  await look(karen, 'brev-felter');
  await fill(karen, {
    'svar-dag': day(today, 20), 'svar-klokken': '9.30', 'svar-sted': 'hjemme hos jer', 'svar-hjaelp': 'de ekstra udgifter',
    'svar-deltagere': 'Karen Tangbjerg og skolens lærer.',
  });
  await press(karen, 'Lav brevet');
  ok(/\/breve\//.test(karen.url()), `the answers became a letter (${karen.url()})`);
  await look(karen, 'brev-udkast');
  await press(karen, 'Send');
  ok(/sendt|på vej|afleveret/i.test(await said(karen)), 'the letter left');
}

/** A longer text is kept while it is written, for the writer alone. */
export async function drafts(karen, caseAt) {
  await open(karen, `${caseAt}/journal`);
  await fill(karen, { tekst: 'Talt med skolen om efteråret. Skal skrives færdig' });
  await press(karen, 'Gem kladde');
  await open(karen, caseAt);
  await open(karen, `${caseAt}/journal`);
  ok((await karen.locator('[name=tekst]').inputValue()).includes('Skal skrives færdig'), 'the draft stands where it was left');
  await look(karen, 'kladde');
  await press(karen, 'Smid kladden ud');
  ok((await karen.locator('[name=tekst]').inputValue()) === '', 'a draft thrown out is gone');
}

/** Several files at once, one of them marked for what must be thought of before it leaves the house. */
export async function files(karen, caseAt) {
  await open(karen, `${caseAt}/dokumenter`);
  const text = (name, body) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(body) });
  await karen.locator('input[type=file]').setInputFiles([
    text('kvittering-kost.txt', 'Kvitteringer for kost i september.\n'), text('kvittering-vask.txt', 'Kvitteringer for vask i september.\n'),
    text('note-fra-skolen.txt', 'Skolens egen note, der også nævner en kammerat.\n'),
  ]);
  await fill(karen, { kilde: 'Familien' });
  await press(karen, 'Læg på sagen');
  ok(/note-fra-skolen/.test(await said(karen)) && /kvittering-vask/.test(await said(karen)), 'three files are three documents');
  await karen.locator('details.th-more > summary', { hasText: 'Mærk' }).first().click();
  await karen.locator('[name=maerke]').first().locator('xpath=following-sibling::label').click();
  await look(karen, 'dokumenter-flere');
  await press(karen, 'Gem mærker');
}

/** A request for access: paper by paper, looked through by another, the papers as one file, the answer sent. */
export async function access(karen, henrik, caseAt) {
  const at = `${caseAt}/aktindsigt`;
  await open(karen, at);
  await look(karen, 'aktindsigt-tom');
  await press(karen, 'Registrér anmodningen');
  ok((await karen.locator('.form-error-message').count()) > 0, 'a request by nobody is refused');
  await look(karen, 'aktindsigt-fejl');
  const mother = karen.locator('label', { hasText: /^Sofie Holm$/ }).first();
  await mother.click();
  await choose(karen, 'som', 'party');
  await fill(karen, { om: 'Alle papirer i sagen.' });
  await choose(karen, 'maade', 'phone');
  await press(karen, 'Registrér anmodningen');
  ok(/lovfrist/i.test(await said(karen)), 'the seven working days are the law\'s');
  await look(karen, 'aktindsigt');
  const rows = karen.locator('main fieldset[id^="papir-"]');
  const count = await rows.count();
  ok(count > 5, `the papers of the case are listed (${count})`);
  for (let nr = 0; nr < count; nr += 1) {
    const row = rows.nth(nr);
    const flagged = (await row.locator('.th-soon').count()) > 0;
    const offered = await row.locator('[name=valg] option').evaluateAll((all) => all.map((one) => one.value));
    await row.locator('[name=valg]').selectOption(flagged ? 'leave-out' : offered.includes('give') ? 'give' : 'leave-out');
    if (!flagged) continue;
    const provisions = await row.locator('[name=bestemmelse] option').evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
    await row.locator('[name=bestemmelse]').selectOption(provisions[0]);
    await row.locator('[name=begrundelse]').fill('Papiret handler om andre end parten.');
  }
  await press(karen, 'Gem, og send videre');
  const here = new URL(karen.url()).pathname;
  await look(karen, 'aktindsigt-sendt-videre');
  if ((await button(karen, 'Lav svaret').count()) === 0) {
    await open(henrik, here);
    await look(henrik, 'aktindsigt-igennem');
    await press(henrik, 'Det er i orden');
    await open(karen, here);
  }
  await press(karen, 'Lav svaret');
  ok(/\/breve\//.test(karen.url()), `the answer became a letter (${karen.url()})`);
  await look(karen, 'aktindsigt-brev');
  await press(karen, 'Send');
  await open(karen, here);
  ok(/Besvaret/.test(await said(karen)), 'the request is answered');
  await look(karen, 'aktindsigt-besvaret');
  await karen.locator('main a', { hasText: 'Afgørelse om aktindsigt' }).click();
  await karen.waitForLoadState('networkidle');
  await pdf(karen, karen.locator('main a[href*="/dokumenter/"]', { hasText: 'PDF' }), 'aktindsigt');
}
