// Cases change hands: seen before it is confirmed, drafted letters read, one case given on, and back again.
import { fill, look, ok, open, press, said } from './tools.mjs';

/** What the option that begins with this name sends. */
async function option(page, field, name) {
  const found = page.locator(`select[name="${field}"] option`, { hasText: name }).first();
  ok((await found.count()) > 0, `${field} offers ${name}`);
  return found.getAttribute('value');
}

/** The leader hands one of Karen's cases to Jonas for a time, reads what came of it, and gives it back. */
export async function handover(henrik, karen, caseAt) {
  await open(henrik, '/holdet/skift');
  await look(henrik, 'skift');
  await press(henrik, 'Se, hvad der sker');
  ok((await henrik.locator('.form-error-message').count()) > 0, 'a handover from nobody is refused, and says what to choose');
  await look(henrik, 'skift-fejl');

  await henrik.locator('[name=hvem]').selectOption(await option(henrik, 'hvem', 'Karen Tangbjerg'));
  await henrik.locator('[name=afloeser]').selectOption(await option(henrik, 'afloeser', 'Jonas Havrelund'));
  for (const [name, value] of [['omfang', 'nogle'], ['slags', 'unplanned'], ['varighed', 'midlertidigt']]) {
    await henrik.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
  }
  await press(henrik, 'Se, hvad der sker');
  ok(/Ingen frist flytter sig/.test(await said(henrik)), 'the preview says that no deadline moves');
  ok(/Tak for din besked/.test(await henrik.locator('#autosvar-tekst').inputValue()), 'the automatic reply stands ready to copy');
  await look(henrik, 'skift-se');
  await press(henrik, 'Gennemfør skiftet');
  ok(/mindst én sag/.test(await said(henrik)), 'without a case nothing is handed over');
  const id = caseAt.split('/').pop();
  await henrik.locator(`[name=sag][value="${id}"]`).check({ force: true });
  await fill(henrik, { hvorfor: 'Uventet fravær.' });
  await press(henrik, 'Gennemfør skiftet');
  ok(/Gennemført/.test(await said(henrik)), 'the handover is carried out');
  await look(henrik, 'skift-et');
  const at = new URL(henrik.url()).pathname;

  await henrik.locator('main a[href*="/breve/"]').first().click();
  await henrik.waitForLoadState('networkidle');
  await look(henrik, 'skift-brev');

  await open(karen, caseAt);
  ok(/Overtaget sag/.test(await said(karen)), 'the case shows what its receiver looks at');
  await look(karen, 'sag-overtaget');
  await open(karen, `${caseAt}/skift`);
  ok(/Jonas Havrelund/.test(await said(karen)), 'the case says who has it and who had it');
  await look(karen, 'sag-skift');
  await open(karen, `${caseAt}/skema/gennemgang-ved-skift`);
  await look(karen, 'skift-gennemgang');
  await open(karen, `${caseAt}/skema/overleveringsnotat`);
  await look(karen, 'skift-notat');

  await open(henrik, at);
  await press(henrik, 'Giv sagerne tilbage');
  ok(/Tilbage igen/.test(await said(henrik)), 'the case is back');
  await open(henrik, '/holdet/skift');
  await look(henrik, 'skift-liste');
  await open(karen, `${caseAt}/skift`);
  await look(karen, 'sag-skift-tilbage');
}
