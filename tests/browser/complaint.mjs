// A complaint: registered as it was said, reassessed by another, upheld, packed for Ankestyrelsen, answered, learnt from.
import { choose, fill, first, look, ok, open, pdf, press, said } from './tools.mjs';

export async function complaint(karen, jonas, henrik, caseAt, today) {
  const at = `${caseAt}/klage`;
  await open(karen, at);
  await look(karen, 'klage-tom');
  await press(karen, 'Registrér klagen');
  ok((await karen.locator('.form-error-message').count()) > 0, 'a complaint without words is refused');
  await first(karen, 'afgoerelse');
  const by = await karen.locator('[name=klager] option').evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
  await karen.locator('[name=klager]').selectOption(by.at(-1));
  await choose(karen, 'kanal', 'telefon');
  await choose(karen, 'hvem', 'forvaltningen');
  await fill(karen, { modtaget: today, ord: 'Beløbet dækker ikke, hvad kosten koster os. I har ikke set på kvitteringerne.' });
  await look(karen, 'klage-ny');
  await press(karen, 'Registrér klagen');
  ok(/4 uger/.test(await said(karen)), 'the complaint has its four weeks');
  await look(karen, 'klage');
  // Whoever prepared the decision asks another; the other may work on the case from then on.
  await karen.locator('[name=genvurderer]').selectOption({ label: 'Jonas Havrelund' });
  await press(karen, 'Bed om genvurdering');
  await open(jonas, at);
  await look(jonas, 'klage-genvurder');
  await choose(jonas, 'resultat', 'fastholdt');
  await fill(jonas, { begrundelse: 'Kvitteringerne er gennemgået. De viser de udgifter, beløbet er regnet ud fra.' });
  await press(jonas, 'Gem genvurderingen');
  ok(/Ankestyrelsen/.test(await said(jonas)), 'an upheld decision goes on to Ankestyrelsen');
  await look(jonas, 'klage-fastholdt');
  await open(jonas, at);
  await jonas.locator('main a', { hasText: 'Sæt pakken til Ankestyrelsen sammen' }).click();
  await jonas.waitForLoadState('networkidle');
  await look(jonas, 'klage-pakke');
  ok((await jonas.locator('main .th-rows li').count()) > 5, 'the package lists the papers of the case');
  await press(jonas, 'Send til Ankestyrelsen');
  ok((await jonas.locator('.alert-error').count()) === 0, 'the package leaves');
  await open(jonas, at);
  await jonas.locator('main a', { hasText: 'Se, hvad der blev sendt' }).click();
  await jonas.waitForLoadState('networkidle');
  await look(jonas, 'klage-pakke-sendt');
  await pdf(jonas, jonas.locator('main a', { hasText: 'Hent filen' }), 'klage-pakke');
  await open(jonas, at);
  await look(jonas, 'klage-hos-ankestyrelsen');
  await choose(jonas, 'svar', 'stadfaestet');
  await fill(jonas, { afgjort: today, kom: today, nummer: '26-41207', kort: 'Beløbet er rigtigt regnet ud.' });
  await press(jonas, 'Registrér afgørelsen');
  await look(jonas, 'klage-laering');
  await jonas.locator('[name=aarsager]').first().locator('xpath=following-sibling::label').click();
  await fill(jonas, { laering: 'Brevet skal sige, hvilke kvitteringer beløbet er regnet ud fra.' });
  await press(jonas, 'Skriv det ned, og afslut klagen');
  await look(jonas, 'klage-slut');
  await open(henrik, '/kvalitet/klager');
  await look(henrik, 'klager');
  ok(/hvilke kvitteringer/.test(await said(henrik)), 'what was learnt stands on the page of complaints');
}
