// Coordinating functions, the overview of grants that depend on each other, and the council's agenda.
import { choose, fill, look, ok, open, press, said } from './tools.mjs';

const labelOf = async (page, name, starts) =>
  (await page.locator(`[name=${name}] option`).allInnerTexts()).find((text) => text.startsWith(starts)) ?? '';

/** A colleague is given a function, and its duty stands on their own page; the council's date stands on the case. */
export async function functions(karen, henrik, jonas, caseAt, today) {
  await open(karen, '/vaerktoejskasse/funktioner');
  await look(karen, 'funktioner-vaerktoej');
  await open(karen, `${caseAt}/funktioner`);
  await press(karen, 'Giv funktionen');
  ok((await karen.locator('.form-error-message').count()) > 1, 'an empty function is refused, with all that is missing');
  await look(karen, 'funktioner-fejl');
  await choose(karen, 'funktion', 'bevillingskoordinator');
  await karen.locator('form[action$="/funktioner"] [name=hvem]').selectOption({ label: await labelOf(karen, 'hvem', 'Jonas Havrelund') });
  await fill(karen, { fra: today, hvorfor: 'Kender familien godt' });
  await press(karen, 'Giv funktionen');
  ok(/Bevillingskoordinator: Jonas Havrelund/.test(await said(karen)), 'the function stands on the case');
  await look(karen, 'funktioner');

  await open(jonas, '/mine-funktioner');
  ok(/Se bevillingsoverblikket igennem/.test(await said(jonas)), 'the next duty stands with the function');
  await look(jonas, 'mine-funktioner');
  await open(jonas, `${caseAt}/koordinering`);
  await look(jonas, 'koordinering');

  await open(karen, `${caseAt}/bevillingsoverblik`);
  await choose(karen, 'foerst', 'andet');
  await choose(karen, 'foerst_slut', 'dag');
  await choose(karen, 'saa', 'andet');
  await fill(karen, { foerst_navn: 'Sygedagpenge', foerst_fra: today, foerst_til: today, saa_navn: 'Fleksløn', hvorfor: 'Familien har intet andet' });
  await press(karen, 'Sæt på overblikket');
  ok(/det kendes ikke, hvornår det næste begynder/.test(await said(karen)), 'a day nobody knows is said');
  await look(karen, 'bevillingsoverblik');

  await open(henrik, '/holdet/funktioner');
  await look(henrik, 'holdets-funktioner');
  await open(henrik, '/samraad');
  if (await henrik.locator('[name=foerste]').count()) {
    await fill(henrik, { foerste: await workingDay(today), uger: '2', kl: '13.00', sted: 'Mødelokale 2' });
    await press(henrik, 'Gem samrådets dage');
  }
  await open(karen, `${caseAt}/funktioner`);
  await fill(karen, { spoergsmaal: 'Hvem skal være familiens tovholder?' });
  await press(karen, 'Sæt på samrådets dagsorden');
  ok(/Venter på samrådet/.test(await said(karen)), 'the case says that it waits for the council');
  await look(karen, 'samraad-paa-sag');
  await open(henrik, '/samraad');
  ok(/familiens tovholder/.test(await said(henrik)), 'the question stands on the agenda');
  await look(henrik, 'samraad');
}

/** The first day from this on that is no weekend; public holidays are the server's to know. */
async function workingDay(today) {
  const day = new Date(`${today}T12:00:00Z`);
  while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
