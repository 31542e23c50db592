// What the 18th birthday changes, on screen and on paper; and a café meeting about it, from the plan to the door.
import { choose, cprOfChild, day, fill, first, look, ok, open, press, said, unfold } from './tools.mjs';

/** Half a year before the birthday of a young person with a case of their own. */
export async function adulthood(karen, today) {
  const cpr = cprOfChild(17.5);
  const caseAt = await applies(karen, cpr);
  await open(karen, `${caseAt}/oplysninger`);
  await fill(karen, { fra: 'Tovby Gymnasium', om: 'Skolegangen', formaal: 'At forberede overgangen' });
  await karen.locator('form[action$="/samtykke"] [name=giver]').selectOption({ index: 1 }).catch(() => undefined);
  await first(karen, 'form');
  await karen.locator('label[for^="fortalt"]').first().click();
  await press(karen, 'Registrér samtykket');
  await open(karen, `${caseAt}/18-aar`);
  const told = await said(karen);
  ok(/Det ændrer sig på 18-års-dagen/.test(told), 'the page tells before the day what will change');
  ok(/Ingen fuldmagt og ingen værge/.test(told), 'and that nobody stands in for the young person');
  await look(karen, '18-aar');
  await press(karen, 'Lav »Når du fylder 18 år«');
  ok((await karen.locator('.form-error-message').count()) > 0, 'the letter asks who the contact for adults is');
  await look(karen, '18-aar-fejl');
  for (const [paper, name] of [['udskriv', '18-aar-papir'], ['til-den-unge', '18-aar-til-den-unge']]) {
    await open(karen, `${caseAt}/18-aar/${paper}`);
    await look(karen, name);
  }
  const citizen = await (await open(karen, caseAt), karen.locator('.th-case-citizen a[href^="/borgere/"]').first()).getAttribute('href');
  await powerOfAttorney(karen, citizen, cpr);
  await cafe(karen, today, 2000 + Number(cpr.slice(4, 6)) + 18);
}

/** An application for a companion, by the mother. */
async function applies(karen, cpr) {
  await open(karen, '/ansoegning/ny');
  await karen.getByLabel('Borgerens CPR-nummer').fill(cpr);
  await press(karen, 'Videre');
  await fill(karen, { navn: 'Asta Klitmark', vej: 'Havrevej 3', by: '9999 Tovby' });
  await choose(karen, 'ydelse', 'ledsagelse-barn');
  await fill(karen, { modtaget: new Date(Date.now() - 2 * 864e5).toISOString().slice(0, 10), soegt: 'En ledsager til fritid' });
  await choose(karen, 'ansoeger', 'ny', { maybe: true });
  await fill(karen, { a_cpr: '710781-9926', a_navn: 'Gerda Klitmark' });
  await choose(karen, 'a_post', 'registered');
  await press(karen, 'Registrér ansøgningen og opret sagen');
  ok(/\/sager\//.test(karen.url()), `the application opened a case (${karen.url()})`);
  return new URL(karen.url()).pathname;
}

/** A power of attorney says what it covers, and begins on the birthday. */
async function powerOfAttorney(karen, citizen, cpr) {
  await open(karen, citizen);
  await unfold(karen, 'Tilføj en person');
  await unfold(karen, 'Fuldmagt, værgemål og partsrepræsentant');
  await fill(karen, { r_cpr: '710781-9926' });
  await choose(karen, 'r_forhold', 'power_of_attorney');
  await press(karen, 'Tilføj');
  ok((await karen.locator('.form-error-message').count()) > 0, 'a power of attorney says what it covers');
  await look(karen, 'fuldmagt-fejl');
  const born = `${cpr.slice(4, 6)}-${cpr.slice(2, 4)}-${String(Number(cpr.slice(0, 2)) - 60).padStart(2, '0')}`;
  await fill(karen, { r_daekker: 'Breve og møder om støtte', r_fra: `${2000 + Number(cpr.slice(4, 6)) + 18}${born.slice(2)}` });
  await press(karen, 'Tilføj');
  ok(/fuldmagtshaver/.test(await said(karen)), 'the power of attorney stands on the stamkort before it begins');
  await look(karen, 'stamkort-fuldmagt');
}

/** A café meeting is planned, the year group invited, an answer written down, and the list printed. */
async function cafe(karen, today, year) {
  await open(karen, '/overgang/cafe');
  await look(karen, 'cafe-liste');
  await open(karen, '/overgang/cafe/ny');
  await press(karen, 'Planlæg cafémødet');
  ok((await karen.locator('.form-error-message').count()) > 1, 'an empty café meeting is refused, with all that is missing');
  await look(karen, 'cafe-fejl');
  await fill(karen, { sted: 'Biblioteket, sal 2', program: 'Karen og Louise fortæller', dag: day(today, 42), senest: day(today, 28) });
  await press(karen, 'Planlæg cafémødet');
  const at = new URL(karen.url()).pathname;
  await open(karen, `${at}?aar=${year}`);
  await look(karen, 'cafe-aargang');
  await karen.locator('label[for^="sager"]').first().click();
  await press(karen, 'Indbyd');
  ok(/Asta Klitmark/.test(await said(karen)), 'the young person is invited');
  await look(karen, 'cafe');
  await unfold(karen, 'Skriv svar');
  await karen.locator('button[value="kommer"]').first().click();
  await karen.waitForLoadState('networkidle');
  await open(karen, `${at}/doeren`);
  ok(!/Klitmark/.test(await said(karen)), 'the list for the door has first names alone');
  await look(karen, 'cafe-doeren');
}
