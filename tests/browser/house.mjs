// What is not about one application: a notification, courses begun by hand, absence, the print queue, the public pages.
import { choose, cprOfChild, day, fill, first, look, ok, open, pdf, press, said } from './tools.mjs';

/** A notification is registered at any hour; the clock, the assessment and what comes of it stand on its own page. */
export async function notification(rikke) {
  await open(rikke, '/underretning/ny');
  await press(rikke, 'Registrér underretningen');
  ok((await rikke.locator('.form-error-message').count()) > 2, 'an empty notification is refused, with all that is missing');
  await look(rikke, 'underretning-fejl');
  await fill(rikke, {
    cpr: cprOfChild(7), navn: 'Otto Fjordby', vej: 'Knobstræde 9', by: '9999 Tovby',
    fortalt: 'Otto kommer ofte uden madpakke og fortæller, at han er alene om aftenen.',
    u_navn: 'Bente Solvang', u_sted: 'Tovby Skole', u_adresse: 'Skolegade 2\n9999 Tovby',
  });
  await choose(rikke, 'underretter', 'fagperson');
  await look(rikke, 'underretning-ny');
  await press(rikke, 'Registrér underretningen');
  ok(/24 timer/.test(await said(rikke)), 'the clock of 24 hours runs');
  const at = new URL(rikke.url()).pathname;
  ok(/\/underretning$/.test(at), `the notification has its page (${at})`);
  await look(rikke, 'underretning');
  await choose(rikke, 'fare', 'nej');
  await choose(rikke, 'akut', 'nej');
  await fill(rikke, { begrundelse: 'Skolen ser Otto hver dag, og der er ingen tegn på fare lige nu.' });
  await press(rikke, 'Gem vurderingen');
  await choose(rikke, 'udfald', 'boernefaglig-undersoegelse', { maybe: true });
  await first(rikke, 'udfald');
  await fill(rikke, { hvorfor: 'Oplysningerne er afklaret med skolen og familien.' });
  await press(rikke, 'Gem beslutningen');
  await look(rikke, 'underretning-besluttet');
  await press(rikke, 'Skriv bekræftelsen');
  await look(rikke, 'underretning-brev');
  ok(/\/breve\//.test(rikke.url()), 'the receipt to the notifier is a letter');
}

/** A course begun by hand: the child's examination with its four months. */
export async function course(karen, caseAt) {
  await open(karen, `${caseAt}/forloeb`);
  await look(karen, 'begynd-forloeb');
  await choose(karen, 'forloeb', 'boernefaglig-undersoegelse');
  await press(karen, 'Begynd forløbet');
  ok(/undersøg/i.test(await said(karen)), 'the examination runs in the case');
  await look(karen, 'sag-med-undersoegelse');
}

/** A leader registers who is away and who stands in; the plan says so. */
export async function absence(henrik, today) {
  await open(henrik, '/holdet/fravaer');
  await look(henrik, 'fravaer-tom');
  await henrik.locator('[name=hvem]').selectOption({ label: await labelOf(henrik, 'hvem', 'Birgitte Ellemose') });
  await fill(henrik, { fra: today, til: day(today, 5) });
  await first(henrik, 'aarsag');
  await press(henrik, 'Registrér fraværet');
  ok(/Birgitte Ellemose/.test(await said(henrik)), 'who is away stands in the list');
  await look(henrik, 'fravaer');
  await open(henrik, '/vaerktoejskasse/bevillingsplan');
  ok(/Birgitte Ellemose/.test(await said(henrik)), 'the plan says who is away');
  await look(henrik, 'bevillingsplan');
  await open(henrik, '/holdet/fravaer');
  await henrik.locator('form[action$="/slut"] button').first().click();
  await henrik.waitForLoadState('networkidle');
  ok(/Ingen er registreret fraværende/.test(await said(henrik)), 'whoever is back is off the list');
}

const labelOf = async (page, name, starts) =>
  (await page.locator(`[name=${name}] option`).allInnerTexts()).find((text) => text.startsWith(starts)) ?? '';

/** The letters on paper: one file to print, then the day they went to the post. */
export async function print(page) {
  await open(page, '/udbakke/print');
  await look(page, 'til-print');
  await pdf(page, page.locator('main a', { hasText: 'Hent alle som én PDF' }), 'til-print');
  await press(page, 'Markér som sendt');
  ok(/Ingen venter/.test(await said(page)), 'what went to the post waits no longer');
  await look(page, 'til-print-tom');
}

/** The service standards are for everybody, without signing in, as a page and as a file. */
export async function standards(context) {
  const page = await context.newPage();
  await open(page, '/servicestandarder');
  await look(page, 'servicestandarder');
  await page.locator('main li a').first().click();
  await page.waitForLoadState('networkidle');
  await look(page, 'servicestandard');
  await pdf(page, page.locator('main a', { hasText: 'Hent som PDF' }), 'servicestandard');
}
