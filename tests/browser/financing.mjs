// Costs divided between departments: assessed, accepted, taken out for the accounts.
import { choose, fill, look, ok, open, press, said } from './tools.mjs';

/** The coordinator divides the costs of a family; the leaders accept; the controller takes out a quarter. */
export async function financing(karen, henrik, ole, lene, familyAt) {
  const at = `${familyAt}/finansiering`;
  await open(karen, at);
  await look(karen, 'finansiering-tom');
  await open(karen, `${at}/ny`);
  await press(karen, 'Gem vurderingen');
  ok((await karen.locator('.form-error-message').count()) > 2, 'an empty assessment is refused, with all that is missing');
  await look(karen, 'finansiering-fejl');
  for (const name of ['krit-flere-sektorer', 'krit-motiveret-familie']) {
    await choose(karen, name, 'ja');
    await fill(karen, { [`${name}-grund`]: 'Familien har selv bedt om det' });
  }
  await fill(karen, {
    hvorfor: 'Første vurdering',
    'i1-titel': 'Aflastning',
    'i1-beloeb': '10.000',
    'i1-boernehandicap-andel': '66,67',
    'i1-boernehandicap-grund': 'Har ansvaret for indsatsen',
    'i1-boern-og-familie-andel': '33,33',
    'i1-boern-og-familie-grund': 'Undgår en dyrere indsats',
  });
  await choose(karen, 'i1-bevilger', 'boernehandicap');
  await press(karen, 'Gem vurderingen');
  ok(/Mangler svar fra/.test(await said(karen)), 'the version waits for those who pay');
  await look(karen, 'finansiering-venter');

  for (const leader of [ole, henrik]) {
    await open(leader, '/finansiering');
    ok(/venter på dig/.test(await said(leader)), 'a leader sees what waits for them');
    await look(leader, 'finansiering-liste');
    await open(leader, at);
    await choose(leader, 'svar', 'accepted');
    await leader.getByRole('button', { name: /^Gem svaret/ }).first().click();
    await leader.waitForLoadState('networkidle');
  }
  ok(/accepteret af alle, der betaler/.test(await said(henrik)), 'it holds when all have accepted');
  await look(henrik, 'finansiering');

  await open(lene, '/finansiering');
  await look(lene, 'finansiering-udtraek');
  const answer = await lene.context().request.get('/finansiering/udtraek?fra=2026-01-01&til=2026-12-31');
  const text = await answer.text();
  ok(answer.status() === 200 && text.startsWith('\ufeffLinje;Familie'), 'the export is a list a Danish spreadsheet reads');
}
