// An application carried from arrival to decision.
import { button, choose, first, look, ok, open, person, press, signIn, step, turn } from './tools.mjs';

/** Walks it; answers where the case and the citizen are. */
export async function application(browser, town, karen) {
  await look(karen, 'i-dag');
  ok((await karen.locator('.th-rows li').count()) > 0, 'I dag shows work');
  ok(/lovfrist|mål/i.test(await karen.locator('main').innerText()), 'a deadline says whether it is law or goal');

  // An impossible number gets an error that says why; a good one leads on.
  await open(karen, '/ansoegning/ny');
  await karen.getByLabel('Borgerens CPR-nummer').fill('991317-9999');
  await press(karen, 'Videre');
  ok((await karen.locator('.form-error-message, .alert-error').count()) > 0, 'an impossible number is refused');
  await look(karen, 'ansoegning-nummer');
  await karen.getByLabel('Borgerens CPR-nummer').fill(town.child_cpr);
  await press(karen, 'Videre');
  await karen.locator('[name=navn]').fill('Magnus Holm');
  await karen.locator('[name=vej]').fill('Rebslagervej 4');
  await karen.locator('[name=by]').fill('9999 Tovby');
  await choose(karen, 'ydelse', 'kompensation-merudgifter-barn');
  await karen.locator('[name=modtaget]').fill(new Date(Date.now() - 3 * 864e5).toISOString().slice(0, 10));
  await karen.locator('[name=soegt]').fill('Ekstra udgifter til kost, vask og kørsel til behandling');
  await choose(karen, 'ansoeger', 'ny', { maybe: true });
  await karen.locator('[name=a_cpr]').fill(town.parent_cpr);
  await karen.locator('[name=a_navn]').fill('Sofie Holm');
  await choose(karen, 'a_post', 'registered');
  await look(karen, 'ansoegning');
  await press(karen, 'Registrér ansøgningen og opret sagen');
  ok(/\/sager\//.test(karen.url()), `the application opened a case (${karen.url()})`);
  const caseAt = new URL(karen.url()).pathname;
  await look(karen, 'sag');
  ok((await karen.locator('svg[role=img], figure svg').count()) > 0, 'the case shows its swimlanes');

  await receipt(karen, caseAt);
  await childSteps(karen, caseAt);
  await collect(karen, caseAt);
  await assess(karen, caseAt);
  await hear(karen, caseAt);
  await decide(browser, town, karen, caseAt);
  await open(karen, caseAt);
  const citizen = await karen.locator('.th-case-citizen a[href^="/borgere/"]').first().getAttribute('href');
  return { case: caseAt, citizen };
}

async function receipt(page, caseAt) {
  await step(page, caseAt, 'Kvitteringsbrevet sendes');
  await look(page, 'trin');
  await press(page, 'Skriv brevet');
  await look(page, 'brev');
  ok((await page.locator('.th-pages img').count()) > 0, 'the letter shows its pages as pictures');
  await press(page, 'Send');
}

async function childSteps(page, caseAt) {
  for (const [title, outcome] of [['Screening efter barnets lov', 'intet-videre'], ['Barnet er hørt', 'samtale']]) {
    await step(page, caseAt, title);
    await choose(page, 'udfald', outcome);
    await press(page, 'Marker som gjort');
  }
}

async function collect(page, caseAt) {
  const info = `${caseAt}/oplysninger`;
  await open(page, info);
  // Asking on nothing is refused with the reason.
  await page.locator('[name=hos]').fill('Tovby Skole');
  await page.locator('[name=hvad]').fill('En kort udtalelse om skoledagen');
  await press(page, 'Lav brevet');
  ok((await page.locator('.form-error-message, .alert-error').count()) > 0, 'asking without consent or law is refused');
  await open(page, info);
  await page.locator('[name=fra]').fill('Tovby Skole');
  await page.locator('[name=om]').fill('Skoledagen og fravær');
  await page.locator('[name=formaal]').fill('At vurdere ansøgningen');
  await first(page, 'form');
  // What a consent covers from the start stays; the rest is ticked.
  for (const tick of await page.locator('form[action$="/samtykke"] input[type=checkbox]').all()) {
    if (!(await tick.isChecked())) await page.locator(`label[for="${await tick.getAttribute('id')}"]`).click();
  }
  await press(page, 'Registrér samtykket');
  await look(page, 'oplysninger');
  await page.locator('main a', { hasText: 'Spørg' }).first().click();
  await page.waitForLoadState('networkidle');
  await page.locator('[name=adresse]').fill('Tovværksgade 1\n9999 Tovby');
  await page.locator('[name=hvad]').fill('En kort udtalelse om skoledagen');
  await press(page, 'Lav brevet');
  ok(/\/breve\//.test(page.url()), 'the request became a letter');
  await press(page, 'Send');
  await open(page, info);
  await page.locator('main a', { hasText: 'Registrér svar' }).first().click();
  await page.waitForLoadState('networkidle');
  await page.locator('input[type=file]').setInputFiles({
    name: 'udtalelse.txt', mimeType: 'text/plain', buffer: Buffer.from('Udtalelse fra skolen: Magnus følger dagen uden ekstra hjælp.\n'),
  });
  const source = page.locator('[name=kilde]');
  if ((await source.count()) > 0 && (await source.inputValue()) === '') await source.fill('Tovby Skole');
  await look(page, 'dokumenter');
  await page.locator('input[type=file]').locator('xpath=ancestor::form').locator('button[type=submit]').last().click();
  await page.waitForLoadState('networkidle');
  ok(/udtalelse/i.test(await page.locator('main').innerText()), 'the answer is a document of the case');
}

async function fact(page, text, source, known, weight) {
  const fold = page.locator('details:has([name=oplysning]):not([open]) > summary');
  if ((await fold.count()) > 0) await fold.first().click();
  await page.locator('[name=oplysning]').fill(text);
  await page.locator('[name=kilde]').fill(source);
  await choose(page, 'kendt', known);
  await choose(page, 'vaegt', weight);
  await page.locator('form[action$="/vurdering/oplysning"] button.button-primary').click();
  await page.waitForLoadState('networkidle');
}

async function assess(page, caseAt) {
  await open(page, `${caseAt}/vurdering`);
  const values = (name) => page.locator(`[name="${name}"]`).evaluateAll((radios) => radios.map((radio) => radio.value));
  const [knows, unknown] = await values('kendt');
  const [not, against] = await values('vaegt');
  await fact(page, 'Magnus har brug for særlig kost hver dag.', 'Ansøgningen', knows, not);
  await fact(page, 'Magnus følger skoledagen uden ekstra hjælp.', 'Udtalelse fra Tovby Skole', unknown, against);
  await page.locator('[name=hensyn]').fill('Vi har især lagt vægt på, hvad kosten betyder for hverdagen.');
  for (const group of await page.evaluate(() => [...new Set([...document.querySelectorAll('form[action$="/vurdering"] input[type=radio]')].map((radio) => radio.name))])) {
    await page.locator(`label[for="${await page.locator(`[name="${group}"]`).first().getAttribute('id')}"]`).click();
  }
  for (const area of await page.locator('form[action$="/vurdering"] textarea, form[action$="/vurdering"] input[type=text]').all()) {
    if ((await area.inputValue()) === '') await area.fill('Det fremgår af oplysningerne.');
  }
  await press(page, 'Gem vurderingen');
  await look(page, 'vurdering');
  await step(page, caseAt, 'Er sagen oplyst');
  await choose(page, 'udfald', 'klar');
  await press(page, 'Marker som gjort');
  await open(page, caseAt);
  ok(/hør/i.test(await page.locator('main').innerText()), '"Mangler før afgørelse" names the hearing');
}

async function hear(page, caseAt) {
  await open(page, `${caseAt}/partshoering`);
  await look(page, 'partshoering');
  await press(page, 'Lav høringsbrev');
  ok(/\/breve\//.test(page.url()), `the hearing became a letter (${page.url()})`);
  ok(/hvad du mener/.test(await page.locator('h1').innerText()), 'a grown-up is heard in the letter for grown-ups');
  await press(page, 'Send');
  await open(page, `${caseAt}/afgoerelse`);
  ok(/frist|svar/i.test(await page.locator('main').innerText()), 'a decision waits for the reply');
  // The day is turned past the period, and it is noted that it ran out.
  await turn(page, 15);
  await open(page, `${caseAt}/partshoering`);
  await press(page, 'Notér, at fristen er gået uden svar');
}

async function draft(page, outcome, fields) {
  await choose(page, 'udfald', outcome);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`);
    if ((await field.count()) > 0) await field.first().fill(value);
    else ok(false, `the draft has no field ${name}`);
  }
}

async function decide(browser, town, karen, caseAt) {
  await step(karen, caseAt, 'Familien vælger gruppe');
  await choose(karen, 'udfald', 'gruppe-1');
  await press(karen, 'Marker som gjort');
  const at = `${caseAt}/afgoerelse`;
  await open(karen, at);
  // A refusal that lacks its reasons cannot be submitted, and all that is missing is listed at once.
  await draft(karen, 'refusal', {});
  await press(karen, 'Send til godkendelse');
  ok((await karen.locator('.th-missing li').count()) > 0, 'an empty refusal lists what is missing');
  await look(karen, 'afgoerelse-mangler');
  await open(karen, at);
  const next = new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10);
  await draft(karen, 'grant', { bevilget: '1.105 kr. om måneden i gruppe I', begrundelse: 'Kosten er en nødvendig følge af funktionsnedsættelsen.' });
  await choose(karen, 'valg', 'gruppe-1', { maybe: true });
  await karen.locator('[name=beloeb]').fill('1.105');
  await karen.locator('[name=fra]').fill(next);
  if ((await karen.locator('[name=opfoelgning]').inputValue()) === '') await karen.locator('[name=opfoelgning]').fill(next.replace(/^\d+/, (year) => String(Number(year) + 1)));
  await press(karen, 'Gem kladde');
  await look(karen, 'afgoerelse');
  ok(/barnets lov § 86/.test(await karen.locator('main').innerText()), 'the provision in force stands on the page');
  await press(karen, 'Send til godkendelse');
  ok((await button(karen, 'Godkend').count()) === 0, 'nobody is offered to approve their own');

  const leader = await signIn(await person(browser, town), town.address, 'Henrik Vadsted');
  await look(leader, 'i-dag-leder');
  await open(leader, at);
  await look(leader, 'afgoerelse-godkend');
  await press(leader, 'Godkend');

  await open(karen, at);
  ok(/klag/i.test(await karen.locator('main').innerText()), 'the page tells of the complaint deadline');
  await press(karen, 'Send afgørelsen');
  await look(karen, 'afgoerelse-sendt');
  await open(karen, caseAt);
  ok(/opfølgning|følges op/i.test(await karen.locator('main').innerText()), 'the grant is followed up');
}

/** The pages around it. */
export async function around(page, caseAt) {
  await open(page, `${caseAt}/journal`);
  await page.locator('[name=tekst]').fill('Telefonsamtale med familien. De er glade for svaret.');
  await page.locator('main form').filter({ has: page.locator('[name=tekst]') }).getByRole('button', { name: 'Gem notat' }).last().click();
  await page.waitForLoadState('networkidle');
  ok(/glade for svaret/.test(await page.locator('main').innerText()), 'the note stands in the journal');
  await look(page, 'journal');
  await open(page, `${caseAt}/historik`);
  await look(page, 'historik');
  ok(/Karen Tangbjerg/.test(await page.locator('main').innerText()), 'the history names who saw');
  for (const [name, path] of [
    ['mine-sager', '/mine-sager'], ['borgere', '/borgere'], ['udbakke', '/udbakke'], ['noedadgang', '/noedadgang'],
    ['vaerktoejskasse', '/vaerktoejskasse'], ['procedure', '/vaerktoejskasse/procedurer/ansoegning'],
    ['indstillinger', '/vaerktoejskasse/indstillinger'],
    ['ydelse', '/vaerktoejskasse/ydelser/kompensation-merudgifter-barn'], ['breve', '/vaerktoejskasse/breve/kvittering'],
    ['fraser', '/vaerktoejskasse/fraser'], ['kalender', '/vaerktoejskasse/kalender'],
    ['skema', '/vaerktoejskasse/skemaer/stamkort'], ['stamkort-skema', `${caseAt}/skema/screening-bl18`],
  ]) {
    await open(page, path);
    await look(page, name);
  }
  await page.locator('#soeg').fill('Magnus Holm');
  await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
  await page.waitForLoadState('networkidle');
  await look(page, 'soegning');
  await page.locator('main a', { hasText: 'Magnus Holm' }).first().click();
  await page.waitForLoadState('networkidle');
  await look(page, 'stamkort');
  ok(/\*\*\*\*/.test(await page.locator('main').innerText()), 'the CPR number is masked');
}

/** Another department's caseworker meets the same answer for this case and for one that does not exist. */
export async function others(browser, town, caseAt) {
  const context = await person(browser, town);
  const amir = await signIn(context, town.address, 'Amir Solbæk');
  const body = async (path) => {
    const answer = await amir.goto(path);
    ok(answer.status() === 404, `${path} answered ${answer.status()} to a stranger`);
    return (await amir.locator('main, body').first().innerText()).replace(/[0-9a-f-]{36}/g, '');
  };
  const foreign = await body(caseAt);
  ok(foreign === (await body('/sager/0b0c0d0e-0000-4000-8000-000000000001')), 'a foreign case and no case look the same');
  await look(amir, 'findes-ikke');
}
