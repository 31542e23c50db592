// The plan: begun as a form, goals as steps, one settled, on paper for the citizen; and what was shared in the case.
import { fill, look, ok, open, press, said, unfold } from './tools.mjs';

/** The child's plan from nothing to paper. */
export async function plan(page, caseAt, today) {
  await open(page, `${caseAt}/plan`);
  await look(page, 'plan-tom');
  await page.getByRole('link', { name: 'Barnets plan', exact: true }).click();
  await fill(page, {
    'f-til-stede': 'Emil, hans mor og Karen',
    'f-situation': 'Jeg er tit ked af det efter skole.',
    'f-oensker': 'Jeg vil gerne have en ven med hjem.',
    'f-formaal': 'At hverdagen hænger sammen.',
    'f-indsatsen': 'Støtte i hjemmet to eftermiddage om ugen.',
    'f-igen': today,
    'r-aftaler-0-maal': 'En ven med hjem hver uge',
    'r-aftaler-0-borger': 'Jeg spørger Oscar',
    'r-aftaler-0-kommune': 'Taler med hans far',
    'r-aftaler-0-opfoelgning': today,
  });
  const no = page.locator('[name="f-anbragt"][value="nej"]');
  await page.locator(`label[for="${await no.getAttribute('id')}"]`).click();
  await page.getByRole('button', { name: 'Gem skemaet', exact: true }).last().click();
  await open(page, `${caseAt}/plan`);
  const text = await said(page);
  ok(text.indexOf('Jeg vil gerne have en ven med hjem.') < text.indexOf('Målene'), "the child's words come before the goals");
  ok((await page.locator('.th-steps-line svg desc').textContent()).includes('En ven med hjem hver uge'), 'the steps say what they show');
  await look(page, 'plan');

  await open(page, `${caseAt}/plan?plan=barnets-plan&ny=ja`);
  await press(page, 'Sæt målet i planen');
  await look(page, 'plan-fejl');
  await fill(page, { 'm-maal': 'Sove før klokken ni', 'm-kommune': 'Laver en plan for aftenen' });
  await press(page, 'Sæt målet i planen');
  await open(page, `${caseAt}/plan?plan=barnets-plan&ret=1`);
  await look(page, 'plan-ret');

  await open(page, `${caseAt}/plan`);
  await unfold(page, 'Er målet nået?');
  const partly = page.locator('[name="naaet"][value="delvist"]').first();
  await page.locator(`label[for="${await partly.getAttribute('id')}"]`).click();
  await page.locator('[name="godt"]').first().fill('Oscar var med hjemme én gang.');
  await page.getByRole('button', { name: 'Gem, hvordan det gik' }).first().click();
  ok(/Målet er nået delvist/.test(await said(page)), 'how the goal went stands in the plan');
  await press(page, 'Gør aftaler med en dag til opgaver').catch(() => undefined);
  await open(page, `${caseAt}/plan`);
  await look(page, 'plan-delvist');
  await open(page, `${caseAt}/plan/barnets-plan/borger`);
  await look(page, 'plan-borger');
}

/** What was shared, and the two things one notes by hand. */
export async function sharing(page, caseAt) {
  await open(page, `${caseAt}/oplysninger?fra=Tovby%20Musikskole&om=Fritid&til=share`);
  ok((await page.locator('#fra').inputValue()) === 'Tovby Musikskole', 'a link fills the consent in');
  await look(page, 'oplysninger-samtykke');
  await open(page, `${caseAt}/oplysninger/delt`);
  await page.locator('#intern button[type=submit]').click();
  await look(page, 'delt-fejl');
  await page.locator('#ind-hvem').selectOption({ index: 2 });
  // A provision: the consents offered are about other places.
  const law = await page.locator('#ind-grundlag option', { hasText: '§' }).first().getAttribute('value');
  await page.locator('#ind-grundlag').selectOption(law);
  await page.locator('#ind-hvad').fill('Hvad er sat i gang?');
  await page.locator('#ind-hvorfor').fill('Hjælpen skal hænge sammen.');
  await page.locator('#intern button[type=submit]').click();
  ok(/Hentet oplysninger/.test(await said(page)), 'what was taken in stands in the list');
  await look(page, 'delt');
}
