// Grants over time: what is to be seen to, one that ran before, its drawing, and the change of it after a follow-up.
import { choose, day, fill, look, ok, open, press, said, step } from './tools.mjs';

/** The list of what ends, is followed up or decided anew; and a citizen's grant from another system taken in. */
export async function takenIn(karen, citizenAt, today) {
  await open(karen, '/bevillinger');
  await look(karen, 'bevillinger');
  ok((await karen.locator('main section').count()) >= 4, 'the list of grants has its four blocks');
  await open(karen, citizenAt);
  await karen.locator('main a', { hasText: 'Tag en løbende bevilling ind' }).click();
  await karen.waitForLoadState('networkidle');
  await press(karen, 'Tag bevillingen ind');
  ok((await karen.locator('.form-error-message').count()) > 0, 'a grant of nothing is refused');
  await look(karen, 'bevilling-ind-fejl');
  await choose(karen, 'ydelse', 'tabt-arbejdsfortjeneste');
  await fill(karen, { fra: day(today, -400), timer_uge: '12', beloeb: '8.400', opfoelgning: day(today, 3), kilde: 'Det gamle system, journal 2025-0417' });
  await look(karen, 'bevilling-ind');
  await press(karen, 'Tag bevillingen ind');
  ok(/\/sager\//.test(karen.url()), `the grant that runs has a case (${karen.url()})`);
  const caseAt = new URL(karen.url()).pathname;
  await open(karen, citizenAt);
  await look(karen, 'stamkort-bevillinger');
  ok((await karen.locator('.th-periods svg').count()) === 1, 'the stamkort draws the periods');
  return caseAt;
}

/** The follow-up says it is to change; the decision page asks which grant and from when, and says the earliest day. */
export async function changed(karen, caseAt, today) {
  await step(karen, caseAt, 'Passer bevillingen stadig?');
  await look(karen, 'opfoelgning');
  await choose(karen, 'udfald', 'ophoerer');
  await fill(karen, { grund: 'Ida er begyndt i specialbørnehave, og moderen er tilbage på fuld tid.' });
  await press(karen, 'Marker som gjort');
  await step(karen, caseAt, 'Det, der har ændret sig');
  await choose(karen, 'udfald', 'aendres');
  await press(karen, 'Marker som gjort');
  await mistake(karen, caseAt);
  const at = `${caseAt}/afgoerelse`;
  await open(karen, at);
  await choose(karen, 'udfald', 'ending');
  ok((await karen.locator('[name=om]').count()) === 1, 'the page asks which running grant it is about');
  ok(/tidligst/i.test(await said(karen)), 'the page says the earliest day of effect');
  await fill(karen, {
    begrundelse: 'Arbejdet er ikke længere nedsat på grund af pasningen.', virkning: day(today, 120),
    ikke_bevilget: 'Dækningen af tabt arbejdsfortjeneste stopper.',
  });
  await press(karen, 'Gem kladde');
  await look(karen, 'afgoerelse-ophoer');
  ok((await karen.locator('#brev .th-prose').count()) > 0, 'the letter about the ending is shown as it will be read');
}

/** What was marked by mistake is taken back with a reason, and both stand. */
async function mistake(karen, caseAt) {
  await step(karen, caseAt, 'Det, der har ændret sig');
  await karen.locator('summary', { hasText: 'Det var en fejl' }).first().click();
  const form = karen.locator('form[action$="/fejl"]').first();
  await form.locator('textarea, input[type=text]').first().fill('Trykket på det forkerte trin.');
  await look(karen, 'det-var-en-fejl');
  await press(karen, 'Tag den tilbage');
  ok(/Det var en fejl/.test(await said(karen)), 'what was taken back still stands, with why');
  await choose(karen, 'udfald', 'aendres');
  await press(karen, 'Marker som gjort');
}
