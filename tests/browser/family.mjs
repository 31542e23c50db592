// One family, one entrance: begun on the child's case, with a parent, a core team of two departments and one coordinator.
import { look, ok, open, press, said, unfold } from './tools.mjs';

/** Chooses in a list by what an option begins with; each form of the family's page has ids of its own. */
async function pick(page, id, begins) {
  const option = page.locator(`#${id} option`, { hasText: begins }).first();
  ok((await option.count()) > 0, `${id} offers ${begins}`);
  await page.locator(`#${id}`).selectOption(await option.getAttribute('value'));
}

/** Ticks a box or a radio button by its label. */
const tick = (page, id) => page.locator(`label[for="${id}"]`).click();

/** The caseworker begins a family; its leader appoints the coordinator; another department sees what is opened to it. */
export async function family(karen, henrik, rikke, caseAt) {
  const id = caseAt.split('/').pop();
  await open(karen, '/familier');
  await look(karen, 'familier-ingen');
  await open(karen, caseAt);
  await karen.locator('main a', { hasText: 'Giv familien én indgang' }).click();
  await karen.waitForLoadState('networkidle');
  await press(karen, 'Begynd');
  ok((await karen.locator('.form-error-message').count()) > 0, 'a family is not begun without a reason');
  await look(karen, 'familie-begynd');
  await karen.locator('[name=hvorfor]').fill('Tre afdelinger hjælper familien, og møderne overlapper hinanden');
  await press(karen, 'Begynd');
  ok(/\/familier\//.test(karen.url()), `the family has a page of its own (${karen.url()})`);
  const at = new URL(karen.url()).pathname;
  await look(karen, 'familie-ny');

  await coordinator(henrik, at);
  await open(karen, at);
  await member(karen);
  await team(karen, id);
  await meeting(karen, at);
  await look(karen, 'familie');
  await seenByAnother(rikke, at);
  await open(karen, '/familier');
  ok(/Familien omkring/.test(await said(karen)), 'the family stands on the list');
  await look(karen, 'familier');
  await open(karen, caseAt);
  ok((await karen.locator(`main a[href="${at}"]`).count()) > 0, 'the case leads to the family');
  return at;
}

/** A parent is taken into the family, and out again with a reason. */
async function member(karen) {
  await unfold(karen, 'Tag en med i familien');
  await press(karen, 'Tag med i familien');
  ok((await karen.locator('.form-error-message').count()) > 2, 'who, what they are and why are asked for at once');
  await look(karen, 'familie-medlem-fejl');
  await karen.locator('#medlem-person').selectOption({ index: 1 });
  await karen.locator('#medlem-slags').selectOption('forælder');
  await karen.locator('#medlem-hvorfor').fill('Bor sammen med barnet');
  await press(karen, 'Tag med i familien');
  const folds = karen.locator('#medlemmer ~ ul details');
  ok((await folds.count()) === 1, 'the parent may be taken out, the child may not');
  await unfold(karen, 'Tag ud');
  await press(karen, 'Tag ud af familien');
  ok((await karen.locator('.form-error-message').count()) === 1, 'nobody is taken out without a reason');
  await folds.locator('[name=hvorfor]').fill('Taget med ved en fejl');
  await press(karen, 'Tag ud af familien');
  ok((await folds.count()) === 0, 'the parent is out of the family');
  await unfold(karen, 'Tag en med i familien');
  await karen.locator('#medlem-person').selectOption({ index: 1 });
  await karen.locator('#medlem-slags').selectOption('forælder');
  await karen.locator('#medlem-hvorfor').fill('Bor sammen med barnet');
  await press(karen, 'Tag med i familien');
  ok(/Forælder, \d+ år/.test(await said(karen)), 'the parent is of the family');
}

/** A colleague of another department gets a seat, and sees nothing until something of the case is shown. */
async function team(karen, id) {
  await unfold(karen, 'Giv en plads i kerneteamet');
  await pick(karen, 'plads-medarbejder', 'Rikke Ågren');
  await karen.locator('#plads-hvorfor').fill('Har familiens sag om familiebehandling');
  await press(karen, 'Giv plads');
  ok(/Kan ikke se familien/.test(await said(karen)), 'a seat alone opens nothing');
  await unfold(karen, 'Vis en anden afdeling noget af sagen');
  await press(karen, 'Vis det');
  ok((await karen.locator('.form-error-message').count()) > 1, 'to whom, and on what it rests, is asked for');
  await look(karen, 'familie-vis-fejl');
  await karen.locator(`#aabn-${id}-afdeling`).selectOption('boern-og-familie');
  await tick(karen, `aabn-${id}-dele`);
  await pick(karen, `aabn-${id}-grundlag`, /^(?!Samtykke|Vælg)/);
  await karen.locator(`#aabn-${id}-hvorfor`).fill('Begge afdelinger hjælper barnet, og planen skal være den samme');
  await press(karen, 'Vis det');
  const told = await said(karen);
  ok(/åbnet af Karen Tangbjerg/.test(told) && !/Kan ikke se familien/.test(told), 'what is opened, to whom and by whom');
}

/** The leader appoints one from the children's disability department. */
async function coordinator(henrik, at) {
  await open(henrik, at);
  await unfold(henrik, 'Udpeg koordinator');
  await press(henrik, 'Udpeg');
  ok((await henrik.locator('.form-error-message').count()) === 2, 'a coordinator is somebody, for a reason');
  ok((await henrik.locator('#koordinator-medarbejder option', { hasText: 'Rikke' }).count()) === 0, 'and never from elsewhere');
  await pick(henrik, 'koordinator-medarbejder', 'Karen Tangbjerg');
  await henrik.locator('#koordinator-hvorfor').fill('Kender barnet bedst');
  await press(henrik, 'Udpeg');
  await look(henrik, 'familie-leder');
}

/** One of the core team's meetings is called from the family's page. */
async function meeting(karen, at) {
  await open(karen, at);
  await unfold(karen, 'Indkald et møde');
  await press(karen, 'Indkald mødet');
  ok((await karen.locator('.form-error-message').count()) === 2, 'which meeting and where is asked for');
  await tick(karen, 'moede-slags');
  await karen.locator('#moede-sted').fill('Rådhuset, lokale 3');
  await press(karen, 'Indkald mødet');
  const link = karen.locator('main a[href*="/moeder/"]').first();
  ok((await link.count()) === 1, 'the meeting stands on the page');
  await link.click();
  await karen.waitForLoadState('networkidle');
  ok(/Rikke Ågren/.test(await said(karen)), 'the core team is at the table');
  await open(karen, at);
}

/** Another department sees what is opened to it, and none of the reasons. */
async function seenByAnother(rikke, at) {
  await open(rikke, at);
  const told = await said(rikke);
  ok(/åbnet for din afdeling/.test(told), 'the core team sees what is opened of the case');
  ok(!/Bor sammen med barnet|Undersøgelser/.test(told), 'and not what the department keeps to itself');
  await look(rikke, 'familie-anden-afdeling');
}
