// Work across departments: who has the case, a contract between two leaders, a committee's day, and a case asked for.
import { choose, fill, look, ok, open, press, said } from './tools.mjs';

/** The pages of work across departments, with what the leaders and the caseworker do on them. */
export async function interfaces(karen, henrik, susanne, caseAt, today) {
  await open(karen, '/samarbejde');
  await look(karen, 'paa-tvaers');
  await choose(karen, 'sag', 'ny');
  await press(karen, 'Videre');
  await choose(karen, 'alder', 'voksen');
  await press(karen, 'Videre');
  ok(/Voksenhandicap\. En voksen/.test(await said(karen)), 'the guide names the department and its rule');
  await look(karen, 'hvem-har-sagen');

  await open(henrik, '/samarbejde/kontrakter');
  await press(henrik, 'Skriv kontrakten');
  ok((await henrik.locator('.form-error-message').count()) > 1, 'an empty contract is refused, with all that is missing');
  await look(henrik, 'kontrakt-fejl');
  await choose(henrik, 'afdeling', 'voksenhandicap');
  await fill(henrik, {
    formaal: 'At unge ikke venter ved 18',
    foerste_goer: 'Skriver overleveringsnotat',
    anden_goer: 'Kommer til mødet',
    foerste_ring: 'Lederen, 10 00 00 10',
    anden_ring: 'Lederen, 10 00 00 20',
  });
  await press(henrik, 'Skriv kontrakten');
  await look(henrik, 'kontrakter');
  await open(susanne, '/samarbejde/kontrakter');
  await susanne.locator('main a[href^="/samarbejde/kontrakter/"]').first().click();
  await press(susanne, 'Sig ja til kontrakten');
  ok(/gælder/.test(await said(susanne)), 'both have said yes');
  await look(susanne, 'kontrakt');

  await open(henrik, '/samarbejde/fora');
  await look(henrik, 'fora');
  await open(henrik, '/samarbejde/fora/overgangsudvalg');
  if ((await henrik.locator('[name=version]').inputValue()) === '0') {
    await fill(henrik, { foerste: workingDay(today), sted: 'Mødelokale 2' });
    await press(henrik, 'Gem dagene');
  }
  await open(karen, `${caseAt}/samarbejde`);
  await karen.locator('summary', { hasText: 'Sæt sagen på et udvalgs dagsorden' }).click();
  await fill(karen, { spoergsmaal: 'Hvem tager det første møde?' });
  await press(karen, 'Sæt på dagsordenen');
  ok(/Står på/.test(await said(karen)), 'the committee’s day stands on the case');
  await choose(karen, 'afdeling', 'voksenhandicap');
  await fill(karen, { ord: 'Borgeren fylder snart 18' });
  await press(karen, 'Spørg den anden afdeling');
  ok(/Venter på svar/.test(await said(karen)), 'the other department is asked');
  await look(karen, 'samarbejde-paa-sag');
  await open(henrik, '/samarbejde/fora/overgangsudvalg');
  ok(/Hvem tager det første møde/.test(await said(henrik)), 'the question stands on the agenda');
  await look(henrik, 'udvalg');
  await open(susanne, '/samarbejde');
  await look(susanne, 'sager-paa-vej');
  await susanne.locator('main a[href^="/samarbejde/overdragelser/"]').first().click();
  await press(susanne, 'Send svaret');
  ok((await susanne.locator('.form-error-message').count()) > 0, 'an answer without an answer is refused');
  await look(susanne, 'overdragelse');
  // The case stays where it is, for the parts of the walk that come after.
  await open(karen, `${caseAt}/samarbejde`);
  await fill(karen, { grund: 'Vi venter til efter sommeren' });
  await press(karen, 'Tag spørgsmålet tilbage');
  ok(/Sagen blev/.test(await said(karen)), 'a question is taken back before it is answered');
}

/** The first day from this on that is no weekend; public holidays are the server's to know. */
function workingDay(today) {
  const day = new Date(`${today}T12:00:00Z`);
  while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
