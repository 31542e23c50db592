// A neighbour rings: the enquiry is written down, the citizen found later, the case opened, screened, judged and allocated.
import { choose, fill, first, look, ok, open, press, said, unfold } from './tools.mjs';

/** From the telephone to an outreach caseworker, with the pages a caseworker and her leader meet on the way. */
export async function enquiry(louise, susanne) {
  await open(louise, '/henvendelse/ny');
  await press(louise, 'Skriv henvendelsen ned');
  ok((await louise.locator('.form-error-message').count()) > 2, 'an empty enquiry is refused, with all that is missing');
  await look(louise, 'henvendelse-fejl');
  await fill(louise, {
    fortalt: 'Posten ligger på trappen, og han lukker ikke op mere.', kendt: 'Manden i stuen i Ågade 8.',
    h_navn: 'Bodil Kringelbach', h_adresse: 'Ågade 6\n9999 Tovby',
  });
  await choose(louise, 'kilde', 'neighbour');
  await look(louise, 'henvendelse-ny');
  await press(louise, 'Skriv henvendelsen ned');
  ok(/ikke fundet endnu/.test(await said(louise)), 'the enquiry waits for the citizen to be found');
  await look(louise, 'henvendelse-venter');
  await open(louise, '/henvendelser');
  await look(louise, 'henvendelser');
  await louise.getByRole('link', { name: 'Borgeren er ikke fundet endnu' }).last().click();
  await louise.waitForLoadState('networkidle');
  await unfold(louise, 'Nummeret er ikke oprettet i forvejen');
  await fill(louise, { cpr: '740766-9917', navn: 'Frode Havbæk' });
  await press(louise, 'Det er denne borger');
  await look(louise, 'henvendelse-fundet');
  await choose(louise, 'bliver', 'sag:fremskudt-sagsbehandling');
  await press(louise, 'Afslut henvendelsen');
  const at = new URL(louise.url()).pathname;
  ok(/^\/sager\//.test(at), `the enquiry opened a case (${at})`);
  await look(louise, 'sag-fremskudt');

  await open(susanne, `${at}/skema/screening`);
  for (const sign of ['b2', 'c3']) await susanne.locator(`label[for="f-${sign}"]`).click();
  await fill(susanne, { 'f-henviser': 'En nabo', 'f-modtaget-af': 'Louise Kærlund' });
  const dated = susanne.locator('[name=f-dato]');
  if (!(await dated.inputValue())) await dated.fill('2026-01-05');
  await susanne.locator('.th-acts').getByRole('button', { name: 'Gem skemaet' }).click();
  ok(/aldersgrænsen for »Målgruppe 1« er ikke sat/.test(await said(susanne)), 'the form says why it cannot tell');
  await look(susanne, 'screening');
  await step(susanne, at, 'videregivelse');
  await choose(susanne, 'udfald', 'videregives');
  await press(susanne, 'Marker som gjort');
  await step(susanne, at, 'vurdering');
  await look(susanne, 'vurdering-fremskudt');
  await choose(susanne, 'udfald', 'i-maalgruppe-efter-skoen');
  await fill(susanne, { grund: 'Holdet er enigt.' });
  await press(susanne, 'Marker som gjort');
  await open(susanne, `${at}/fremskudt`);
  await first(susanne, 'hvem');
  await look(susanne, 'fremskudt');
  await press(susanne, 'Gem');
  await open(louise, at);
  ok(/Har fremskudt sagsbehandler: Pia Nørrevang/.test(await said(louise)), 'the mark stands in the head of the case');
  await look(louise, 'sag-med-maerke');
}

/** A step of the case, by its id. */
async function step(who, at, id) {
  await open(who, at);
  const path = await who.locator(`a[href*="/trin/"][href$="/${id}"]`).first().getAttribute('href');
  await open(who, path);
}
